import type { Directory } from '../../host/directory.ts';
import { mapBounded } from '../../pack/bounded.ts';
import type { Database } from '../../registry/database.ts';
import { listOverdueExecutions } from '../../registry/execution-read.ts';
import type { ExecutionIndexRow } from '../../registry/execution-row.ts';
import { noteWatched } from '../../registry/execution-write.ts';

/** Objects that are woken at a time. */
const AT_ONCE = 4;

/**
 * The watchdog: wakes live executions that are overdue, whatever became of their alarm. One that cannot be reached has
 * its next turn with the others. A row without an object is what a crash has left between the two halves of a start.
 */
export async function sweepExecutions(db: Database, directory: Directory, now: number, limit: number): Promise<void> {
  const overdue = await listOverdueExecutions(db, now, limit);
  if (overdue.length === 0) {
    return;
  }
  const begun = await mapBounded(overdue, AT_ONCE, (row) => wake(directory, row));
  const of = (wanted: boolean) => overdue.flatMap(({ id }, i) => (begun[i] === wanted ? [id] : []));
  await noteWatched(db, { watched: of(true), neverBegun: of(false) }, now);
}

/** @returns false when there is no object, and never was. */
async function wake(directory: Directory, { id, seq }: ExecutionIndexRow): Promise<boolean> {
  const reply = await directory
    .execution(id)
    .wake()
    .catch(() => undefined);
  return seq > 0 || reply?.ok !== false || reply.problem.code !== 'not_found';
}
