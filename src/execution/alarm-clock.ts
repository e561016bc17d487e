import type { Decision } from '../conductor/decide.ts';
import type { Alarm, SqlStorage } from '../host/ports.ts';
import type { OutboxRow } from './outbox.ts';

/** How long (ms) an open try is trusted before somebody looks whether its object still lives. */
export const LEASE = 30_000;

/** A due timer. */
export interface DueTimer {
  readonly timer: string;
  readonly due: number;
}

/**
 * The one alarm, kept at the earliest of timers, leases and deliveries. One that rings too early only looks and
 * arms itself again, so it is moved forward at once and back only when it rings.
 */
export class AlarmClock {
  readonly #sql: SqlStorage;
  readonly #alarm: Alarm;
  /** What this incarnation knows to be armed. */
  #armed: number | null = null;

  constructor(sql: SqlStorage, alarm: Alarm) {
    this.#sql = sql;
    this.#alarm = alarm;
  }

  /** Within the transaction of a turn. */
  afterTurn({ at, changes }: Decision, owed: readonly OutboxRow[]): void {
    for (const change of changes) {
      if (change.type === 'timer.set' && change.due !== null) {
        this.wakeBy(change.due);
      }
    }
    if (owed.length > 0) {
      this.wakeBy(at + LEASE);
    }
  }

  wakeBy(time: number): void {
    if (this.#armed === null || time < this.#armed) {
      this.#armed = time;
      this.#alarm.set(time);
    }
  }

  /** It has rung, or may be moved back: nothing is armed that this incarnation holds on to. */
  rang(): void {
    this.#armed = null;
  }

  /** Arms for what is left: the next timer, the leases of what is owed, and the end of what is kept. */
  rearm(now: number, owes: boolean, forget: number | null): void {
    const next = this.#nextTimer();
    const times = [
      ...(next === undefined ? [] : [next]),
      ...(owes ? [now + LEASE] : []),
      ...(forget === null ? [] : [forget]),
    ];
    if (times.length === 0) {
      this.#armed = null;
      this.#alarm.set(null);
    } else {
      this.wakeBy(Math.min(...times));
    }
  }

  /** Timers due at a time, earliest first. */
  due(now: number, limit: number): readonly DueTimer[] {
    return this.#sql
      .exec(`SELECT key, rank FROM state WHERE kind = 'timer' AND rank <= ? ORDER BY rank LIMIT ?`, now, limit)
      .map((row) => ({ timer: String(row.key), due: Number(row.rank) }));
  }

  #nextTimer(): number | undefined {
    const [row] = this.#sql.exec(
      `SELECT rank FROM state WHERE kind = 'timer' AND rank IS NOT NULL ORDER BY rank LIMIT 1`,
    );
    return row === undefined ? undefined : Number(row.rank);
  }
}
