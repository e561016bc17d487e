import type { Cause } from '../conductor/cause.ts';
import { type Decision, decide } from '../conductor/decide.ts';
import type { Program } from '../conductor/program.ts';
import type { Alarm, Clock, SqlStorage } from '../host/ports.ts';
import { foldEvent } from '../inspection/fold.ts';
import { EXECUTION } from '../machine/execution-lifecycle.ts';
import { isFinal } from '../machine/lifecycle.ts';
import { ensureError } from '../problem/problem.ts';
import type { ExecutionError } from '../problem/task-error.ts';
import type { ValueRef } from '../projection/rows.ts';
import { Overlay } from '../projection/state.ts';
import { finishesSpan } from '../telemetry/spans.ts';
import type { Json } from '../value/json.ts';
import { LIMITS } from '../value/limits.ts';
import { defuse } from '../value/sealed.ts';
import { AlarmClock } from './alarm-clock.ts';
import { Checkpoints } from './checkpoints.ts';
import { EventLog, type LoggedEvent } from './event-log.ts';
import { type Listeners, Outbox, type OutboxRow, SPANS_WAIT } from './outbox.ts';
import { SqlState } from './sql-state.ts';
import { ValueStore } from './value-store.ts';

/**
 * Stores a value that arrives from outside and gives the reference a cause carries. Only what the engine itself
 * has sealed may stay sealed: everything else is defused.
 */
export type Store = (value: Json, origin?: 'outside' | 'engine') => ValueRef;
/** Makes the cause inside the turn's transaction, so that what it stores goes or stays with the turn. */
export type CauseMaker = (store: Store, at: number) => Cause;

export interface Taken {
  readonly decision: Decision;
  /** Rows of the outbox that the turn wrote. */
  readonly owed: readonly OutboxRow[];
}

/**
 * Takes causes in: one event is one synchronous turn, and its rows, log, outbox and alarm are one transaction.
 * Nothing here is asynchronous.
 */
export class Turns {
  readonly values: ValueStore;
  readonly state: SqlState;
  readonly log: EventLog;
  readonly outbox: Outbox;
  readonly alarm: AlarmClock;
  readonly checkpoints: Checkpoints;
  /** Whether somebody wants spans of what ends. */
  traced = false;
  readonly #sql: SqlStorage;
  readonly #clock: Clock;
  readonly #listeners: () => Omit<Listeners, 'limit'>;
  readonly #limits: { readonly history: number; readonly valuesTotal: number };

  constructor(
    sql: SqlStorage,
    alarm: Alarm,
    clock: Clock,
    listeners: () => Omit<Listeners, 'limit'>,
    limits: { readonly history: number; readonly valuesTotal: number } = LIMITS,
  ) {
    this.#limits = limits;
    this.#listeners = listeners;
    this.#sql = sql;
    this.#clock = clock;
    this.values = new ValueStore(sql);
    this.state = new SqlState(sql, this.values);
    this.log = new EventLog(sql);
    this.outbox = new Outbox(sql);
    this.alarm = new AlarmClock(sql, alarm);
    this.checkpoints = new Checkpoints(sql);
  }

  /**
   * One turn. When the engine itself fails over a cause, the execution fails instead of waiting for ever.
   * @throws what the engine threw, when even that cannot be recorded
   */
  take(program: Program, make: CauseMaker): Taken {
    const over = this.#overLimit();
    if (over !== undefined) {
      return this.#turn(program, (_, at) => ({ type: 'engine.failed', at, error: over }));
    }
    try {
      return this.#turn(program, make);
    } catch (thrown) {
      this.state.forget();
      this.checkpoints.forget();
      const { message } = ensureError(thrown);
      const error = { code: 'internal', message: `the engine failed: ${message}`, kind: 'engine' } as const;
      return this.#turn(program, (_, at) => ({ type: 'engine.failed', at, error }));
    }
  }

  /** Writes an event as another server has recorded it, without deciding anything. Within a transaction. */
  record(event: LoggedEvent): void {
    const overlay = new Overlay(this.state);
    foldEvent(overlay, event);
    this.state.flush(overlay);
    this.log.append(event.seq, event.at, event.cause, event.changes, event.engine);
    this.checkpoints.afterTurn(this.state, event.seq);
  }

  /** An execution that is over a limit of its own takes nothing in any more: it fails, and all that it waits for. */
  #overLimit(): ExecutionError | undefined {
    const row = this.state.get('execution', '');
    if (row === undefined || isFinal(EXECUTION, row.status)) {
      return undefined;
    }
    if (row.seq >= this.#limits.history) {
      const message = `the execution has ${row.seq} events, which is all it may have`;
      return { code: 'history_limit_exceeded', message, kind: 'engine' };
    }
    if (this.values.size > this.#limits.valuesTotal) {
      const message = `the values of the execution are over ${this.#limits.valuesTotal} characters`;
      return { code: 'values_limit_exceeded', message, kind: 'engine' };
    }
    return undefined;
  }

  #turn(program: Program, make: CauseMaker): Taken {
    return this.#sql.transaction(() => {
      const seq = (this.state.get('execution', '')?.seq ?? 0) + 1;
      const cause = make(this.#storeFor(seq), this.#clock.now());
      const decision = decide(program, this.state, cause);
      for (const { id, value } of decision.values) {
        this.values.put(id, value);
      }
      this.state.flush(decision.state);
      this.log.append(decision.seq, decision.at, cause, decision.changes);
      this.checkpoints.afterTurn(this.state, decision.seq);
      const owed = this.outbox.write(decision.seq, decision.at, decision.effects, {
        ...this.#listeners(),
        limit: decision.state.get('execution', '')?.concurrency !== undefined,
      });
      this.alarm.afterTurn(decision, owed);
      if (this.traced && finishesSpan(decision.changes)) {
        const due = decision.at + SPANS_WAIT;
        this.outbox.oweSpans(decision.seq, decision.at, due);
        this.alarm.wakeBy(due);
      }
      return { decision, owed };
    });
  }

  /** Values of a cause have ids of their own kind: `<seq>.c<n>`. */
  #storeFor(seq: number): Store {
    let n = 0;
    return (given, origin = 'outside') => {
      const value = origin === 'engine' ? given : defuse(given);
      const text = JSON.stringify(value);
      if (text.length <= LIMITS.inlineBytes) {
        return { inline: value };
      }
      const id = `${seq}.c${n++}`;
      this.values.put(id, value);
      return { id };
    };
  }
}
