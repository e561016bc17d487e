import type { TaskDefinition } from '../definition/definition.ts';
import type { Move } from '../machine/token-machine.ts';
import { EvaluationFailure } from '../problem/evaluation-failure.ts';
import type { ExecutionError } from '../problem/task-error.ts';
import { ValueTooLarge } from '../problem/value-too-large.ts';
import type { TaskRow, Trigger } from '../projection/rows.ts';
import { type Json, setOwn } from '../value/json.ts';
import { evaluateRef, holds, type Outcome, type Place } from './evaluation.ts';
import { namesOfOutcome } from './items.ts';
import { arrive } from './joins.ts';
import { fail, mayStart } from './moving.ts';
import { commandMayRetry } from './retrying.ts';
import { type Names, noNames } from './scopes.ts';
import { definitionOf, endEvent, taskRow } from './task-end.ts';
import { startHere } from './tasks.ts';
import { copyToken, endToken, extendScope, moveToken, tokenRow } from './tokens.ts';
import type { Turn } from './turn.ts';

/** A transition that was taken: the machine's answer and what it published. */
interface Taken {
  readonly transition: number;
  readonly move: Move;
  readonly names: Names;
}

/** The transitions taken, and the errors of those that could not be evaluated. */
interface Choice {
  readonly taken: readonly Taken[];
  readonly errors: readonly ExecutionError[];
}

/** What transitions are asked with. XState loses what a guard throws, so errors are kept here. */
interface Asking {
  readonly turn: Turn;
  readonly task: TaskDefinition;
  readonly place: Place;
  readonly errors: ExecutionError[];
}

/** The one thing that moves a token: its task has ended. */
export function advanceToken(turn: Turn, instance: string, outcome: Outcome): void {
  const row = taskRow(turn, instance);
  const task = definitionOf(turn, row);
  const { scope: before } = tokenRow(turn, row.token);
  const seen = turn.program.tracksTask(task.name) ? { vars: {}, tasks: { [task.name]: instance } } : noNames();
  const scope = extendScope(turn, before, seen);
  const place = placeAfter(turn, instance, row, outcome, scope);
  const choice = choose(turn, task, place);
  const commandFails = choice.taken.some(({ move }) => asksToFail(turn, move));
  const unhandled = isUnhandled(outcome, choice);
  for (const error of choice.errors) {
    fail(turn, error);
  }
  travelAll(turn, task, place, choice);
  if (choice.errors.length === 0 && (unhandled || commandFails)) {
    const error = failureOf(row, instance, outcome);
    fail(turn, commandFails ? { ...error, command: 'fail' } : error);
  }
}

/** Where what follows a completion is evaluated. */
interface After extends Place {
  readonly scope: string;
  readonly task: TaskRow;
  readonly instance: string;
  readonly outcome: Outcome;
}

export function placeAfter(turn: Turn, instance: string, row: TaskRow, outcome: Outcome, scope: string): After {
  return { scope, task: row, instance, outcome, ...namesOfOutcome(turn, instance, row, definitionOf(turn, row)) };
}

/** Whether a transition that holds says `retry` and may be followed. */
export function asksToRetry(turn: Turn, task: TaskDefinition, place: Place, used: number): boolean {
  const retries = (index: number) => task.next[index]?.do.includes('retry') ?? false;
  if (!task.next.some((_, index) => retries(index))) {
    return false;
  }
  const errors: ExecutionError[] = [];
  // After a condition that cannot be evaluated nothing else of a `first` list is tried, no `retry` either.
  const asked = task.next.findIndex((_, index) => condition({ turn, task, place, errors }, index) || errors.length > 0);
  const wanted =
    task.match === 'first'
      ? asked !== -1 && errors.length === 0 && retries(asked)
      : task.next.some((_, index) => retries(index) && condition({ turn, task, place, errors: [] }, index));
  return wanted && commandMayRetry(turn, task, place, used);
}

/** The transitions taken. Retries are over by now: a transition that says `retry` counts as not holding. */
function choose(turn: Turn, task: TaskDefinition, place: After): Choice {
  return task.match === 'first' ? chooseFirst(turn, task, place) : chooseAll(turn, task, place);
}

function isSuccess({ status }: Outcome): boolean {
  return status !== 'failed' && status !== 'timed_out';
}

/** No transition was taken after a failure, or only ones that do nothing about it. */
function isUnhandled(outcome: Outcome, { taken }: Choice): boolean {
  return !isSuccess(outcome) && taken.every(({ move }) => move.value === 'failed');
}

/** Whether `fail` is what the move comes to, at once or on a branch of its fork. */
function asksToFail(turn: Turn, move: Move): boolean {
  return (
    move.actions.some((action) => action.type === 'fail') ||
    branches(turn, move.value).some((branch) => branch.actions.some((action) => action.type === 'fail'))
  );
}

function failureOf({ task }: TaskRow, instance: string, { error }: Outcome): ExecutionError {
  const message = `a transition of task "${task}" asked the execution to fail`;
  const failed = error ?? { code: 'failed_by_command', message, kind: 'action' };
  return { ...failed, task, instance };
}

/** The machine's own order: the first transition that holds. After an error nothing else is tried. */
function chooseFirst(turn: Turn, task: TaskDefinition, place: After): Choice {
  const errors: ExecutionError[] = [];
  const asking: Asking = { turn, task, place, errors };
  const succeeded = isSuccess(place.outcome);
  const event = {
    type: 'completed',
    // The machine asks for the outcome last, when a condition may have thrown already.
    get succeeded() {
      return succeeded && errors.length === 0;
    },
    holds: (transition: number) => errors.length === 0 && takes(asking, transition),
  } as const;
  const move = turn.program.machine.step(task.name, event);
  const publish = move.actions.find((action) => action.type === 'publish');
  if (errors.length > 0 || publish?.transition == null) {
    return { taken: [], errors };
  }
  const names = published(asking, publish.transition);
  return { taken: names === undefined ? [] : [{ transition: publish.transition, move, names }], errors };
}

/** Each transition is asked of a copy of the token's snapshot; those that answer `untaken` are dropped. */
function chooseAll(turn: Turn, task: TaskDefinition, place: After): Choice {
  const errors: ExecutionError[] = [];
  const asking: Asking = { turn, task, place, errors };
  const succeeded = isSuccess(place.outcome);
  const taken = [...task.next.keys()].flatMap((transition): Taken[] => {
    const ask = memoized((index) => takes(asking, index));
    const move = turn.program.machine.step(task.name, { type: `completed.${transition}`, succeeded, holds: ask });
    if (move.actions.some((action) => action.type === 'untaken')) {
      return [];
    }
    const names = published(asking, transition);
    return names === undefined ? [] : [{ transition, move, names }];
  });
  return { taken, errors };
}

function memoized(ask: (index: number) => boolean): (index: number) => boolean {
  let answer: boolean | undefined;
  return (index) => {
    answer ??= ask(index);
    return answer;
  };
}

/** Whether a transition is taken, now that no further attempt is made. */
function takes(asking: Asking, index: number): boolean {
  const retries = asking.task.next[index]?.do.includes('retry') ?? false;
  return !retries && condition(asking, index);
}

/** A condition that cannot be evaluated counts as false. */
function condition({ turn, task, place, errors }: Asking, transition: number): boolean {
  const { when, path } = task.next[transition] ?? { when: null, path: task.path };
  return guarded(transition, errors, () => holds(turn, when, `${path}/when`, place)) ?? false;
}

/** What a transition publishes, in order: later entries see earlier ones. */
function published({ turn, task, place, errors }: Asking, transition: number): Names | undefined {
  return guarded(transition, errors, () => {
    const names = noNames();
    const local: Record<string, Json> = { ...place.local };
    for (const { name, value, path } of task.next[transition]?.publish ?? []) {
      const ref = evaluateRef(turn, value, path, { ...place, local });
      setOwn(local, name, turn.read(ref));
      setOwn(names.vars, name, ref);
    }
    return names;
  });
}

function guarded<T>(transition: number, errors: ExecutionError[], run: () => T): T | undefined {
  try {
    return run();
  } catch (thrown) {
    if (!(thrown instanceof EvaluationFailure || thrown instanceof ValueTooLarge)) {
      throw thrown;
    }
    errors.push({ ...(thrown instanceof ValueTooLarge ? thrown.toError() : thrown.error), transition });
    return undefined;
  }
}

/** Sends the token, and a copy for every further transition taken, where the machine says. */
function travelAll(turn: Turn, task: TaskDefinition, place: After, { taken, errors }: Choice): void {
  const { instance, scope } = place;
  const { token: first } = place.task;
  if (taken.length === 0) {
    const ok = isSuccess(place.outcome) && errors.length === 0;
    endToken(turn, first, turn.program.machine.step(task.name, endEvent(task, ok)), scope);
    return;
  }
  const tokens = taken.map((_, i) => (i === 0 ? first : copyToken(turn, first)));
  for (const [i, { transition, move, names }] of taken.entries()) {
    const trigger = { instance, transition };
    travel(turn, { token: tokens[i] ?? first, move, scope: extendScope(turn, scope, names), trigger });
  }
}

/** One token on its way: where the machine sent it, with which scope, by which transition. */
export interface Trip {
  readonly token: string;
  readonly move: Move;
  readonly scope: string;
  readonly trigger: Trigger | null;
}

function travel(turn: Turn, trip: Trip): void {
  const ways = branches(turn, trip.move.value);
  if (ways.length === 0) {
    land(turn, trip);
    return;
  }
  const { scope, trigger } = trip;
  moveToken(turn, trip.token, trip.move, { scope, trigger });
  const tokens = ways.map((_, i) => (i === 0 ? trip.token : copyToken(turn, trip.token)));
  for (const [i, move] of ways.entries()) {
    land(turn, { ...trip, token: tokens[i] ?? trip.token, move });
  }
}

/** The moves out of a fork, one per branch; none for any other state. */
function branches(turn: Turn, value: string): readonly Move[] {
  const { machine } = turn.program;
  const state = machine.config.states[value];
  if (state?.tags?.includes('fork') !== true) {
    return [];
  }
  const count = Object.keys(state.on ?? {}).filter((event) => event.startsWith('branch.')).length;
  return Array.from({ length: count }, (_, i) => machine.step(value, { type: `branch.${i}` }));
}

/**
 * The machine's entry actions say what happens at the state a token comes to: `schedule`, `arrive`, or its end. Where
 * nothing may start, the token is held: that it came there is recorded.
 */
export function land(turn: Turn, trip: Trip): void {
  const { token, move, scope, trigger } = trip;
  if (move.final) {
    endToken(turn, token, move, scope);
    return;
  }
  const { indexOf } = turn.program.graph;
  if (!move.actions.some(({ type }) => type === 'schedule' || type === 'arrive')) {
    throw new Error(`the machine answers nothing at "${move.value}"`);
  }
  for (const { type } of move.actions) {
    if (type === 'schedule') {
      const held = !mayStart(turn);
      moveToken(turn, token, move, { scope, trigger, held });
      if (!held) {
        startHere(turn, token);
      }
    } else if (type === 'arrive' && trigger !== null) {
      moveToken(turn, token, move, { scope, trigger });
      arrive(turn, token, indexOf.get(move.value.slice(0, -':join'.length)) ?? -1, trigger);
    }
  }
}
