import type { SqlStorage } from '../../host/ports.ts';
import type { TriggerSnapshot } from '../../host/trigger-port.ts';

/** Where a schedule stands. */
export interface Plan {
  /** The settings it was made from; others make another plan. */
  readonly of: string;
  /** When it was made, ms; an interval is counted from here. */
  readonly since: number;
  /** The next time, ms; null: none is to come. */
  readonly next: number | null;
}

/** What a trigger keeps about itself, beside its deliveries. */
export interface Memories {
  readonly snapshot: TriggerSnapshot;
  /** It was removed, and only finishes what it has accepted. */
  readonly gone: true;
  readonly plan: Plan;
  /** The execution that the schedule has started last. */
  readonly last: string;
}

/** Single values, each under its name. */
export class Memory {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  get<K extends keyof Memories>(key: K): Memories[K] | undefined {
    const [row] = this.#sql.exec('SELECT body FROM memory WHERE key = ?', key);
    return row === undefined ? undefined : (JSON.parse(String(row.body)) as Memories[K]);
  }

  set<K extends keyof Memories>(key: K, value: Memories[K]): void {
    this.#sql.exec('INSERT OR REPLACE INTO memory (key, body) VALUES (?, ?)', key, JSON.stringify(value));
  }

  forget(key: keyof Memories): void {
    this.#sql.exec('DELETE FROM memory WHERE key = ?', key);
  }
}
