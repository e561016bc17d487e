import type { Address, Cause } from '../../src/conductor/cause.ts';
import { type Decision, decide } from '../../src/conductor/decide.ts';
import type { Program } from '../../src/conductor/program.ts';
import { MemoryState } from '../../src/inspection/memory-state.ts';
import { apply, applyEvent } from '../../src/projection/apply.ts';
import type { ExecutionRow } from '../../src/projection/rows.ts';
import { deref } from '../../src/projection/state.ts';
import type { Json } from '../../src/value/json.ts';

/** How the next running task is picked for completion. */
export type Order = 'fifo' | 'lifo' | { readonly seed: number };

export interface Outcome {
  readonly status?: string;
  readonly result?: Json;
}

export interface Scenario {
  readonly tasks?: Readonly<Record<string, readonly Outcome[]>>;
  readonly default?: Outcome;
  readonly start_at?: readonly string[];
  readonly inputs?: Readonly<Record<string, Json>>;
}

export interface Observer {
  /** Sees every decision before it is applied to the state. */
  readonly onDecision?: (decision: Decision, cause: Cause, state: MemoryState) => void;
}

const MOST_COMPLETIONS = 100_000;

/** Runs a program in memory against a scenario: the host completes what runs, in the order it is told. */
export class ScenarioHost {
  readonly state = new MemoryState();
  readonly program: Program;
  readonly #scenario: Scenario;
  readonly #pick: () => number;
  readonly #observer: Observer;
  readonly #running: Address[] = [];
  readonly #starts = new Map<string, number>();
  #now = 1_700_000_000_000;

  constructor(program: Program, scenario: Scenario, order: Order, observer: Observer = {}) {
    this.program = program;
    this.#scenario = scenario;
    this.#observer = observer;
    this.#pick = picker(order, () => this.#running.length);
  }

  get execution(): ExecutionRow {
    const row = this.state.get('execution', '');
    if (row === undefined) {
      throw new Error('not started');
    }
    return row;
  }

  /** Runs to quiescence. @throws Error when the execution neither ends nor runs anything */
  run(): ExecutionRow {
    this.take({
      ...{
        type: 'execution.started',
        at: this.#now,
        id: '01JD0000000000000000000000',
        workflow: this.program.definition.ref,
      },
      ...{
        definition: 'hash',
        input: { inline: this.#scenario.inputs ?? {} },
        startAt: this.#scenario.start_at ?? null,
        tags: [],
      },
      limits: { duration: 86_400_000, taskIterations: this.program.definition.maxTaskIterations ?? 1000 },
    });
    for (let n = 0; n < MOST_COMPLETIONS && this.#running.length > 0; n++) {
      const [address] = this.#running.splice(this.#pick(), 1);
      if (address !== undefined) {
        this.#complete(address);
      }
    }
    if (this.execution.endedAt === null) {
      throw new Error(`hangs: status ${this.execution.status}, nothing runs`);
    }
    return this.execution;
  }

  output(): Json {
    const { output } = this.execution;
    return output === null ? null : deref(this.state, output);
  }

  take(cause: Cause): Decision {
    const decision = decide(this.program, this.state, cause);
    for (const { id, value } of decision.values) {
      this.state.addValue(id, value);
    }
    this.#observer.onDecision?.(decision, cause, this.state);
    for (const change of decision.changes) {
      apply(this.state, change, decision.at);
    }
    applyEvent(this.state, decision.seq, decision.at);
    for (const effect of decision.effects) {
      if (effect.type === 'call') {
        this.#running.push(effect);
      } else if (effect.type === 'skip') {
        const { instance, item, attempt, reason } = effect;
        this.take({ type: 'task.skipped', at: this.#now, reason, instance, item, attempt });
      } else if (effect.type === 'call.aborted') {
        const index = this.#running.findIndex(({ instance }) => instance === effect.instance);
        if (index !== -1) {
          this.#running.splice(index, 1);
        }
      }
    }
    return decision;
  }

  /** The n-th start of a task takes its n-th outcome. */
  #complete({ instance, item, attempt }: Address): void {
    const row = this.state.get('task', instance);
    const task = row?.task ?? '';
    const n = (row?.iteration ?? 1) - 1;
    this.#starts.set(task, n + 1);
    const outcome = this.#scenario.tasks?.[task]?.[n] ?? this.#scenario.default ?? {};
    this.#now += 1;
    const address = { at: this.#now, instance, item, attempt };
    const result = { inline: outcome.result ?? null };
    switch (outcome.status ?? 'succeeded') {
      case 'succeeded':
        this.take({ type: 'task.completed', ...address, result });
        return;
      case 'timeout':
        this.take({
          type: 'task.failed',
          ...address,
          result,
          error: { code: 'timeout', message: 'timeout', kind: 'timeout' },
        });
        return;
      default:
        this.take({
          type: 'task.failed',
          ...address,
          result,
          error: { code: 'failed', message: 'failed', kind: 'action' },
        });
    }
  }
}

function picker(order: Order, size: () => number): () => number {
  if (order === 'fifo') {
    return () => 0;
  }
  if (order === 'lifo') {
    return () => size() - 1;
  }
  let state = order.seed;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return state % size();
  };
}
