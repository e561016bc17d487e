import { type Database, sql, writeAll } from './database.ts';

/** An installation that was begun and not committed is given up after a day. */
const OPEN_RELEASE_MS = 24 * 3_600_000;

/** Deletes what has expired: idempotency keys, tickets, installations that were given up. For the scheduled handler. */
export async function sweepRegistry(db: Database, now: number): Promise<void> {
  const abandoned = "SELECT id FROM pack_release WHERE state = 'open' AND created <= ?";
  const before = now - OPEN_RELEASE_MS;
  await writeAll(db, [
    sql('DELETE FROM idempotency WHERE expires <= ?', [now]),
    sql('DELETE FROM ticket WHERE expires <= ?', [now]),
    sql(`DELETE FROM pack_release_file WHERE release IN (${abandoned})`, [before]),
    sql("DELETE FROM pack_release WHERE state = 'open' AND created <= ?", [before]),
  ]);
}
