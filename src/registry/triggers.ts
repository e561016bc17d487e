import type { JsonObject } from '../value/json.ts';
import { integer, json, text, textOrNull, word } from './columns.ts';
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
  readonly created: number;
  readonly updated: number;
}

export interface TriggerFilter {
  readonly workflow?: string | undefined;
  readonly kind?: TriggerRow['kind'] | undefined;
  readonly q?: string | undefined;
}

const COLUMNS = 'name, kind, workflow, status, definition, pack, path, created, updated';

function readTrigger(row: Row): TriggerRow {
  return {
    name: text(row, 'name'),
    kind: word(row, 'kind', KINDS),
    workflow: text(row, 'workflow'),
    status: word(row, 'status', STATUSES),
    definition: json(row, 'definition'),
    pack: textOrNull(row, 'pack'),
    path: textOrNull(row, 'path'),
    created: integer(row, 'created'),
    updated: integer(row, 'updated'),
  };
}

export type TriggerInput = Omit<TriggerRow, 'path' | 'created' | 'updated'>;

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

/** The trigger whose address has this key. */
export async function findTriggerByKey(db: Database, keyHash: string): Promise<TriggerRow | undefined> {
  const { rows } = await db.execute(sql(`SELECT ${COLUMNS} FROM trigger WHERE key_hash = ?`, [keyHash]));
  return rows.map(readTrigger)[0];
}

export function listTriggers(db: Database, filter: TriggerFilter, page: PageRequest): Promise<Page<TriggerRow>> {
  const where = Where.all
    .given(filter.workflow, 'workflow = ?')
    .given(filter.kind, 'kind = ?')
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
