import * as v from 'valibot';
import { mapBounded } from '../../pack/bounded.ts';
import { refuse } from '../../problem/problem.ts';
import { listExecutions } from '../../registry/execution-read.ts';
import type { ExecutionIndexRow } from '../../registry/execution-row.ts';
import { type Act, type Actor, note, noteRefused } from '../audit/audited.ts';
import { visiblePacks } from '../auth/principal.ts';
import { logFailure, problemOf } from '../http/problem-response.ts';
import type { ExecutionStatus } from '../schema/execution.ts';
import { BULK_LIMIT, type BulkSchema, RerunSchema } from '../schema/execution-control.ts';
import { deleteEnded } from './delete-execution.ts';
import { requireOk, statusOf } from './reply.ts';
import { rerunExecution } from './rerun-execution.ts';

export type BulkRequest = v.InferOutput<typeof BulkSchema>;

/** What one execution has become; of a rerun: the new one. */
interface Done {
  readonly status: ExecutionStatus | null;
  readonly rerun?: string;
}

export interface BulkResult extends Done {
  readonly id: string;
  readonly ok: boolean;
  readonly error: { readonly code: string; readonly detail: string } | null;
}

/** Executions that are spoken to at the same time. */
const AT_ONCE = 6;
const FROM_FAILURES = v.parse(RerunSchema, {});

/**
 * Does one thing to every execution that the filter matches. One that refuses does not keep the others from it.
 * @throws ProblemError `conflict` when there are not as many as the caller expects
 */
export async function runBulk(actor: Actor, request: BulkRequest): Promise<readonly BulkResult[]> {
  const rows = await confirmed(actor, request);
  await note(
    actor,
    rows.map(({ id }) => actOf(request, id)),
  );
  const results = await mapBounded(rows, AT_ONCE, ({ id }) => attempt(actor, request, id));
  const refusals = results.flatMap(({ id, error }) =>
    error === null ? [] : [{ ...actOf(request, id), refused: error.code }],
  );
  await noteRefused(actor, refusals);
  return results;
}

function actOf({ action, mode }: BulkRequest, id: string): Act {
  const detail = { bulk: true, ...(action === 'cancel' ? { mode } : {}) };
  return { action: `execution.${action}`, target: `executions/${id}`, detail };
}

async function confirmed(
  { db, principal }: Actor,
  { filter, confirm }: BulkRequest,
): Promise<readonly ExecutionIndexRow[]> {
  const { status = [], tag = [], ...rest } = filter;
  const wanted = { ...rest, status: [status].flat(), tags: [tag].flat(), packs: visiblePacks(principal) };
  const { items, total = 0 } = await listExecutions(db, wanted, { limit: BULK_LIMIT, includeTotal: true });
  if (total !== confirm) {
    unconfirmed(total, `the filter matches ${total} executions, not ${confirm}`);
  }
  if (total > BULK_LIMIT) {
    unconfirmed(total, `the filter matches ${total} executions, at most ${BULK_LIMIT} go at once: narrow it`);
  }
  return items;
}

function unconfirmed(total: number, message: string): never {
  return refuse('conflict', message, {
    findings: [{ code: 'conflict', severity: 'error', message, path: '/confirm', witness: total }],
  });
}

async function attempt(actor: Actor, request: BulkRequest, id: string): Promise<BulkResult> {
  try {
    return { id, ok: true, ...(await act(actor, request, id)), error: null };
  } catch (thrown) {
    const { code, detail } = problemOf(thrown);
    if (code === 'internal') {
      logFailure(actor.env.settings, actor.requestId, thrown);
    }
    return { id, ok: false, status: null, error: { code, detail } };
  }
}

async function act(actor: Actor, { action, mode }: BulkRequest, id: string): Promise<Done> {
  if (action === 'delete') {
    await deleteEnded(actor, id);
    return { status: null };
  }
  if (action === 'rerun') {
    const again = await rerunExecution(actor, id, FROM_FAILURES);
    return { status: again.status, rerun: again.id };
  }
  const order = action === 'cancel' ? ({ type: action, mode } as const) : { type: action };
  return { status: statusOf(requireOk(await actor.env.directory.execution(id).command(order))) };
}
