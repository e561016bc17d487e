import type { JsonObject } from '../value/json.ts';
import { json } from './columns.ts';
import { type Database, sql } from './database.ts';
import {
  PACK_COLUMNS,
  type PackDocument,
  type PackFileKind,
  type PackRow,
  readPack,
  readPackDocument,
} from './pack-row.ts';
import { type Page, type PageRequest, readPage } from './page.ts';
import { Where } from './where.ts';
import { SETTLE, settlePack } from './workflow-targets-sql.ts';

export interface PackFilter {
  /** The packs that the caller may see; undefined: all. */
  readonly packs?: readonly string[] | undefined;
  readonly q?: string | undefined;
}

/** The installed packs by ref. */
export function listPacks(db: Database, filter: PackFilter, page: PageRequest): Promise<Page<PackRow>> {
  const where = Where.all
    .and("status = 'active'")
    .among('ref', filter.packs)
    .contains(['ref', 'label', 'description'], filter.q);
  return readPage(db, { table: 'pack', columns: PACK_COLUMNS, key: 'ref', order: 'ASC', where, read: readPack }, page);
}

/** An installed pack, or undefined. */
export async function getPack(db: Database, ref: string): Promise<PackRow | undefined> {
  const { rows } = await db.execute(sql(`SELECT ${PACK_COLUMNS} FROM pack WHERE ref = ? AND status = 'active'`, [ref]));
  return rows.map(readPack)[0];
}

/** The configuration of an installed pack; empty when there is none. */
export async function getPackConfig(db: Database, ref: string): Promise<JsonObject> {
  const { rows } = await db.execute(sql("SELECT config FROM pack WHERE ref = ? AND status = 'active'", [ref]));
  return rows.map((row) => json<JsonObject>(row, 'config'))[0] ?? {};
}

/** The valid documents of one kind in the release that is in force. */
export async function listPackDocuments(
  db: Database,
  pack: string,
  kind: Extract<PackFileKind, 'trigger' | 'test'>,
): Promise<readonly PackDocument[]> {
  const { rows } = await db.execute(
    sql(
      `SELECT path, ref, document FROM pack_release_file
       WHERE release = (SELECT release FROM pack WHERE ref = ? AND status = 'active')
         AND kind = ? AND document IS NOT NULL ORDER BY path`,
      [pack, kind],
    ),
  );
  return rows.map(readPackDocument);
}

/**
 * Unregisters a pack with its workflows and actions. Versions stay, so that the history of executions can be read.
 * @returns false when no such pack is installed.
 */
export async function uninstallPack(db: Database, ref: string, now: number): Promise<boolean> {
  const [removed] = await db.batch(
    [
      sql("UPDATE pack SET status = 'removed', updated = :now WHERE ref = :ref AND status = 'active'", {
        ref,
        now,
      }),
      sql(
        `UPDATE workflow_definition SET status = 'removed', suspended = 0, updated = :now, revision = revision + 1
         WHERE pack = :ref AND status <> 'removed'`,
        { ref, now },
      ),
      sql('DELETE FROM workflow_tag WHERE ref IN (SELECT ref FROM workflow_definition WHERE pack = ?)', [ref]),
      sql('DELETE FROM action WHERE pack = ?', [ref]),
      sql('DELETE FROM trigger WHERE pack = ?', [ref]),
      sql(SETTLE, settlePack(ref, now)),
      // One that is under way is none of this pack's yet.
      sql(
        `DELETE FROM pack_release_file
         WHERE release IN (SELECT id FROM pack_release WHERE pack = ? AND state = 'committed')`,
        [ref],
      ),
    ],
    'write',
  );
  return (removed?.rowsAffected ?? 0) > 0;
}
