import type { SqlStorage } from '../host/ports.ts';

/** What somebody has told us under a key of theirs. */
export interface Told {
  /** Digest of what was told. */
  readonly request: string;
  /** The event that came of it: it holds the answer. */
  readonly seq: number;
}

/** Who repeats what was told gets the first answer, and nothing is done twice. */
export class ToldOnce {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  get(key: string): Told | undefined {
    const [row] = this.#sql.exec('SELECT request, seq FROM told WHERE key = ?', key);
    return row && { request: String(row.request), seq: Number(row.seq) };
  }

  /** Within the transaction of the turn. */
  put(key: string, { request, seq }: Told): void {
    this.#sql.exec('INSERT OR REPLACE INTO told (key, request, seq) VALUES (?, ?, ?)', key, request, seq);
  }
}

/** What was told, short: SHA-256 of its parts. */
export async function digestOf(...parts: readonly string[]): Promise<string> {
  const bytes = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(JSON.stringify(parts)));
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
