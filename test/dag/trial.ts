import type { ActionPorts } from '../../src/action/action.ts';
import { echo, fail, log, noop } from '../../src/action/local.ts';
import { sleep } from '../../src/action/sleep.ts';
import type { Address, Cause } from '../../src/conductor/cause.ts';
import type { Effect } from '../../src/conductor/effect.ts';
import { checkInput } from '../../src/definition/input.ts';
import type { Call } from '../../src/host/ports.ts';
import type { EffectiveLimits } from '../../src/projection/rows.ts';
import { deref } from '../../src/projection/state.ts';
import type { Json, JsonObject } from '../../src/value/json.ts';
import { Stage } from '../conductor/stage.ts';
import type { Order } from '../conformance/scenario-host.ts';

/**
 * What comes of a call. `silence`: nothing ever; `outside`: it waits for an answer from outside that never comes;
 * `callback`: one that does; `expires`: one that may take so many seconds.
 */
export type Answer =
  | 'succeed'
  | 'fail'
  | 'time out'
  | 'cancel'
  | 'silence'
  | 'outside'
  | { readonly result: Json }
  | { readonly callback: Json }
  | { readonly expires: number }
  | { readonly code: string; readonly data?: Json };

/**
 * How the world answers. The n-th call of a task (`task[2]`: of its third item) takes the n-th answer; a single
 * answer holds for all. A call without one is made by its core action.
 */
export interface Script {
  readonly answers?: Readonly<Record<string, Answer | readonly Answer[]>>;
  readonly input?: Readonly<Record<string, Json>>;
  readonly startAt?: readonly string[];
  readonly limits?: Partial<EffectiveLimits>;
}

export const ORDERS: readonly Order[] = ['fifo', 'lifo', { seed: 7 }];
export const orderName = (order: Order) => (typeof order === 'string' ? order : `seed ${order.seed}`);

const ACTIONS = new Map([noop, log, echo, fail, sleep].map((action) => [action.ref, action]));
const MOST_STEPS = 200_000;

const NO_NETWORK: ActionPorts = {
  egress: { fetch: () => Promise.reject(new Error('a trial has no network')) },
  service: () => undefined,
  clock: { now: () => 0 },
};

type CallEffect = Extract<Effect, { type: 'call' }>;
interface Open extends Address {
  readonly call: CallEffect;
  readonly answer: Answer | undefined;
  /** The call is settled, and the answer from outside is on its way. */
  readonly called?: true;
}

/** One execution in memory from start to end: calls are answered in the given order, and time is skipped. */
export class Trial {
  readonly stage: Stage;
  readonly #script: Script;
  readonly #pick: (size: number) => number;
  readonly #calls = new Map<string, number>();
  readonly #outside = new Set<string>();
  #open: Open[] = [];

  constructor(yaml: string, script: Script = {}, order: Order = 'fifo') {
    this.stage = new Stage(yaml);
    this.#script = script;
    this.#pick = picker(order);
  }

  /** Runs until the execution ends. @throws Error when nothing can happen any more and it has not ended */
  run(): this {
    this.start();
    for (let step = 0; step < MOST_STEPS && !this.ended; step++) {
      this.step();
    }
    return this;
  }

  start(): this {
    const { startAt = null, limits } = this.#script;
    const { definition } = this.stage.program;
    const { input, findings } = checkInput(definition, this.#script.input ?? {});
    if (findings.length > 0) {
      throw new Error(findings.map(({ path, message }) => `${path}: ${message}`).join('; '));
    }
    this.take({
      ...{ type: 'execution.started', at: this.stage.now, id: '01JD0000000000000000000000' },
      ...{ workflow: definition.ref, definition: 'hash', input: { inline: input }, startAt, tags: [] },
      limits: {
        duration: definition.timeout ?? 30 * 86_400_000,
        taskIterations: definition.maxTaskIterations ?? 1000,
        ...limits,
      },
    });
    return this;
  }

  /** So many steps: each answers one call, or lets time pass to the next timer. */
  step(steps = 1): void {
    for (let step = 0; step < steps; step++) {
      this.#step();
    }
  }

  #step(): void {
    const ready = this.#open.filter(({ answer }) => answer !== 'silence');
    const next = ready[this.#pick(ready.length)];
    if (next !== undefined) {
      this.#open = this.#open.filter((each) => each !== next);
      this.stage.now += 1;
      this.#answer(next);
      return;
    }
    const timers = [...this.stage.state.scan('timer', '')].filter(([, { due }]) => due !== null);
    const [first] = timers.sort(([, a], [, b]) => (a.due ?? 0) - (b.due ?? 0));
    const waits = this.#open.length > 0 || this.#outside.size > 0 || timers.length > 1;
    if (first === undefined || !waits) {
      throw new Error(`hangs: ${this.status}, and nothing is open`);
    }
    this.stage.now = Math.max(this.stage.now, first[1].due ?? 0);
    this.take({ type: 'timer.fired', at: this.stage.now, timer: first[0] });
  }

  take(cause: Cause): void {
    for (const effect of this.stage.take(cause)) {
      if (effect.type === 'call') {
        this.#open.push({ ...addressOf(effect), call: effect, answer: this.#answerFor(effect) });
      } else if (effect.type === 'call.aborted' || effect.type === 'call.settled') {
        const key = keyOf(effect);
        this.#open = this.#open.filter((open) => keyOf(open) !== key || open.attempt !== effect.attempt);
        this.#outside.delete(key);
      }
    }
  }

  get ended(): boolean {
    return this.stage.state.get('execution', '')?.endedAt != null;
  }

  get status(): string {
    return this.stage.shown().status;
  }

  get output(): Json {
    return this.stage.shown().output;
  }

  /** How often each task ran, as text: `a b*3`. */
  get runs(): string {
    return tally([...this.stage.state.scan('iteration', '')].map(([task, { n }]) => [task, n]));
  }

  /** Instances in the order in which they started. */
  get started(): readonly string[] {
    const rows = [...this.stage.state.scan('task', '')];
    return rows.sort(([, a], [, b]) => a.order - b.order).map(([instance]) => instance);
  }

  /** Codes of all errors of the execution, the first one first. */
  get errors(): readonly string[] {
    return [...this.stage.state.scan('error', '')].map(([, { code }]) => code);
  }

  taskStatus(instance: string): string | undefined {
    return this.stage.state.get('task', instance)?.status;
  }

  result(instance: string): Json | undefined {
    const row = this.stage.state.get('task', instance);
    return row === undefined || row.result === null ? undefined : deref(this.stage.state, row.result);
  }

  /** Calls that are out, as `task:n` or `task:n[item]`. */
  get out(): readonly string[] {
    return this.#open.map(keyOf);
  }

  #answerFor(effect: CallEffect): Answer | undefined {
    const task = effect.instance.slice(0, effect.instance.lastIndexOf(':'));
    const item = `${task}[${effect.item}]`;
    const key = this.#script.answers?.[item] === undefined ? task : item;
    const n = this.#calls.get(key) ?? 0;
    this.#calls.set(key, n + 1);
    const given = this.#script.answers?.[key];
    return isList(given) ? given[n] : given;
  }

  #answer(open: Open): void {
    const { answer, call } = open;
    const address = { at: this.stage.now, ...addressOf(open) };
    if (answer === undefined) {
      this.take(this.#perform(call, address));
    } else if (answer === 'outside') {
      this.#await(address, null);
    } else if (typeof answer === 'object' && 'expires' in answer) {
      this.#await(address, address.at + answer.expires * 1000);
    } else if (typeof answer === 'object' && 'callback' in answer) {
      if (open.called) {
        this.take({ type: 'callback.received', ...address, outcome: 'succeeded', body: { inline: answer.callback } });
      } else {
        this.#await(address, null);
        this.#open.push({ ...open, called: true });
      }
    } else {
      this.take(causeOf(answer, address));
    }
  }

  #await(address: Address & { readonly at: number }, expiresAt: number | null): void {
    this.take({ type: 'task.pending', ...address, expiresAt });
    this.#outside.add(keyOf(address));
  }

  #perform({ action, input }: CallEffect, address: Address): Cause {
    const known = ACTIONS.get(action);
    if (known === undefined) {
      throw new Error(`${address.instance} calls ${action}, for which the script has no answer`);
    }
    const at = this.stage.now;
    const call: Call = {
      ...{ execution: 'trial', ...address, action, since: at, idempotencyKey: keyOf(address) },
      input: deref(this.stage.state, input) as JsonObject,
    };
    const outcome = known.run(call, NO_NETWORK, new AbortController().signal);
    if (outcome instanceof Promise) {
      throw new Error(`${action} does not answer at once`);
    }
    switch (outcome.type) {
      case 'completed':
        return { type: 'task.completed', at, ...address, result: { inline: outcome.result } };
      case 'deferred':
        return { type: 'task.deferred', at, ...address, until: outcome.until };
      case 'failed':
        return { type: 'task.failed', at, ...address, result: null, error: outcome.error };
      default:
        throw new Error(`${action} waits for outside`);
    }
  }
}

/** Runs a workflow in every order and hands each trial over. */
export function inEveryOrder(yaml: string, script: Script, look: (trial: Trial, order: Order) => void): void {
  for (const order of ORDERS) {
    look(new Trial(yaml, script, order).run(), order);
  }
}

/** `a b*3` from counts, tasks in the order of their names. */
export function tally(counts: readonly (readonly [string, number])[]): string {
  const sorted = [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
  return sorted.map(([task, n]) => (n === 1 ? task : `${task}*${n}`)).join(' ');
}

/** The same text with its entries sorted, so that tables may list tasks as they run. */
export function sortedRuns(runs: string): string {
  const entries = runs.split(/\s+/).filter((entry) => entry !== '');
  return tally(
    entries.map((entry) => {
      const [task = '', n = '1'] = entry.split('*');
      return [task, Number(n)];
    }),
  );
}

const isList = (given: Answer | readonly Answer[] | undefined): given is readonly Answer[] => Array.isArray(given);
const addressOf = ({ instance, item, attempt }: Address): Address => ({ instance, item, attempt });
const keyOf = ({ instance, item }: Address) => (item === null ? instance : `${instance}[${item}]`);

function causeOf(answer: Answer, address: Address & { readonly at: number }): Cause {
  const failed = (code: string, kind: 'action' | 'timeout', more: { readonly data?: Json } = {}): Cause => {
    return { type: 'task.failed', ...address, result: null, error: { code, message: code, kind, ...more } };
  };
  if (typeof answer === 'object') {
    const result = 'result' in answer ? answer.result : null;
    return 'code' in answer
      ? failed(answer.code, 'action', answer.data === undefined ? {} : { data: answer.data })
      : { type: 'task.completed', ...address, result: { inline: result } };
  }
  switch (answer) {
    case 'fail':
      return failed('broken', 'action');
    case 'time out':
      return failed('timeout', 'timeout');
    case 'cancel':
      return { type: 'task.canceled', ...address };
    default:
      return { type: 'task.completed', ...address, result: { inline: null } };
  }
}

function picker(order: Order): (size: number) => number {
  if (order === 'fifo') {
    return () => 0;
  }
  if (order === 'lifo') {
    return (size) => size - 1;
  }
  let state = order.seed;
  return (size) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    // The low bits of such a generator alternate; the high ones do not.
    return size === 0 ? 0 : (state >>> 8) % size;
  };
}
