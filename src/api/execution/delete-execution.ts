import type { Reply } from '../../host/directory.ts';
import { refuse } from '../../problem/problem.ts';
import type { Database } from '../../registry/database.ts';
import { getExecution } from '../../registry/execution-read.ts';
import type { ExecutionIndexRow } from '../../registry/execution-row.ts';
import { deleteExecution } from '../../registry/execution-write.ts';
import type { ApiEnv } from '../api-env.ts';
import { requireOk } from './reply.ts';

interface Deleter {
  readonly env: ApiEnv;
  readonly db: Database;
}

/**
 * Deletes an ended execution: first its object, then its row, so that what is listed can be deleted again after a
 * crash in between.
 * @throws ProblemError `conflict` while it lives, `not_found`
 */
export async function deleteEnded({ env, db }: Deleter, id: string): Promise<void> {
  const reply = await env.directory.execution(id).remove();
  if (isGone(reply)) {
    const row = await getExecution(db, id);
    if (row === undefined) {
      refuse('not_found', `there is no execution \`${id}\``);
    }
    requireAbandoned(row, env.clock.now());
  } else {
    requireOk(reply);
  }
  await deleteExecution(db, id);
}

function isGone(reply: Reply): boolean {
  return !reply.ok && reply.problem.code === 'not_found';
}

/** A row without an object is that of an ended execution, or of one that may still be about to start. */
function requireAbandoned({ id, ended_at, wake_at }: ExecutionIndexRow, now: number): void {
  if (ended_at === null && wake_at !== null && wake_at > now) {
    refuse('conflict', `\`${id}\` is about to start`);
  }
}
