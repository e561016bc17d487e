import type { Cause } from '../conductor/cause.ts';
import type { Call, CallOutcome, Clock, Runner } from '../host/ports.ts';
import { Unreachable } from '../host/unreachable.ts';
import { ensureError } from '../problem/problem.ts';
import { deref, type StateReader } from '../projection/state.ts';
import { isObject, type Json, type JsonObject } from '../value/json.ts';
import { LIMITS } from '../value/limits.ts';
import { containsSealed } from '../value/sealed.ts';
import { LEASE } from './alarm-clock.ts';
import type { CallEffect, Outbox, OutboxRow } from './outbox.ts';
import type { CauseMaker, Store } from './turns.ts';
import { redact, type Unsealer, unseal } from './unsealing.ts';

export interface DispatcherPorts {
  readonly outbox: Outbox;
  readonly state: StateReader;
  readonly runner: Runner;
  readonly unsealer: Unsealer;
  readonly clock: Clock;
  readonly execution: () => string;
  /** Trace context for what an instance calls. */
  readonly traceparent: (instance: string) => string | undefined;
  /** Starts another execution when the action is a workflow; undefined when it is none. */
  readonly child: (call: Call) => Promise<CallOutcome> | undefined;
  /** A child whose task was over before it had started. */
  readonly orphan: (child: string) => void;
  /** Hands an outcome in as an event. */
  readonly take: (make: CauseMaker) => void;
}

type CallRow = OutboxRow & { readonly effect: CallEffect };

/** After so many local calls in a row the loop lets others have their turn. */
const LOCAL_BURST = 200;
const PAGE = 500;
/** Milliseconds for one call whose task sets no `timeout`. */
const CALL_TIMEOUT = 60_000;
/** Nor more than this, whatever the task says: an open call keeps its object in memory. */
const LONGEST_CALL = 900_000;

/** Milliseconds before a part that was away is asked again; doubled each time. */
const FIRST_WAIT = 250;
const LONGEST_WAIT = 15_000;

/**
 * Makes the calls that the outbox owes: local ones at once, others at most six at a time. What a turn writes is
 * queued here; an incarnation that begins with a filled outbox reads it once.
 */
export class Dispatcher {
  readonly #ports: DispatcherPorts;
  readonly #queue: CallRow[] = [];
  readonly #open = new Map<string, AbortController>();
  /** Calls that wait for a part of the service which was away. */
  readonly #postponed = new Map<string, ReturnType<typeof setTimeout>>();
  #pumping = false;

  constructor(ports: DispatcherPorts) {
    this.#ports = ports;
  }

  /** Queues what the outbox holds from before: a lease without its object will not bring an outcome. */
  resume(): void {
    let rows = this.#ports.outbox.page('call|', PAGE);
    while (rows.length > 0) {
      this.enqueue(rows);
      rows = this.#ports.outbox.page(rows.at(-1)?.key ?? '', PAGE);
    }
  }

  enqueue(rows: readonly OutboxRow[]): void {
    this.#queue.push(...rows.filter(isCall));
  }

  /** The attempt is over: a call that is still out is stopped. */
  abort(key: string): void {
    this.#open.get(key)?.abort();
    clearTimeout(this.#postponed.get(key));
    this.#postponed.delete(key);
  }

  get idle(): boolean {
    return this.#queue.length === 0 && this.#open.size === 0 && this.#postponed.size === 0;
  }

  /** Starts what may start. Never throws; may be called at any time. */
  pump(): void {
    if (this.#pumping) {
      return;
    }
    this.#pumping = true;
    try {
      for (let burst = 0; burst < LOCAL_BURST && this.#open.size < LIMITS.openCalls; burst++) {
        const row = this.#queue.shift();
        if (row === undefined) {
          return;
        }
        this.#start(row);
      }
    } finally {
      this.#pumping = false;
    }
    if (this.#queue.length > 0 && this.#open.size < LIMITS.openCalls) {
      setTimeout(() => this.pump(), 0);
    }
  }

  #start(row: CallRow): void {
    const { effect } = row;
    if (effect.type === 'skip') {
      const { instance, item, attempt, reason } = effect;
      this.#ports.take((_, at) => ({ type: 'task.skipped', at, reason, instance, item, attempt }));
      return;
    }
    const input = deref(this.#ports.state, effect.input);
    const controller = new AbortController();
    const { signal } = controller;
    if (row.lease !== null && isObject(input) && input.delivery === 'at_most_once') {
      this.#report(row, LOST);
      return;
    }
    if (containsSealed(input)) {
      this.#follow(row, controller, this.#openAndRun(row, effect.action, input, signal));
      return;
    }
    const outcome = this.#attempt(row, effect.action, input, signal);
    if (outcome instanceof Promise) {
      this.#follow(row, controller, outcome);
    } else {
      this.#report(row, outcome);
    }
  }

  #attempt(row: CallRow, action: string, input: Json, signal: AbortSignal): CallOutcome | Promise<CallOutcome> {
    try {
      const call = this.#call(row, action, input);
      return this.#ports.child(call) ?? this.#ports.runner.run(call, signal);
    } catch (thrown) {
      return crashed(thrown);
    }
  }

  #call({ effect, since }: CallRow, action: string, input: Json): Call {
    const { instance, item, attempt } = effect;
    const execution = this.#ports.execution();
    const idempotencyKey = `${execution}/${instance}/${item ?? '-'}/${attempt}`;
    const traceparent = this.#ports.traceparent(instance);
    return {
      ...{ execution, instance, item, attempt, action, input: input as JsonObject, since, idempotencyKey },
      ...(traceparent === undefined ? {} : { traceparent }),
    };
  }

  async #openAndRun(row: CallRow, action: string, input: Json, signal: AbortSignal): Promise<CallOutcome> {
    const { value, secrets } = await unseal(input, this.#ports.execution(), this.#ports.unsealer);
    const call = this.#call(row, action, value);
    const outcome = await (this.#ports.child(call) ?? this.#ports.runner.run(call, signal));
    return redact(outcome as unknown as Json, secrets) as unknown as CallOutcome;
  }

  #follow(row: CallRow, controller: AbortController, running: Promise<CallOutcome>): void {
    this.#finish(row, controller, running).catch(() => {
      // Its outcome could not be taken in. The row stays, and the alarm makes the call again under the same key.
    });
  }

  async #finish(row: CallRow, controller: AbortController, running: Promise<CallOutcome>): Promise<void> {
    this.#open.set(row.key, controller);
    this.#ports.outbox.lease(row.key, this.#ports.clock.now() + LEASE);
    const late = () => controller.abort(new DOMException('the call took too long', 'TimeoutError'));
    // Taken back when the call ends: a timer that is left keeps the object in memory.
    const timer = setTimeout(late, timeoutOf(row.effect));
    const outcome = await running.catch((thrown) => (thrown instanceof Unreachable ? null : crashed(thrown)));
    clearTimeout(timer);
    this.#open.delete(row.key);
    if (outcome === null) {
      this.#postpone(row);
    } else {
      this.#report(row, outcome);
    }
    this.pump();
  }

  /** Makes a call later that has not got as far as its action: the attempt goes on, as long as it may. */
  #postpone(row: CallRow): void {
    const { outbox, clock } = this.#ports;
    const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** Math.min(row.tries, 10));
    outbox.postpone(row.key, clock.now() + wait);
    if (outbox.get(row.key) === undefined) {
      return;
    }
    const again = () => {
      this.#postponed.delete(row.key);
      this.enqueue([{ ...row, lease: null, tries: row.tries + 1 }]);
      this.pump();
    };
    this.#postponed.set(row.key, setTimeout(again, wait));
  }

  /** The outcome becomes an event. One that only says "wait" says nothing once the attempt is over. */
  #report(row: CallRow, outcome: CallOutcome): void {
    const open = this.#ports.outbox.get(row.key) !== undefined;
    if (!open && outcome.type === 'child') {
      this.#ports.orphan(outcome.child);
      return;
    }
    if (!open && WAITING.has(outcome.type)) {
      return;
    }
    this.#ports.take((store, at) => causeOf(row.effect, outcome, store, at));
  }
}

function timeoutOf(effect: CallEffect): number {
  return Math.min((effect.type === 'call' ? effect.timeout : null) ?? CALL_TIMEOUT, LONGEST_CALL);
}

/** Outcomes that only say what is waited for. */
const WAITING: ReadonlySet<CallOutcome['type']> = new Set(['pending', 'deferred', 'awaits', 'asks']);

function isCall(row: OutboxRow): row is CallRow {
  return row.effect.type === 'call' || row.effect.type === 'skip';
}

/** A call that was out when its object was lost, and that may not be made twice. */
const LOST: CallOutcome = {
  type: 'failed',
  error: {
    code: 'outcome_unknown',
    message: 'the call was made, but what came of it got lost; it is not made again (`delivery: at_most_once`)',
    kind: 'action',
  },
  result: null,
};

function crashed(thrown: unknown): CallOutcome {
  const { name, message } = ensureError(thrown);
  const timeout = name === 'TimeoutError' || name === 'AbortError';
  const error = timeout
    ? ({ code: 'timeout', message: 'the call took too long', kind: 'timeout' } as const)
    : ({ code: 'call_failed', message, kind: 'action' } as const);
  return { type: 'failed', error, result: null };
}

function causeOf({ instance, item, attempt }: CallEffect, outcome: CallOutcome, store: Store, at: number): Cause {
  const address = { instance, item, attempt };
  switch (outcome.type) {
    case 'completed':
      return tooLarge(outcome.result)
        ? { type: 'task.failed', at, ...address, error: RESULT_TOO_LARGE, result: null }
        : { type: 'task.completed', at, ...address, result: store(outcome.result) };
    case 'failed': {
      const result = tooLarge(outcome.result) ? null : store(outcome.result);
      return { type: 'task.failed', at, ...address, error: outcome.error, result };
    }
    case 'child':
      return { type: 'child.started', at, ...address, child: outcome.child };
    case 'pending':
      return { type: 'task.pending', at, ...address, expiresAt: outcome.expiresAt };
    case 'awaits':
      return { type: 'signal.awaited', at, ...address, signal: outcome.signal, expiresAt: outcome.expiresAt };
    case 'asks': {
      const question = store(outcome.question, 'engine');
      return { type: 'inquiry.opened', at, ...address, question, expiresAt: outcome.expiresAt };
    }
    case 'responds':
      return { type: 'task.responded', at, ...address, answer: store(outcome.answer, 'engine') };
    case 'deferred':
      return { type: 'task.deferred', at, ...address, until: outcome.until };
  }
}

const RESULT_TOO_LARGE = {
  code: 'value_too_large',
  message: `the result is over the limit of ${LIMITS.valueBytes} bytes on one value`,
  kind: 'action',
} as const;

function tooLarge(value: Json): boolean {
  return typeof value === 'object' || typeof value === 'string'
    ? JSON.stringify(value).length > LIMITS.valueBytes
    : false;
}
