import { text } from './columns.ts';
import { type Database, sql } from './database.ts';

/** Which of these refs a task may name: workflows that can be started, and actions of packs. */
export async function findCallableRefs(db: Database, refs: readonly string[]): Promise<ReadonlySet<string>> {
  if (refs.length === 0) {
    return new Set();
  }
  const list = JSON.stringify([...new Set(refs)]);
  const { rows } = await db.execute(
    sql(
      `SELECT ref FROM workflow_definition WHERE status = 'active' AND ref IN (SELECT value FROM json_each(:refs))
       UNION SELECT ref FROM action WHERE ref IN (SELECT value FROM json_each(:refs))`,
      { refs: list },
    ),
  );
  return new Set(rows.map((row) => text(row, 'ref')));
}

/** Content hashes of what a pack has in force: ref → hash, of workflows and actions. */
export async function listPackHashes(db: Database, pack: string): Promise<ReadonlyMap<string, string>> {
  const { rows } = await db.execute(
    sql(
      `SELECT ref, hash FROM workflow_definition
       WHERE pack = :pack AND hash IS NOT NULL AND status IN ('active', 'disabled')
       UNION ALL SELECT ref, hash FROM action WHERE pack = :pack`,
      { pack },
    ),
  );
  return new Map(rows.map((row) => [text(row, 'ref'), text(row, 'hash')]));
}
