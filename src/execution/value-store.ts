import type { SqlStorage } from '../host/ports.ts';
import { chunks } from '../value/chunks.ts';
import type { Json } from '../value/json.ts';

/** Large values, each stored once under its id, in chunks that fit a row. They are never changed. */
export class ValueStore {
  readonly #sql: SqlStorage;
  readonly #cache = new Map<string, Json>();
  #size: number | undefined;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  put(id: string, value: Json): void {
    this.putText(id, JSON.stringify(value));
    this.#remember(id, value);
  }

  putText(id: string, text: string): void {
    this.#size = this.size + text.length;
    for (const [chunk, body] of chunks(text).entries()) {
      this.#sql.exec('INSERT OR REPLACE INTO value (id, chunk, body) VALUES (?, ?, ?)', id, chunk, body);
    }
  }

  /** Characters of all values. */
  get size(): number {
    this.#size ??= Number(this.#sql.exec('SELECT coalesce(sum(length(body)), 0) AS n FROM value')[0]?.n ?? 0);
    return this.#size;
  }

  has(id: string): boolean {
    return this.#cache.has(id) || this.#sql.exec('SELECT 1 FROM value WHERE id = ? LIMIT 1', id).length > 0;
  }

  /** Ids after one, in order, without those of what the execution is pinned to. */
  ids(after: string, limit: number): readonly string[] {
    const pinned = "('definition', 'closure', 'start')";
    const query = `SELECT DISTINCT id FROM value WHERE id > ? AND id NOT IN ${pinned} ORDER BY id LIMIT ?`;
    return this.#sql.exec(query, after, limit).map(({ id }) => String(id));
  }

  get(id: string): Json {
    const known = this.#cache.get(id);
    if (known !== undefined) {
      return known;
    }
    const value = JSON.parse(this.text(id)) as Json;
    this.#remember(id, value);
    return value;
  }

  text(id: string): string {
    const rows = this.#sql.exec('SELECT body FROM value WHERE id = ? ORDER BY chunk', id);
    if (rows.length === 0) {
      throw new Error(`value ${id} is not stored`);
    }
    return rows.map((row) => String(row.body)).join('');
  }

  #remember(id: string, value: Json): void {
    if (this.#cache.size >= CACHED) {
      this.#cache.clear();
    }
    this.#cache.set(id, value);
  }
}

const CACHED = 64;
