import type { SqlStorage } from '../host/ports.ts';
import type { TableName, Tables } from '../projection/rows.ts';
import type { Overlay, StateReader } from '../projection/state.ts';
import type { Json } from '../value/json.ts';
import type { ValueStore } from './value-store.ts';

const CACHED = 65_536;
const UPSERT = `INSERT INTO state (kind, key, body, rank) VALUES (?, ?, ?, ?)
  ON CONFLICT (kind, key) DO UPDATE SET body = excluded.body, rank = excluded.rank`;

/** The rows of an execution in its own database, read one by one. What is read or written last is kept in memory. */
export class SqlState implements StateReader {
  readonly #sql: SqlStorage;
  readonly #values: ValueStore;
  readonly #cache = new Map<string, unknown>();

  constructor(sql: SqlStorage, values: ValueStore) {
    this.#sql = sql;
    this.#values = values;
  }

  get<T extends TableName>(table: T, key: string): Tables[T] | undefined {
    const slot = `${table}|${key}`;
    if (this.#cache.has(slot)) {
      return this.#cache.get(slot) as Tables[T] | undefined;
    }
    const [row] = this.#sql.exec('SELECT body FROM state WHERE kind = ? AND key = ?', table, key);
    const body = row === undefined ? undefined : (JSON.parse(String(row.body)) as Tables[T]);
    this.#remember(slot, body);
    return body;
  }

  *scan<T extends TableName>(table: T, prefix: string): Iterable<readonly [string, Tables[T]]> {
    const rows =
      prefix === ''
        ? this.#sql.exec('SELECT key, body FROM state WHERE kind = ? ORDER BY key', table)
        : this.#sql.exec(
            'SELECT key, body FROM state WHERE kind = ? AND key >= ? AND key < ? ORDER BY key',
            ...[table, prefix, after(prefix)],
          );
    for (const row of rows) {
      yield [String(row.key), JSON.parse(String(row.body)) as Tables[T]];
    }
  }

  value(id: string): Json {
    return this.#values.get(id);
  }

  /** Writes the rows a turn has touched, each once. */
  flush(overlay: Overlay): void {
    for (const [table, key, row] of overlay.touched()) {
      if (row === undefined) {
        this.#sql.exec('DELETE FROM state WHERE kind = ? AND key = ?', table, key);
      } else {
        this.#sql.exec(UPSERT, ...[table, key, JSON.stringify(row), rankOf(table, row)]);
      }
      this.#remember(`${table}|${key}`, row);
    }
  }

  /** Forgets what it knows: after a transaction that was rolled back. */
  forget(): void {
    this.#cache.clear();
  }

  #remember(slot: string, body: unknown): void {
    if (this.#cache.size >= CACHED) {
      this.#cache.clear();
    }
    this.#cache.set(slot, body);
  }
}

/** What rows are looked up by besides their key: instances by their order, timers by their time. */
function rankOf<T extends TableName>(table: T, row: Tables[T]): number | null {
  switch (table) {
    case 'task':
      return (row as Tables['task']).order;
    case 'timer':
      return (row as Tables['timer']).due;
    default:
      return null;
  }
}

/** The least text greater than every text with this prefix. Keys are of ASCII and end in a separator. */
function after(prefix: string): string {
  return prefix.slice(0, -1) + String.fromCharCode(prefix.charCodeAt(prefix.length - 1) + 1);
}
