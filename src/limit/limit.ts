import type { LimitAnswer, LimitPort, LimitRequest, LimitView } from '../host/limit.ts';
import { OneAtATime } from '../host/one-at-a-time.ts';
import type { Alarm, Clock, SqlStorage } from '../host/ports.ts';
import { type Errand, Places } from './places.ts';
import { exists, migrate } from './schema.ts';

/** How an execution stands: it waits to be admitted, it is alive, or it is over (ended, or not there at all). */
export type Standing = 'requested' | 'alive' | 'over';

/** Executions as the limit deals with them. Each throws when the execution cannot be reached. */
export interface LimitedExecutions {
  /** Told again it changes nothing. */
  admit(execution: string): Promise<Standing>;
  /** Stops what runs. */
  cancel(execution: string): Promise<Standing>;
  standing(execution: string): Promise<Standing>;
}

export interface LimitPorts {
  readonly sql: SqlStorage;
  readonly alarm: Alarm;
  readonly clock: Clock;
  readonly executions: LimitedExecutions;
}

const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 60_000;
/** How long (ms) a holder is trusted to tell of its end before somebody looks after it. */
export const PATIENCE = 30_000;
/** Executions told, or looked after, in one round. */
const PAGE = 50;

/**
 * Admission of the executions of one workflow with one key: never more than the limit at once, first come first
 * served. It only counts; what an execution is told is owed in rows until it has got through.
 */
export class Limit implements LimitPort {
  readonly #ports: LimitPorts;
  readonly #places: Places;
  readonly #telling = new OneAtATime(() => this.#tell());
  #exists = false;

  constructor(ports: LimitPorts) {
    this.#ports = ports;
    this.#places = new Places(ports.sql);
  }

  async request(request: LimitRequest): Promise<LimitAnswer> {
    const answer = this.#change((now) => this.#places.request(request, now));
    this.#telling.ask();
    return answer;
  }

  async release(execution: string): Promise<void> {
    if (this.#open()) {
      this.#change((now) => this.#places.release(execution, now));
      this.#telling.ask();
    }
  }

  async describe(): Promise<LimitView> {
    return this.#open() ? this.#places.view() : { running: [], queued: 0, queue: [] };
  }

  /** The alarm: what is owed is told, and holders that have been silent are looked after. Never waits for them. */
  async ring(): Promise<void> {
    if (this.#open()) {
      this.#telling.ask();
    }
  }

  #open(): boolean {
    this.#exists ||= exists(this.#ports.sql);
    return this.#exists;
  }

  /** One transaction, with the alarm at what is to be done next. */
  #change<T>(write: (now: number) => T): T {
    const { sql, clock } = this.#ports;
    return sql.transaction(() => {
      if (!this.#open()) {
        migrate(sql);
        this.#exists = true;
      }
      const result = write(clock.now());
      this.#arm();
      return result;
    });
  }

  #arm(): void {
    const { alarm, clock } = this.#ports;
    const next = this.#places.next(PATIENCE);
    // What is due now is under way; if that gets lost with this object, the alarm comes back to it.
    alarm.set(next === undefined ? null : Math.max(next, clock.now() + FIRST_WAIT));
  }

  async #tell(): Promise<boolean> {
    const now = this.#ports.clock.now();
    const errands = this.#places.due(now, PAGE);
    const silent = this.#change(() => this.#places.unchecked(now - PATIENCE, PAGE, now));
    await Promise.all([...errands.map((errand) => this.#run(errand)), ...silent.map((id) => this.#look(id))]);
    return errands.length === PAGE || silent.length === PAGE;
  }

  async #run(errand: Errand): Promise<void> {
    const { executions, clock } = this.#ports;
    const told = await executions[errand.kind](errand.execution).catch(() => null);
    this.#change((now) => {
      if (told === null) {
        const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** Math.min(errand.tries, 10));
        this.#places.postpone(errand, clock.now() + wait);
        return;
      }
      this.#places.done(errand);
      if (told === 'over') {
        this.#vacate(errand.execution, now);
      }
    });
  }

  /** A holder that has not told of its end: it lives, it has not heard that it was admitted, or it is gone. */
  async #look(execution: string): Promise<void> {
    const standing = await this.#ports.executions.standing(execution).catch(() => 'alive' as const);
    if (standing === 'alive') {
      return;
    }
    this.#change((now) => {
      if (standing === 'over') {
        this.#vacate(execution, now);
      } else if (this.#places.holds(execution)) {
        this.#places.owe(execution, 'admit', now);
      }
    });
    this.#telling.ask();
  }

  #vacate(execution: string, now: number): void {
    this.#places.release(execution, now);
    this.#telling.ask();
  }
}
