import type { JsonObject } from '../value/json.ts';
import { integer, integerOrNull, json, text, textOrNull, word } from './columns.ts';
import { type Database, type Row, sql, writeAll } from './database.ts';
import { type Page, type PageRequest, readPage } from './page.ts';
import { Where } from './where.ts';

const KINDS = ['webhook', 'schedule'] as const;
const STATUSES = ['active', 'disabled'] as const;

export interface TriggerRow {
  readonly name: string;
  readonly kind: (typeof KINDS)[number];
  readonly workflow: string;
  readonly status: (typeof STATUSES)[number];
  readonly definition: JsonObject;
  /** The pack it came with; null: made through the API. */
  readonly pack: string | null;
  /** The file in its pack; null: made through the API. */
  readonly path: string | null;
  /** Whether its address has a key. */
  readonly keyed: boolean;
  /** When it wants to wake, ms; null: never by itself. */
  readonly wake_at: number | null;
  readonly created: number;
  readonly updated: number;
}

export interface TriggerFilter {
  /** The packs that the caller may see; undefined: all. */
  readonly packs?: readonly string[] | undefined;
  readonly workflow?: string | undefined;
  readonly kind?: TriggerRow['kind'] | undefined;
  readonly q?: string | undefined;
}

const COLUMNS = `name, kind, workflow, status, definition, pack, path, key_hash IS NOT NULL AS keyed, wake_at, created,
  updated`;

function readTrigger(row: Row): TriggerRow {
  return {
    name: text(row, 'name'),
    kind: word(row, 'kind', KINDS),
    workflow: text(row, 'workflow'),
    status: word(row, 'status', STATUSES),
    definition: json(row, 'definition'),
    pack: textOrNull(row, 'pack'),
    path: textOrNull(row, 'path'),
    keyed: integer(row, 'keyed') === 1,
    wake_at: integerOrNull(row, 'wake_at'),
    created: integer(row, 'created'),
    updated: integer(row, 'updated'),
  };
}

export type TriggerInput = Omit<TriggerRow, 'path' | 'keyed' | 'wake_at' | 'created' | 'updated'>;

/**
 * Creates or replaces a trigger.
 * @param keyHash SHA-256 of the key in a webhook's address; undefined keeps the one there is.
 * @returns `exists` only with `create`, when the name is in use.
 */
export async function putTrigger(
  db: Database,
  trigger: TriggerInput,
  options: { readonly create: boolean; readonly keyHash?: string | undefined; readonly now: number },
): Promise<'created' | 'updated' | 'exists'> {
  const [present, written] = await writeAll(db, [
    sql('SELECT 1 FROM trigger WHERE name = ?', [trigger.name]),
    sql(
      `INSERT INTO trigger (name, kind, workflow, status, definition, key_hash, pack, created, updated)
       VALUES (:name, :kind, :workflow, :status, :definition, :key_hash, :pack, :now, :now)
       ON CONFLICT (name) DO ${
         options.create
           ? 'NOTHING'
           : `UPDATE SET kind = excluded.kind, workflow = excluded.workflow, status = excluded.status,
              definition = excluded.definition, key_hash = COALESCE(excluded.key_hash, key_hash), pack = excluded.pack,
              hash = NULL, path = NULL,
              updated = excluded.updated`
       }`,
      {
        ...trigger,
        definition: JSON.stringify(trigger.definition),
        key_hash: options.keyHash ?? null,
        now: options.now,
      },
    ),
  ]);
  if ((written?.rowsAffected ?? 0) === 0) {
    return 'exists';
  }
  return present?.rows.length === 0 ? 'created' : 'updated';
}

export async function getTrigger(db: Database, name: string): Promise<TriggerRow | undefined> {
  const { rows } = await db.execute(sql(`SELECT ${COLUMNS} FROM trigger WHERE name = ?`, [name]));
  return rows.map(readTrigger)[0];
}

/** One that was made through the API belongs to the pack of what it starts. */
const PACK = `COALESCE(trigger.pack,
  (SELECT w.pack FROM workflow_definition w WHERE w.ref = trigger.workflow))`;

/** The pack that a trigger belongs to; undefined when what it starts is not known. */
export async function packOfTrigger(db: Database, name: string): Promise<string | undefined> {
  const { rows } = await db.execute(sql(`SELECT ${PACK} AS pack FROM trigger WHERE name = ?`, [name]));
  return rows.map((row) => textOrNull(row, 'pack') ?? undefined)[0];
}

/** Replaces the key of a webhook's address. @returns false when there is no such webhook. */
export async function putTriggerKey(db: Database, name: string, keyHash: string, now: number): Promise<boolean> {
  const { rowsAffected } = await db.execute(
    sql("UPDATE trigger SET key_hash = ?, updated = ? WHERE name = ? AND kind = 'webhook'", [keyHash, now, name]),
  );
  return rowsAffected > 0;
}

/** The triggers that came with a pack. */
export async function listTriggersOfPack(db: Database, pack: string): Promise<readonly string[]> {
  const { rows } = await db.execute(sql('SELECT name FROM trigger WHERE pack = ?', [pack]));
  return rows.map((row) => text(row, 'name'));
}

export function listTriggers(db: Database, filter: TriggerFilter, page: PageRequest): Promise<Page<TriggerRow>> {
  const where = Where.all
    .given(filter.workflow, 'workflow = ?')
    .given(filter.kind, 'kind = ?')
    .among(PACK, filter.packs)
    .contains(['name', 'workflow'], filter.q);
  return readPage(
    db,
    { table: 'trigger', columns: COLUMNS, key: 'name', order: 'ASC', where, read: readTrigger },
    page,
  );
}

/** @returns false when there is no such trigger. */
export async function deleteTrigger(db: Database, name: string): Promise<boolean> {
  return (await db.execute(sql('DELETE FROM trigger WHERE name = ?', [name]))).rowsAffected > 0;
}
