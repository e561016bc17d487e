import type { Cause } from '../conductor/cause.ts';
import type { SqlStorage, SqlValue } from '../host/ports.ts';
import type { Change } from '../projection/change.ts';
import { chunks } from '../value/chunks.ts';

/** The engine that wrote an event. Replays tell by it; folds do not care. */
export const ENGINE = 'ostinato/0.1';

export interface LoggedEvent {
  readonly seq: number;
  readonly at: number;
  readonly type: string;
  readonly cause: Cause;
  readonly changes: readonly Change[];
  readonly engine: string;
}

const PAGE = 500;

/** The log of one execution: what it was told, and what it wrote because of it. Only ever appended to. */
export class EventLog {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  append(seq: number, at: number, cause: Cause, changes: readonly Change[], engine = ENGINE): void {
    const [first = '', ...rest] = chunks(JSON.stringify(changes));
    const insert = 'INSERT INTO event (seq, at, type, cause, changes, engine) VALUES (?, ?, ?, ?, ?, ?)';
    this.#sql.exec(insert, seq, at, cause.type, JSON.stringify(cause), first, engine);
    for (const [part, text] of rest.entries()) {
      this.#sql.exec('INSERT INTO event_part (seq, part, changes) VALUES (?, ?, ?)', seq, part, text);
    }
  }

  /** Events after a number, in order. */
  read(after: number, limit: number, types: readonly string[] = []): readonly LoggedEvent[] {
    const filter = types.length === 0 ? '' : `AND type IN (${types.map(() => '?').join()})`;
    const rows = this.#sql.exec(
      `SELECT * FROM event WHERE seq > ? ${filter} ORDER BY seq LIMIT ?`,
      after,
      ...types,
      limit,
    );
    return rows.map((row) => this.#event(row));
  }

  /** The same as JSON texts in the form of the history, put together without being parsed. */
  texts(after: number, limit: number): readonly { readonly seq: number; readonly text: string }[] {
    const rows = this.#sql.exec('SELECT * FROM event WHERE seq > ? ORDER BY seq LIMIT ?', after, limit);
    return rows.map((row) => {
      const seq = Number(row.seq);
      const at = new Date(Number(row.at)).toISOString();
      const parts = [JSON.stringify({ seq, at, type: row.type }).slice(0, -1)];
      parts.push(`"cause":${row.cause}`, `"changes":${this.#changes(row)}`, `"engine":${JSON.stringify(row.engine)}}`);
      return { seq, text: parts.join() };
    });
  }

  /** All events in order, read in pages. */
  *all(): Iterable<LoggedEvent> {
    for (let page = this.read(0, PAGE); page.length > 0; page = this.read(page.at(-1)?.seq ?? 0, PAGE)) {
      yield* page;
    }
  }

  #event(row: Readonly<Record<string, SqlValue>>): LoggedEvent {
    return {
      ...{ seq: Number(row.seq), at: Number(row.at), type: String(row.type), engine: String(row.engine) },
      cause: JSON.parse(String(row.cause)) as Cause,
      changes: JSON.parse(this.#changes(row)) as readonly Change[],
    };
  }

  #changes({ seq = null, changes = '' }: Readonly<Record<string, SqlValue>>): string {
    const parts = this.#sql.exec('SELECT changes FROM event_part WHERE seq = ? ORDER BY part', seq);
    return [changes, ...parts.map((part) => part.changes)].join('');
  }
}
