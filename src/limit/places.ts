import type { LimitAnswer, LimitRequest, LimitView } from '../host/limit.ts';
import type { SqlStorage, SqlValue } from '../host/ports.ts';

/** What an execution has to be told. */
export interface Errand {
  readonly execution: string;
  readonly kind: 'admit' | 'cancel';
  readonly tries: number;
}

/** Executions named in a view. */
const SHOWN = 100;

/** Who has a place, who waits for one and who has to be told so: rows, written within transactions of the caller. */
export class Places {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  request({ execution, limit, onLimit }: LimitRequest, now: number): LimitAnswer {
    if (this.#one('SELECT 1 FROM holder WHERE execution = ?', execution) !== undefined) {
      return 'admitted';
    }
    this.#sql.exec('INSERT OR REPLACE INTO setting (one, most, strategy) VALUES (1, ?, ?)', limit, onLimit);
    const waits = this.#one('SELECT 1 FROM waiter WHERE execution = ?', execution) !== undefined;
    const free = this.#holders() < limit && this.#one('SELECT 1 FROM waiter LIMIT 1') === undefined;
    if (!waits && !free && (onLimit === 'skip' || onLimit === 'fail')) {
      this.fill(now);
      return onLimit === 'skip' ? 'skipped' : 'limit_reached';
    }
    if (!waits) {
      this.#sql.exec('INSERT INTO waiter (execution) VALUES (?)', execution);
    }
    this.fill(now, execution);
    return this.#one('SELECT 1 FROM holder WHERE execution = ?', execution) === undefined ? 'queued' : 'admitted';
  }

  release(execution: string, now: number): void {
    this.#sql.exec('DELETE FROM holder WHERE execution = ?', execution);
    this.#sql.exec('DELETE FROM waiter WHERE execution = ?', execution);
    this.#sql.exec('DELETE FROM outbox WHERE execution = ?', execution);
    this.fill(now);
  }

  /** Free places go to those who have waited longest. `asking` hears of it in the answer and needs no errand. */
  fill(now: number, asking?: string): void {
    const setting = this.#one('SELECT most, strategy FROM setting');
    if (setting === undefined) {
      return;
    }
    for (let free = Number(setting.most) - this.#holders(); free > 0; free--) {
      const next = this.#one('SELECT n, execution FROM waiter ORDER BY n LIMIT 1');
      if (next === undefined) {
        return;
      }
      const execution = String(next.execution);
      this.#sql.exec('DELETE FROM waiter WHERE n = ?', Number(next.n));
      this.#sql.exec(
        'INSERT INTO holder (execution, n, canceling, checked) VALUES (?, ?, 0, ?)',
        ...[execution, Number(next.n), now],
      );
      if (execution !== asking) {
        this.owe(execution, 'admit', now);
      }
    }
    if (setting.strategy === 'cancel_running') {
      this.#makeRoom(now);
    }
  }

  /** As many of the oldest holders are canceled as there are others who wait for a place. */
  #makeRoom(now: number): void {
    const holders = this.#holders();
    const waiting = this.#count('SELECT COUNT(*) AS n FROM (SELECT 1 FROM waiter LIMIT ?)', holders);
    const canceling = this.#count('SELECT COUNT(*) AS n FROM holder WHERE canceling = 1');
    const oldest = 'SELECT execution FROM holder WHERE canceling = 0 ORDER BY n LIMIT ?';
    for (const row of this.#sql.exec(oldest, Math.max(0, waiting - canceling))) {
      const execution = String(row.execution);
      this.#sql.exec('UPDATE holder SET canceling = 1 WHERE execution = ?', execution);
      this.owe(execution, 'cancel', now);
    }
  }

  owe(execution: string, kind: Errand['kind'], due: number): void {
    const values = [execution, kind, due];
    this.#sql.exec('INSERT OR IGNORE INTO outbox (execution, kind, due, tries) VALUES (?, ?, ?, 0)', ...values);
  }

  done({ execution, kind }: Errand): void {
    this.#sql.exec('DELETE FROM outbox WHERE execution = ? AND kind = ?', execution, kind);
  }

  postpone({ execution, kind }: Errand, due: number): void {
    const sql = 'UPDATE outbox SET due = ?, tries = tries + 1 WHERE execution = ? AND kind = ?';
    this.#sql.exec(sql, due, execution, kind);
  }

  /** Errands that are due; who is to be admitted hears of that before anything else. */
  due(now: number, limit: number): readonly Errand[] {
    const sql = 'SELECT execution, kind, tries FROM outbox WHERE due <= ? ORDER BY due, kind LIMIT ?';
    return this.#sql.exec(sql, now, limit).map(toErrand);
  }

  /** Holders that nobody has looked after since a time, and marks them as looked after. */
  unchecked(before: number, limit: number, now: number): readonly string[] {
    const sql = 'SELECT execution FROM holder WHERE checked <= ? ORDER BY checked, n LIMIT ?';
    const found = this.#sql.exec(sql, before, limit).map((row) => String(row.execution));
    for (const execution of found) {
      this.#sql.exec('UPDATE holder SET checked = ? WHERE execution = ?', now, execution);
    }
    return found;
  }

  holds(execution: string): boolean {
    return this.#one('SELECT 1 FROM holder WHERE execution = ?', execution) !== undefined;
  }

  /** When something is to be done next (ms): an errand, or a look at a holder `patience` after the last one. */
  next(patience: number): number | undefined {
    const errand = this.#one('SELECT due FROM outbox ORDER BY due LIMIT 1')?.due;
    const holder = this.#one('SELECT checked FROM holder ORDER BY checked, n LIMIT 1')?.checked;
    const times = [errand, holder === undefined ? undefined : Number(holder) + patience];
    const known = times.flatMap((time) => (time === undefined ? [] : [Number(time)]));
    return known.length === 0 ? undefined : Math.min(...known);
  }

  view(): LimitView {
    const names = (sql: string) => this.#sql.exec(sql, SHOWN).map((row) => String(row.execution));
    return {
      running: names('SELECT execution FROM holder ORDER BY n LIMIT ?'),
      queued: this.#count('SELECT COUNT(*) AS n FROM waiter'),
      queue: names('SELECT execution FROM waiter ORDER BY n LIMIT ?'),
    };
  }

  #holders(): number {
    return this.#count('SELECT COUNT(*) AS n FROM holder');
  }

  #count(sql: string, ...parameters: readonly SqlValue[]): number {
    return Number(this.#one(sql, ...parameters)?.n ?? 0);
  }

  #one(sql: string, ...parameters: readonly SqlValue[]) {
    return this.#sql.exec(sql, ...parameters)[0];
  }
}

function toErrand(row: Readonly<Record<string, SqlValue>>): Errand {
  return {
    execution: String(row.execution),
    kind: row.kind === 'cancel' ? 'cancel' : 'admit',
    tries: Number(row.tries),
  };
}
