import { WATCH_MS } from '../host/watch.ts';
import { type Database, type Statement, sql, writeAll } from './database.ts';
import type { ExecutionIndexRow } from './execution-row.ts';
import { type IdempotencyClaim, type Reservation, reservationOf, reserveStatements } from './idempotency.ts';

/**
 * Writes the row of an execution that is about to start, together with its idempotency key in one batch. Only
 * `reserved` has written the row. A row that exists stays as it is, so a repeated start does no harm; only the watchdog
 * comes later, so that it does not take what is about to start for what never began.
 */
export async function insertExecution(
  db: Database,
  row: ExecutionIndexRow,
  claim?: Omit<IdempotencyClaim, 'execution'>,
): Promise<Reservation> {
  if (claim === undefined) {
    await writeAll(db, insertStatements(row, ''));
    return { kind: 'reserved' };
  }
  const full = { ...claim, execution: row.id };
  const ours = `WHERE EXISTS (SELECT 1 FROM idempotency
    WHERE scope = :scope AND key = :key AND execution = :id AND answer IS NULL)`;
  const statements = insertStatements(row, ours, { scope: claim.scope, key: claim.key });
  return reservationOf(full, await writeAll(db, [...reserveStatements(full, row.started_at), ...statements]));
}

/** A workflow as it was read: its revision, and the release of its pack. */
export interface ReadState {
  readonly revision: number;
  readonly release: string | null;
}

/**
 * As `insertExecution`, when its workflow and pack are still as they were read.
 * @returns whether they were; otherwise nothing is written
 */
export async function insertIfUnchanged(db: Database, row: ExecutionIndexRow, read: ReadState): Promise<boolean> {
  const unchanged = `WHERE EXISTS (SELECT 1 FROM workflow_definition d WHERE d.ref = :workflow
    AND d.revision = :revision AND d.hash = :hash
    AND (SELECT p.release FROM pack p WHERE p.ref = d.pack AND p.status = 'active') IS :release)`;
  const [inserted] = await writeAll(db, insertStatements(row, unchanged, { ...read }));
  return (inserted?.rowsAffected ?? 0) > 0;
}

function insertStatements(
  row: ExecutionIndexRow,
  condition: string,
  more: Readonly<Record<string, string | number | null>> = {},
): readonly Statement[] {
  const { tags, ...columns } = row;
  return [
    sql(
      `INSERT OR IGNORE INTO execution_index (id, workflow, pack, version, hash, status, parent, tags, started_at,
         ended_at, wake_at, seq, input_preview)
       SELECT :id, :workflow, :pack, :version, :hash, :status, :parent, :tags, :started_at, :ended_at, :wake_at, :seq,
         :input_preview ${condition}`,
      { ...columns, tags: JSON.stringify([...new Set(tags)]), ...more },
    ),
    sql(
      `INSERT OR IGNORE INTO execution_tag (execution, tag)
       SELECT e.id, tag.value FROM execution_index e, json_each(e.tags) tag WHERE e.id = ?`,
      [row.id],
    ),
    sql('UPDATE execution_index SET wake_at = :wake_at WHERE id = :id AND seq = 0 AND wake_at < :wake_at', {
      id: row.id,
      wake_at: row.wake_at,
    }),
  ];
}

/** What an execution reports of itself as it goes on. */
export type ExecutionUpdate = Pick<ExecutionIndexRow, 'id' | 'seq' | 'status' | 'ended_at' | 'wake_at'>;

/**
 * Brings the row up to date. Reports may come twice and out of order: an older one changes nothing, nor does one about
 * an execution that was deleted.
 * @returns whether the row was changed.
 */
export async function updateExecution(db: Database, update: ExecutionUpdate): Promise<boolean> {
  const { id, seq, status, ended_at, wake_at } = update;
  const { rowsAffected } = await db.execute(
    sql(
      `UPDATE execution_index SET seq = :seq, status = :status, ended_at = :ended_at, wake_at = :wake_at
       WHERE id = :id AND seq < :seq`,
      { id, seq, status, ended_at, wake_at },
    ),
  );
  return rowsAffected > 0;
}

/**
 * After a round of the watchdog: those it has looked after have their next turn later, so that nobody else waits behind
 * them; those that never began are taken away, unless they are about to begin now.
 */
export async function noteWatched(
  db: Database,
  { watched, neverBegun }: { readonly watched: readonly string[]; readonly neverBegun: readonly string[] },
  now: number,
): Promise<void> {
  const gone = JSON.stringify(neverBegun);
  await writeAll(db, [
    sql(
      `UPDATE execution_index SET wake_at = :next
       WHERE id IN (SELECT value FROM json_each(:ids)) AND ended_at IS NULL AND wake_at <= :now`,
      { ids: JSON.stringify(watched), now, next: now + WATCH_MS },
    ),
    sql(
      `DELETE FROM execution_index WHERE id IN (SELECT value FROM json_each(:gone)) AND seq = 0 AND wake_at <= :now`,
      { gone, now },
    ),
    sql(
      `DELETE FROM execution_tag WHERE execution IN (SELECT value FROM json_each(?))
         AND NOT EXISTS (SELECT 1 FROM execution_index WHERE id = execution)`,
      [gone],
    ),
  ]);
}

/** Forgets an execution. @returns false when it was not there. */
export async function deleteExecution(db: Database, id: string): Promise<boolean> {
  const [removed] = await writeAll(db, [
    sql('DELETE FROM execution_index WHERE id = ?', [id]),
    sql('DELETE FROM execution_tag WHERE execution = ?', [id]),
    sql('DELETE FROM inquiry WHERE execution = ?', [id]),
  ]);
  return (removed?.rowsAffected ?? 0) > 0;
}
