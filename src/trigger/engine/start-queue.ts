import type { SqlStorage, SqlValue } from '../../host/ports.ts';

/** An execution that is owed: a row stays until it is known to be started, or cannot be. */
export interface StartRow {
  readonly id: string;
  readonly workflow: string;
  readonly tags: readonly string[];
  readonly at: number;
  /** ms */
  readonly due: number;
  readonly tries: number;
  /** A schedule has planned it, so what it says about overlaps holds. */
  readonly planned: boolean;
}

/** What a trigger owes, in the order in which it came. */
export class StartQueue {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  add({ id, workflow, tags, at, due, tries, planned }: StartRow): void {
    this.#sql.exec(
      'INSERT INTO start (id, workflow, tags, at, due, tries, planned) VALUES (?, ?, ?, ?, ?, ?, ?)',
      ...[id, workflow, JSON.stringify(tags), at, due, tries, planned ? 1 : 0],
    );
  }

  remove(id: string): void {
    this.#sql.exec('DELETE FROM start WHERE id = ?', id);
  }

  postpone(id: string, due: number): void {
    this.#sql.exec('UPDATE start SET due = ?, tries = tries + 1 WHERE id = ?', due, id);
  }

  has(id: string): boolean {
    return this.#sql.exec('SELECT 1 FROM start WHERE id = ?', id).length > 0;
  }

  count(): number {
    return Number(this.#sql.exec('SELECT count(*) AS n FROM start')[0]?.n ?? 0);
  }

  /** Those that are due, in order. */
  due(now: number, limit: number): readonly StartRow[] {
    return this.#sql.exec('SELECT * FROM start WHERE due <= ? ORDER BY seq LIMIT ?', now, limit).map(toRow);
  }

  /** Those of a schedule, in order: they are started one after the other. */
  planned(limit: number): readonly StartRow[] {
    return this.#sql.exec('SELECT * FROM start WHERE planned = 1 ORDER BY seq LIMIT ?', limit).map(toRow);
  }

  /** When the next one is due; undefined: nothing is owed. */
  nextDue(): number | undefined {
    const [row] = this.#sql.exec('SELECT due FROM start ORDER BY due LIMIT 1');
    return row === undefined ? undefined : Number(row.due);
  }
}

function toRow(row: Readonly<Record<string, SqlValue>>): StartRow {
  return {
    ...{ id: String(row.id), workflow: String(row.workflow), tags: JSON.parse(String(row.tags)) as readonly string[] },
    ...{ at: Number(row.at), due: Number(row.due), tries: Number(row.tries), planned: row.planned === 1 },
  };
}
