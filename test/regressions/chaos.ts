import type { Address, Cause } from '../../src/conductor/cause.ts';
import { decide } from '../../src/conductor/decide.ts';
import type { Effect } from '../../src/conductor/effect.ts';
import type { Program } from '../../src/conductor/program.ts';
import { MemoryState } from '../../src/inspection/memory-state.ts';
import { TABLE_NAMES } from '../../src/inspection/table-names.ts';
import { isFinal } from '../../src/machine/lifecycle.ts';
import { TASK } from '../../src/machine/task-lifecycle.ts';
import { apply, applyEvent } from '../../src/projection/apply.ts';
import type { TaskRow } from '../../src/projection/rows.ts';
import { randomness } from '../../src/value/randomness.ts';
import { complaints, executionOf, itemsOf, liveTasks, startsTooLate } from './invariants.ts';

type Fact = Extract<Cause, Address>;
type Bare<C> = C extends unknown ? Omit<C, 'at'> : never;
type Skip = Extract<Effect, { type: 'skip' }>;

/** Where the work on an attempt is: with the one who was called, with a child execution, or only with the clock. */
type Work = Address & { readonly where: 'call' | 'child' | 'sleep' };

const keyOf = ({ instance, item }: Address) => `${instance}|${item ?? ''}`;
/** How often calls succeed, and how often something comes that nobody asked for: chances from 0 to 1. */
export interface Manners {
  readonly luck: number;
  readonly unruly: number;
}

const ENGINE_FAILED = { type: 'engine.failed', error: { code: 'internal', message: 'no', kind: 'engine' } } as const;
const MOST_DRAINS = 5_000;

/**
 * The world around one execution, as unruly as it may be: it answers calls in any order and any way, lets clocks run
 * late, gives commands, completes by hand and repeats itself. After every event all invariants are looked at.
 */
export class Chaos {
  readonly state = new MemoryState();
  readonly log: string[] = [];
  readonly #program: Program;
  readonly #manners: Manners;
  readonly #random: () => number;
  readonly #work = new Map<string, Work>();
  readonly #skips: Skip[] = [];
  readonly #ends = new Map<string, number>();
  readonly #children = new Set<string>();
  #now = 1_700_000_000_000;
  #statuses: string[] = [];

  constructor(program: Program, seed: number, manners: Manners) {
    this.#program = program;
    this.#manners = manners;
    this.#random = randomness(`chaos ${seed}`);
  }

  run(steps: number): void {
    this.take({
      ...{ type: 'execution.started', id: '01JD0000000000000000000000', workflow: 'test.sketch', definition: 'hash' },
      ...{ input: { inline: {} }, startAt: null, tags: [], limits: { duration: 86_400_000, taskIterations: 20 } },
    });
    for (let step = 0; step < steps && !this.ended; step++) {
      this.#step(this.#manners.unruly);
    }
    for (let step = 0; step < MOST_DRAINS && !this.ended; step++) {
      this.#step(0);
    }
    this.#expect(this.ended ? [] : [`still ${this.status} after ${MOST_DRAINS} further events`]);
    this.#expect([...this.#ends].flatMap(([id, open]) => (open === 0 ? [] : [`${id}: ${open} starts without an end`])));
    this.#expect([...this.#children].map((child) => `the child ${child} is left running`));
    const told = this.#statuses.filter((status) => status === this.status).length;
    this.#expect(told === 1 ? [] : [`the end is told ${told} times`]);
  }

  get ended(): boolean {
    return executionOf(this.state).endedAt !== null;
  }

  get status(): string {
    return executionOf(this.state).status;
  }

  /** @param unruly how likely something comes that nobody asked for */
  #step(unruly: number): void {
    if (this.#random() < unruly) {
      this.take(this.#pick([() => this.#command(), () => this.#stale(), () => this.#stale(), () => this.#byHand()])());
      return;
    }
    const due = this.#dueTimers();
    const choices = [
      ...this.#skips.map((skip) => () => this.#skip(skip)),
      ...[...this.#work.values()].filter(({ where }) => where !== 'sleep').map((work) => () => this.#answer(work)),
      ...this.#openWith('pending').map((address) => () => this.#callBack(address)),
      ...due.map((timer) => () => this.#fire(timer)),
    ];
    if (choices.length > 0) {
      this.take(this.#pick(choices)());
    } else if (this.status === 'paused') {
      this.take({ type: 'command.resume' });
    } else {
      this.#expect([`hangs: ${this.status}, and nothing is left that could move it`]);
    }
  }

  #skip(skip: Skip): Bare<Cause> {
    this.#skips.splice(this.#skips.indexOf(skip), 1);
    const { instance, item, attempt, reason } = skip;
    return { type: 'task.skipped', instance, item, attempt, reason };
  }

  #answer({ where, instance, item, attempt }: Work): Bare<Fact> {
    const address = { instance, item, attempt };
    if (where === 'child') {
      // Whatever comes of it, the child has ended.
      this.#children.delete(`${keyOf(address)}|${attempt}`);
    }
    const waits = where === 'child' ? [] : this.#signs(address);
    return this.#pick([...waits, ...this.#outcomes(address), ...this.#outcomes(address), ...this.#outcomes(address)])();
  }

  /** What is heard of a call that is not over. */
  #signs(address: Address): readonly (() => Bare<Fact>)[] {
    return [
      () => ({ type: 'task.pending', ...address, expiresAt: this.#maybe(0.5) ? this.#now + 9_000 : null }),
      () => ({ type: 'task.deferred', ...address, until: this.#now + 6_000 }),
      () => ({ type: 'child.started', ...address, child: `${keyOf(address)}|${address.attempt}` }),
      () => ({ type: 'task.heartbeat', ...address }),
    ];
  }

  #outcomes(address: Address): readonly (() => Bare<Fact>)[] {
    const failed = (kind: 'action' | 'timeout') => () =>
      ({ type: 'task.failed', ...address, result: null, error: { code: kind, message: kind, kind } }) as const;
    const completed = () => ({ type: 'task.completed', ...address, result: { inline: 'done' } }) as const;
    if (this.#maybe(this.#manners.luck)) {
      return [completed];
    }
    return [completed, failed('action'), failed('timeout'), () => ({ type: 'task.canceled', ...address })];
  }

  #callBack(address: Address): Bare<Fact> {
    const outcome = this.#maybe(this.#manners.luck) ? 'succeeded' : 'failed';
    return { type: 'callback.received', ...address, outcome, body: { inline: 'called back' } };
  }

  #fire(timer: string): Bare<Cause> {
    this.#now = Math.max(this.#now, this.state.get('timer', timer)?.due ?? 0);
    return { type: 'timer.fired', timer };
  }

  #command(): Bare<Cause> {
    return this.#pick<Bare<Cause>>([
      ...Array.from({ length: 8 }, () => ({ type: 'command.pause' }) as const),
      ...Array.from({ length: 8 }, () => ({ type: 'command.resume' }) as const),
      { type: 'command.cancel', mode: 'finish' },
      { type: 'command.cancel', mode: 'terminate' },
      { type: 'timer.fired', timer: this.#maybe(0.1) ? 'duration' : 'none|such' },
      ...(this.#maybe(0.1) ? [ENGINE_FAILED] : []),
    ]);
  }

  /** Ends a whole instance, whatever it is doing. */
  #byHand(): Bare<Cause> {
    const live = liveTasks(this.state);
    if (live.length === 0) {
      return this.#command();
    }
    const [instance, { attempt }] = this.#pick(live);
    const items = [...this.#openWith('running'), ...this.#openWith('pending')].filter(
      (open) => open.instance === instance,
    );
    const whom = this.#pick([...items, { instance, item: null, attempt }]);
    return { ...this.#pick(this.#outcomes(whom))(), byHand: true } as Bare<Fact>;
  }

  /** A fact about something that is over, has not begun, or never was: it must change nothing. */
  #stale(): Bare<Cause> {
    const calls = new Set([...this.#openWith('running'), ...this.#openWith('pending')].map(keyOf));
    const idle = liveTasks(this.state).filter(([id, { items }]) => !calls.has(`${id}|`) && !(items && items.open > 0));
    if (idle.length > 0 && this.#maybe(0.5)) {
      const [instance, { attempt }] = this.#pick(idle);
      return this.#pick(this.#signs({ instance, item: null, attempt }))();
    }
    const [instance, row] = this.#pick<readonly [string, TaskRow | undefined]>([
      ...this.state.scan('task', ''),
      ['z:1', undefined],
    ]);
    const over = row === undefined || isFinal(TASK, row.status);
    const attempt = (row?.attempt ?? 1) + (over ? 0 : this.#pick([-1, 1]));
    const address = { instance, item: this.#pick([null, null, 0, 99]), attempt };
    const answers = [
      ...this.#outcomes(address),
      () => this.#callBack(address),
      () => ({ type: 'task.heartbeat', ...address }) as const,
    ];
    return this.#pick<() => Bare<Fact>>(answers)();
  }

  /** Instances and items whose call is out, or that wait for outside. */
  #openWith(status: 'running' | 'pending'): readonly Address[] {
    return liveTasks(this.state).flatMap(([instance, row]): readonly Address[] => {
      const { attempt } = row;
      if (row.items === null) {
        return row.status === status ? [{ instance, item: null, attempt }] : [];
      }
      const items = itemsOf(this.state, instance).filter(([, item]) => item.status === status);
      return items.map(([item]) => ({ instance, item, attempt }));
    });
  }

  /** Timers that may ring: all that are overdue; now and then, or when none is, the next one. The limit never. */
  #dueTimers(): readonly string[] {
    const timers = [...this.state.scan('timer', '')].filter(([, { due, kind }]) => due !== null && kind !== 'duration');
    const overdue = timers.filter(([, { due }]) => (due ?? 0) <= this.#now);
    const [first] = timers.sort(([, a], [, b]) => (a.due ?? 0) - (b.due ?? 0));
    return overdue.length > 0 ? overdue.map(([timer]) => timer) : first === undefined ? [] : [first[0]];
  }

  take(bare: Bare<Cause>): void {
    this.#now += this.#pick([0, 1, 500, 4_000]);
    const cause = { ...bare, at: this.#now } as Cause;
    this.log.push(JSON.stringify(bare));
    const before = this.state.get('execution', '')?.status;
    const decision = decide(this.#program, this.state, cause);
    for (const { id, value } of decision.values) {
      this.state.addValue(id, value);
    }
    for (const change of decision.changes) {
      apply(this.state, change, decision.at);
      if (change.type === 'task.scheduled') {
        this.#ends.set(change.instance, (this.#ends.get(change.instance) ?? 0) + 1);
      } else if (change.type === 'task.ended') {
        this.#ends.set(change.instance, (this.#ends.get(change.instance) ?? 0) - 1);
      }
    }
    applyEvent(this.state, decision.seq, decision.at);
    const ignored = decision.changes.some(({ type }) => type === 'cause.ignored');
    this.#hear(decision.effects);
    this.#note(cause, ignored);
    this.#expect(startsTooLate(before, decision.changes));
    this.#expect(ignored && decision.changes.length > 1 ? ['an ignored cause changes something'] : []);
    for (const [table, key, row] of decision.state.touched()) {
      const folded = JSON.stringify(this.state.get(table, key));
      this.#expect(folded === JSON.stringify(row) ? [] : [`${table} ${key} is not the fold of the log: ${folded}`]);
    }
    this.#expect(complaints(this.state));
    this.#expect(this.#aboutWork());
  }

  #hear(effects: readonly Effect[]): void {
    for (const effect of effects) {
      switch (effect.type) {
        case 'call':
          this.#expect(this.#work.has(keyOf(effect)) ? [`a second call goes out for ${keyOf(effect)}`] : []);
          this.#work.set(keyOf(effect), { where: 'call', ...addressOf(effect) });
          break;
        case 'skip':
          this.#skips.push(effect);
          break;
        case 'status':
          this.#statuses.push(effect.status);
          break;
        case 'child':
          if (effect.command === 'cancel') {
            this.#children.delete(effect.child);
          }
          break;
        case 'call.aborted':
        case 'call.settled':
          this.#settle(effect);
          break;
      }
    }
  }

  #settle(address: Address): void {
    const work = this.#work.get(keyOf(address));
    if (work?.attempt === address.attempt) {
      this.#work.delete(keyOf(address));
    }
    const owed = this.#skips.findIndex((skip) => keyOf(skip) === keyOf(address) && skip.attempt === address.attempt);
    if (owed !== -1) {
      this.#skips.splice(owed, 1);
    }
  }

  /** The call is through, and the work goes on elsewhere. */
  #note(cause: Cause, ignored: boolean): void {
    if (!ignored && (cause.type === 'child.started' || cause.type === 'task.deferred')) {
      const where = cause.type === 'child.started' ? 'child' : 'sleep';
      this.#work.set(keyOf(cause), { where, ...addressOf(cause) });
    }
    if (!ignored && cause.type === 'child.started') {
      this.#children.add(cause.child);
    }
  }

  /** What runs is worked on, and what is worked on runs. */
  #aboutWork(): readonly string[] {
    const running = this.#openWith('running').map(keyOf);
    const worked = [...this.#work.keys()];
    return [
      ...running.filter((key) => !worked.includes(key)).map((key) => `${key} runs, and nobody works on it`),
      ...worked.filter((key) => !running.includes(key)).map((key) => `${key} is worked on, and does not run`),
    ];
  }

  #expect(complaints: readonly string[]): void {
    if (complaints.length > 0) {
      const told = [...complaints, 'after:', ...this.log.slice(-12)];
      throw new Error(told.join('\n  '));
    }
  }

  #maybe(chance: number): boolean {
    return this.#random() < chance;
  }

  #pick<T>(from: readonly T[]): T {
    return from[Math.floor(this.#random() * from.length)] as T;
  }
}

/** All rows as text, to compare executions. */
export const dump = (state: MemoryState): string =>
  JSON.stringify(TABLE_NAMES.map((table) => [...state.scan(table, '')]));

const addressOf = ({ instance, item, attempt }: Address): Address => ({ instance, item, attempt });
