import fc from 'fast-check';
import type { Address, Cause } from '../../src/conductor/cause.ts';
import { isFinal } from '../../src/machine/lifecycle.ts';
import { TASK } from '../../src/machine/task-lifecycle.ts';
import { Stage } from '../conductor/stage.ts';

const NAMES = ['a', 'b', 'c', 'd', 'e'] as const;
const conditions = fc.constantFrom(
  '',
  'succeeded()',
  'failed()',
  'timed_out()',
  'canceled()',
  'completed()',
  'iteration() < 3',
);

const feature = fc.constantFrom(
  '',
  '',
  'delay: 5',
  'retry: {count: 2}',
  'retry: {count: 1, delay: 5}',
  'timeout: 20, retry: {count: 1, delay: 2}',
  'timeout: 30, total_timeout: 40, retry: {count: 3, delay: 3}',
  'when: "{{ iteration() != 2 }}"',
  'with: {items: "{{ [1, 2, 3] }}", concurrency: 1}',
  'with: {items: "{{ [1, 2, 3] }}", concurrency: 2}, retry: {count: 1, delay: 5}',
  'with: {items: "{{ [1, 2, 3] }}", concurrency: 2, on_item_failure: continue}',
  'with: {items: "{{ [1, 2] }}"}, timeout: 25',
  'with: {items: "{{ [] }}"}',
  'heartbeat: 15',
);

const task = fc.record({
  feature,
  join: fc.constantFrom('', '', 'join: all', 'join: active', 'join: 1'),
  next: fc.array(
    fc.record({
      when: conditions,
      targets: fc.uniqueArray(fc.constantFrom(...NAMES, 'noop', 'fail', 'continue', 'retry'), {
        minLength: 1,
        maxLength: 2,
      }),
    }),
    { maxLength: 3 },
  ),
});

/** A small workflow of any shape whose tasks have every feature that takes time. */
export const WORKFLOW = fc
  .record({
    tasks: fc.tuple(...NAMES.map(() => task)),
    match: fc.constantFrom('first', 'all'),
    onFailure: fc.constantFrom('finish', 'terminate'),
  })
  .map(({ tasks, match, onFailure }) => {
    const lines = tasks.map(({ feature: more, join, next }, i) => {
      const arrows = next.map(({ when, targets }) => {
        return `{${when === '' ? '' : `when: "{{ ${when} }}", `}do: [${targets.join(', ')}]}`;
      });
      const inbound = tasks.some(({ next: from }) =>
        from.some(({ targets }) => targets.some((target) => target === NAMES[i])),
      );
      const parts = [`name: ${NAMES[i]}`, more, inbound ? join : '', `next: [${arrows.join(', ')}]`];
      return `  - {${parts.filter((part) => part !== '').join(', ')}}`;
    });
    const head = ['entry_points: [a, b]', 'max_task_iterations: 6', `match: ${match}`, `on_failure: ${onFailure}`];
    return [...head, 'tasks:', ...lines].join('\n');
  });

interface Call extends Address {
  readonly outside: boolean;
}

/** Drives an execution by a list of numbers: which thing happens next, and how it goes. */
export class Chaos {
  readonly stage: Stage;
  readonly said: string[] = [];
  #calls: Call[] = [];

  constructor(yaml: string) {
    this.stage = new Stage(yaml);
    this.#note(this.stage.start());
  }

  get ended(): boolean {
    return this.stage.state.get('execution', '')?.endedAt != null;
  }

  /** One thing that can happen now. */
  turn(choice: number, commands: boolean): void {
    const { state } = this.stage;
    const timers = [...state.scan('timer', '')].flatMap(([key, { due }]) =>
      due === null || key === 'duration' ? [] : [{ key, due }],
    );
    const first = timers.sort((a, b) => a.due - b.due)[0];
    const things: (() => Cause)[] = this.#calls.flatMap((call) => OUTCOMES.map((how) => () => how(call, this.stage.now)));
    if (first !== undefined) {
      things.push(() => {
        this.stage.now = Math.max(this.stage.now, first.due);
        return { type: 'timer.fired', at: this.stage.now, timer: first.key };
      });
    }
    if (commands || things.length === 0) {
      const at = this.stage.now;
      things.push(() => ({ type: 'command.pause', at }));
      things.push(() => ({ type: 'command.resume', at }));
    }
    if (commands && choice % 7 === 0) {
      const mode = choice % 2 === 0 ? 'finish' : 'terminate';
      things.push(() => ({ type: 'command.cancel', at: this.stage.now, mode }));
    }
    const cause = things[choice % things.length]?.();
    if (cause !== undefined) {
      this.stage.now += 100;
      this.take(cause);
    }
  }

  take(cause: Cause): void {
    this.said.push('instance' in cause ? `${cause.type} ${cause.instance}[${cause.item}]` : cause.type);
    if (cause.type === 'task.pending') {
      this.#calls = this.#calls.map((call) => (same(call, cause) ? { ...call, outside: true } : call));
    }
    const effects = this.stage.take({ ...cause, at: this.stage.now });
    this.#note(effects, cause);
  }

  /** What is wrong with the state, if anything is. */
  get wrong(): readonly string[] {
    const { state } = this.stage;
    const status = this.stage.shown().status;
    const live = [...state.scan('task', '')].filter(([, row]) => !isFinal(TASK, row.status));
    const timers = [...state.scan('timer', '')];
    const out = this.#calls.filter(({ outside }) => !outside);
    const sleeping = timers.some(([, { kind }]) => kind === 'sleep');
    const wrong: string[] = [];
    if (this.ended) {
      wrong.push(...live.map(([id]) => `${id} is alive in an ended execution`));
      wrong.push(...this.#calls.map(({ instance, item }) => `the call of ${instance}[${item}] was not stopped`));
      wrong.push(...timers.map(([key]) => `timer ${key} is set in an ended execution`));
      return wrong;
    }
    if (['failing', 'canceling', 'pausing'].includes(status) && out.length === 0 && !sleeping) {
      wrong.push(`${status}, and nothing runs`);
    }
    if (status === 'running' && this.#calls.length === 0 && timers.length <= 1) {
      wrong.push('running, and nothing can happen');
    }
    for (const { instance, item, attempt } of this.#calls) {
      const row = state.get('task', instance);
      if (row === undefined || isFinal(TASK, row.status) || row.attempt !== attempt) {
        wrong.push(`the call of ${instance}[${item}] is out, and nobody waits for it`);
      }
    }
    for (const [id, row] of live) {
      const calls = this.#calls.filter(({ instance }) => instance === id);
      const timer = timers.some(([, { instance, kind }]) => instance === id && (kind === 'delay' || kind === 'retry'));
      const queued = row.items !== null && row.items.next < row.items.count && (status === 'paused' || status === 'pausing');
      if ((row.status === 'delayed' || row.status === 'retrying') && !timer) {
        wrong.push(`${id} is ${row.status} without a timer`);
      }
      if ((row.status === 'running' || row.status === 'pending') && calls.length === 0 && !queued) {
        wrong.push(`${id} is ${row.status}, and no call of it is out`);
      }
      if (row.status === 'pending' && (status === 'failing' || status === 'canceling')) {
        wrong.push(`${id} is pending, and the execution ${status}`);
      }
    }
    return wrong;
  }

  #note(effects: ReturnType<Stage['start']>, cause?: Cause): void {
    for (const effect of effects) {
      if (effect.type === 'call') {
        const { instance, item, attempt } = effect;
        this.#calls.push({ instance, item, attempt, outside: false });
      } else if (effect.type === 'call.aborted' || (effect.type === 'call.settled' && cause?.type !== 'task.pending')) {
        this.#calls = this.#calls.filter((call) => !same(call, effect));
      }
    }
  }
}

const same = (a: Address, b: Address) => a.instance === b.instance && a.item === b.item && a.attempt === b.attempt;

const failure = (kind: 'action' | 'timeout') => ({ code: 'broken', message: 'broken', kind }) as const;
const OUTCOMES: readonly ((call: Call, at: number) => Cause)[] = [
  (call, at) => ({ type: 'task.completed', at, ...addressOf(call), result: { inline: 1 } }),
  (call, at) => ({ type: 'task.failed', at, ...addressOf(call), result: null, error: failure('action') }),
  (call, at) => ({ type: 'task.failed', at, ...addressOf(call), result: null, error: failure('timeout') }),
  (call, at) => ({ type: 'task.canceled', at, ...addressOf(call) }),
  (call, at) =>
    call.outside
      ? { type: 'callback.received', at, ...addressOf(call), outcome: 'succeeded', body: { inline: 2 } }
      : { type: 'task.pending', at, ...addressOf(call), expiresAt: null },
];

const addressOf = ({ instance, item, attempt }: Address): Address => ({ instance, item, attempt });
