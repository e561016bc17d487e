import type { JsonObject } from '../value/json.ts';
import { integer, json, text, textOrNull } from './columns.ts';
import { type Database, type Row, sql } from './database.ts';
import { type Page, type PageRequest, readPage } from './page.ts';
import { Where } from './where.ts';

/** An action that a pack defines. Core actions are code, and every active workflow is one too (`listWorkflows`). */
export interface ActionRow {
  readonly ref: string;
  readonly pack: string;
  readonly label: string;
  readonly description: string | null;
  /** The checked document of `actions/*.yaml`. */
  readonly definition: JsonObject;
  readonly hash: string;
  readonly path: string | null;
  readonly created: number;
  readonly updated: number;
}

export interface ActionFilter {
  readonly pack?: string | undefined;
  /** The packs that the caller may see; undefined: all. */
  readonly packs?: readonly string[] | undefined;
  readonly q?: string | undefined;
}

const COLUMNS = 'ref, pack, label, description, definition, hash, path, created, updated';

function readAction(row: Row): ActionRow {
  return {
    ref: text(row, 'ref'),
    pack: text(row, 'pack'),
    label: text(row, 'label'),
    description: textOrNull(row, 'description'),
    definition: json(row, 'definition'),
    hash: text(row, 'hash'),
    path: textOrNull(row, 'path'),
    created: integer(row, 'created'),
    updated: integer(row, 'updated'),
  };
}

/** The packs' actions by ref. */
export function listActions(db: Database, filter: ActionFilter, page: PageRequest): Promise<Page<ActionRow>> {
  const where = Where.all
    .given(filter.pack, 'pack = ?')
    .among('pack', filter.packs)
    .contains(['ref', 'label', 'description'], filter.q);
  return readPage(db, { table: 'action', columns: COLUMNS, key: 'ref', order: 'ASC', where, read: readAction }, page);
}

/** The actions of these refs that packs define, in one read. */
export async function getActions(db: Database, refs: readonly string[]): Promise<readonly ActionRow[]> {
  const query = `SELECT ${COLUMNS} FROM action WHERE ref IN (SELECT value FROM json_each(?)) ORDER BY ref`;
  const { rows } = await db.execute(sql(query, [JSON.stringify(refs)]));
  return rows.map(readAction);
}

export async function getAction(db: Database, ref: string): Promise<ActionRow | undefined> {
  return (await getActions(db, [ref]))[0];
}
