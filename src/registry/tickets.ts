import { text } from './columns.ts';
import { type Database, sql } from './database.ts';

/** Stores a ticket that opens one stream once, under the SHA-256 of its text. */
export async function insertTicket(db: Database, hash: string, execution: string, expires: number): Promise<void> {
  await db.execute(sql('INSERT INTO ticket (hash, execution, expires) VALUES (?, ?, ?)', [hash, execution, expires]));
}

/** Uses a ticket up. @returns the execution it opens, or undefined when it is unknown, used or too old. */
export async function redeemTicket(db: Database, hash: string, now: number): Promise<string | undefined> {
  const { rows } = await db.execute(
    sql('DELETE FROM ticket WHERE hash = ? AND expires > ? RETURNING execution', [hash, now]),
  );
  return rows.map((row) => text(row, 'execution'))[0];
}
