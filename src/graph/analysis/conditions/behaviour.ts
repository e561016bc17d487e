import type { TaskDefinition } from '../../../definition/definition.ts';
import { type TransitionGraph, targetsOf, taskAt } from '../../transition-graph.ts';
import { assignmentsOf } from './assignments.ts';
import { ANY_OUTCOME, evaluate, type Formula, OUTCOMES, renamed } from './formula.ts';
import { readCondition } from './read-condition.ts';
import { isVolatile } from './syntax-key.ts';

/** One way a token may leave a task. */
export interface Exit {
  /** Position in `next`; -1 for the start, which has none. */
  readonly transition: number;
  readonly to: number;
}

/** What one completion may do while the execution goes on: transitions taken together. */
export interface Move {
  readonly transitions: readonly number[];
  readonly exits: readonly Exit[];
  /** The tasks of the exits, each once. */
  readonly targets: readonly number[];
}

/** Everything the completions of one task may come to, as far as its conditions tell. */
export interface Behaviour {
  readonly conditions: readonly Formula[];
  readonly moves: readonly Move[];
  /** Its only move takes everything that can be taken: there is no choice. */
  readonly straight: boolean;
  /** By position in `next`: whether some completion takes it. */
  readonly taken: readonly boolean[];
  /** By position in `next`: whether its condition can hold at all. */
  readonly satisfiable: readonly boolean[];
  /** A completion may fail the execution. */
  readonly mayFail: boolean;
  /** … because the file says so, by `fail` or `core.fail`. */
  readonly failsOnPurpose: boolean;
}

/** Where conditions stay open, so many of them are looked at one by one. */
const MOST_OPEN = 32;

/** Looks at every outcome of a task and every combination of what its conditions ask for. */
export function behaviourOf(graph: TransitionGraph, index: number): Behaviour {
  const task = taskAt(graph, index);
  const conditions = task.next.map(({ when }, transition) =>
    // Chance falls anew in each condition.
    renamed(readCondition(when, graph.definition.dialect), (key) => (isVolatile(key) ? `${key} ${transition}` : key)),
  );
  const found = new Completions(graph, index);
  for (const facts of assignmentsOf(conditions)) {
    for (const outcome of Object.values(OUTCOMES)) {
      found.add(
        outcome,
        conditions.map((condition) => evaluate(condition, outcome, facts)),
      );
    }
  }
  return { conditions, ...found.result() };
}

type Values = readonly (boolean | undefined)[];

class Completions {
  readonly #task: TaskDefinition;
  readonly #targets: readonly ReturnType<typeof targetsOf>[];
  readonly #retries: readonly boolean[];
  readonly #possible: number;
  readonly #moves = new Map<string, Move>();
  readonly #taken: boolean[];
  readonly #satisfiable: boolean[];
  #mayFail = false;
  #failsOnPurpose: boolean;

  constructor(graph: TransitionGraph, index: number) {
    this.#task = taskAt(graph, index);
    const { next } = this.#task;
    this.#targets = next.map((_, transition) => targetsOf(graph, index, transition));
    this.#retries = next.map(({ do: names }) => names.includes('retry'));
    this.#possible = outcomesOf(this.#task);
    this.#taken = next.map(() => false);
    this.#satisfiable = next.map(() => false);
    this.#failsOnPurpose = this.#task.action === 'core.fail';
  }

  add(outcome: number, values: Values): void {
    for (const [transition, value] of values.entries()) {
      this.#satisfiable[transition] ||= value !== false;
    }
    const sets = this.#task.match === 'first' ? this.#firstOf(values) : this.#allOf(values);
    for (const transitions of sets) {
      for (const transition of transitions) {
        this.#taken[transition] = true;
      }
      // Someone cancels a task from outside: nothing a file should have to provide for.
      if (outcome !== OUTCOMES.canceled && (outcome & this.#possible) !== 0) {
        this.#note(transitions, outcome);
      }
    }
  }

  /** The first that holds; each one that may hold before it. */
  #firstOf(values: Values): readonly (readonly number[])[] {
    const sets: number[][] = [];
    for (const [transition, value] of values.entries()) {
      if (value === false) {
        continue;
      }
      if (this.#retries[transition] === true) {
        // It is followed a few times only; then it counts as not holding.
        this.#taken[transition] = true;
        continue;
      }
      sets.push([transition]);
      if (value === true) {
        return sets;
      }
    }
    return [...sets, []];
  }

  /** All that hold, with none, one or all of those that may. */
  #allOf(values: Values): readonly (readonly number[])[] {
    const holding: number[] = [];
    const open: number[] = [];
    for (const [transition, value] of values.entries()) {
      if (value !== false && this.#retries[transition] === true) {
        this.#taken[transition] = true;
      } else if (value !== false) {
        (value === true ? holding : open).push(transition);
      }
    }
    const more = [...open.slice(0, MOST_OPEN).map((transition) => [transition]), ...(open.length > 1 ? [open] : [])];
    return [holding, ...more.map((added) => [...holding, ...added].sort((a, b) => a - b))];
  }

  #note(transitions: readonly number[], outcome: number): void {
    const taken = transitions.flatMap((transition) => this.#targets[transition] ?? []);
    if (taken.some(({ command }) => command === 'fail')) {
      this.#mayFail = true;
      this.#failsOnPurpose = true;
      return;
    }
    const handled = taken.some(({ tasks, command }) => tasks.length > 0 || command === 'noop');
    if (outcome !== OUTCOMES.succeeded && !handled) {
      this.#mayFail = true;
      return;
    }
    const key = transitions.join();
    if (!this.#moves.has(key)) {
      const exits = transitions.flatMap((transition) =>
        (this.#targets[transition]?.tasks ?? []).map((to) => ({ transition, to })),
      );
      this.#moves.set(key, { transitions, exits, targets: [...new Set(exits.map(({ to }) => to))] });
    }
  }

  result(): Omit<Behaviour, 'conditions'> {
    const moves = [...this.#moves.values()];
    const [only] = moves;
    return {
      moves,
      straight: moves.length === 1 && this.#taken.every((taken, i) => !taken || only?.transitions.includes(i) === true),
      taken: this.#taken,
      satisfiable: this.#satisfiable,
      mayFail: this.#mayFail,
      failsOnPurpose: this.#failsOnPurpose,
    };
  }
}

/** How a task may complete by itself. One that only fails succeeds when it is skipped or has no items. */
function outcomesOf({ action, when, with: items }: TaskDefinition): number {
  if (action !== 'core.fail') {
    return ANY_OUTCOME;
  }
  return when === null && items === null ? OUTCOMES.failed : OUTCOMES.failed | OUTCOMES.succeeded;
}
