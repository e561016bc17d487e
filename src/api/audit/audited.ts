import { type AuditRow, auditStatement } from '../../registry/audit.ts';
import { type Database, writeAll } from '../../registry/database.ts';
import type { JsonObject } from '../../value/json.ts';
import { ulid } from '../../value/ulid.ts';
import type { ApiEnv } from '../api-env.ts';
import type { Principal } from '../auth/principal.ts';
import { logFailure, problemOf } from '../http/problem-response.ts';

/** Who acts, in which request. */
export interface Actor {
  readonly env: ApiEnv;
  readonly db: Database;
  readonly principal: Principal;
  readonly requestId: string;
}

export interface Act {
  /** `<kind>.<verb>`, as in `execution.cancel`. */
  readonly action: string;
  /** The path below the API's base, as in `executions/01…`. */
  readonly target: string;
  /** Never a secret. */
  readonly detail?: JsonObject;
}

/**
 * Does something that is to be accounted for. The entry is written first: what cannot be noted is not done. When it
 * comes to nothing, a second entry says so with `refused`, the code of the problem.
 */
export async function audited<T>(actor: Actor, act: Act, run: () => Promise<T>): Promise<T> {
  await note(actor, [act]);
  try {
    return await run();
  } catch (error) {
    await noteRefused(actor, [{ ...act, refused: problemOf(error).code }]);
    throw error;
  }
}

/** Notes acts that are about to be done, all of them or none. */
export async function note(actor: Actor, acts: readonly Act[]): Promise<void> {
  if (acts.length > 0) {
    await writeAll(
      actor.db,
      acts.map((act) => auditStatement(entryOf(actor, act))),
    );
  }
}

/** Notes that acts came to nothing. The caller learns why they did, whether or not this can be noted. */
export async function noteRefused(actor: Actor, acts: readonly (Act & { readonly refused: string })[]): Promise<void> {
  const told = acts.map(({ refused, detail, ...act }) => ({ ...act, detail: { ...detail, refused } }));
  await note(actor, told).catch((error: unknown) => logFailure(actor.env.settings, actor.requestId, error));
}

function entryOf({ env, principal, requestId }: Actor, { action, target, detail }: Act): AuditRow {
  const at = env.clock.now();
  return {
    id: ulid(at, env.random(10)),
    at,
    actor: principal.id,
    action,
    target,
    detail: { ...detail, request_id: requestId },
  };
}
