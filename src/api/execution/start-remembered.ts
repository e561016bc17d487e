import { ProblemError } from '../../problem/problem.ts';
import type { Database } from '../../registry/database.ts';
import { insertIfUnchanged } from '../../registry/execution-write.ts';
import type { ApiEnv } from '../api-env.ts';
import { type FoundWorkflow, withContent } from '../workflow/find-workflow.ts';
import { recall, remember } from '../workflow/remembered-workflows.ts';
import { type PreparedStart, prepareStart, type StartRequest } from './prepare-start.ts';
import { requestedRow } from './start-execution.ts';
import { startable } from './startable.ts';

export interface RememberedStart {
  readonly id: string;
  readonly workflow: string;
  readonly body: StartRequest;
  /** Milliseconds. */
  readonly startedAt: number;
}

interface Reader {
  readonly env: ApiEnv;
  readonly db: Database;
  /** Whether the pack of the workflow may be seen by who asks. */
  readonly maySee?: (pack: string) => boolean;
}

/**
 * Writes the row of an execution by what is remembered of its workflow. Whether that still holds, the registry says in
 * the same batch, so nothing is read before.
 * @returns the start that is now to be made; undefined when nothing is remembered, when it does not hold, when it would
 *   be refused, or when the row exists: nothing was done, and what is in force has to be read
 */
export async function insertRemembered(
  { env, db, maySee = () => true }: Reader,
  start: RememberedStart,
): Promise<PreparedStart | undefined> {
  const known = recall(env, start.workflow);
  if (known === undefined || !maySee(known.workflow.pack)) {
    return undefined;
  }
  const prepared = await prepare(env, await withContent({ env, db }, known), start);
  if (prepared === undefined) {
    return undefined;
  }
  const { workflow, pack } = known;
  const row = requestedRow(prepared, workflow.pack, start.startedAt, env.clock.now());
  const read = { revision: workflow.revision, release: pack.release };
  return (await insertIfUnchanged(db, row, read)) ? prepared : undefined;
}

/** For the next start of this workflow. */
export function rememberFound(env: ApiEnv, { workflow, pack }: FoundWorkflow): void {
  if (pack !== undefined) {
    remember(env, { workflow, pack });
  }
}

/** What is refused by memory may be right by now. */
async function prepare(
  env: ApiEnv,
  found: FoundWorkflow,
  { id, body }: RememberedStart,
): Promise<PreparedStart | undefined> {
  try {
    return await prepareStart(id, startable(found), body, env.settings);
  } catch (thrown) {
    if (thrown instanceof ProblemError) {
      return undefined;
    }
    throw thrown;
  }
}
