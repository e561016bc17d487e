import type { Program } from '../conductor/program.ts';
import { finalNames, namesSince } from '../conductor/scopes.ts';
import { isFinal } from '../machine/lifecycle.ts';
import { TASK } from '../machine/task-lifecycle.ts';
import type { ExecutionRow, TaskRow, TokenRow, ValueRef } from '../projection/rows.ts';
import type { StateReader } from '../projection/state.ts';
import { type Json, type JsonObject, objectFrom, setOwn } from '../value/json.ts';
import { activationView } from './join-view.ts';
import { shownStatus } from './shown-status.ts';
import { timeText } from './time-text.ts';
import { waitingForPlace } from './views.ts';

const NONE: ReadonlySet<string> = new Set();

/** What a view of a state looks at. */
export interface StateSight {
  readonly program: Program;
  readonly state: StateReader;
  /** The content behind a reference. */
  readonly content: (ref: ValueRef) => Json;
  /** Instances with a call that is owed and nobody has made yet. */
  readonly queued?: ReadonlySet<string>;
}

/** The state of an execution: what is on its way, what waits at joins, and what `output_map` would see now. */
export function describeState(row: ExecutionRow, sight: StateSight): Json {
  const { program, state, queued = NONE } = sight;
  const tokens = [...state.scan('token', '')];
  const live = tokens.flatMap(([, { instance, value }]) => liveInstance(state, instance, value));
  const pick = (test: (row: TaskRow, instance: string) => boolean) =>
    live.filter(({ instance, row: task }) => test(task, instance)).map(({ instance }) => instance);
  const timers = [...state.scan('timer', '')];
  return {
    ...{ seq: row.seq, status: shownStatus(program, state, row) },
    scheduled: pick(({ status }, instance) => status === 'scheduled' || queued.has(instance)),
    executing: pick(({ status }, instance) => (status === 'running' || status === 'pending') && !queued.has(instance)),
    delayed: pick(({ status }) => status === 'delayed' || status === 'retrying'),
    waiting: tokens.filter(([, { value }]) => value.endsWith(':join')).map(([, { value }]) => value.slice(0, -5)),
    joins: [...state.scan('join', '')].map(([key, join]) => activationView(program, state, row, key, join)),
    iterations: objectFrom([...state.scan('iteration', '')].map(([task, { n }]) => [task, n] as const)),
    tokens: tokens.map(([id, token]) => describeToken(sight, id, token)),
    vars: finalVars(sight),
    timers: timers.map(([timer, { due, kind, instance, remaining }]) => ({
      ...{ timer, kind, instance, due: timeText(due) },
      remaining_seconds: remaining === null ? null : remaining / 1000,
    })),
    children: live.flatMap(({ instance, row: task }) =>
      task.child === null ? [] : [{ instance, execution: task.child }],
    ),
    ...waitingFor(live, row),
    ...waitingForPlace(row),
  };
}

interface LiveInstance {
  readonly instance: string;
  readonly row: TaskRow;
}

function liveInstance(state: StateReader, instance: string | null, value: string): readonly LiveInstance[] {
  const row = instance === null ? undefined : state.get('task', instance);
  const stands = instance !== null && row !== undefined && row.task === value && !isFinal(TASK, row.status);
  return stands ? [{ instance, row }] : [];
}

function describeToken(sight: StateSight, id: string, { value, instance, scope, held }: TokenRow): JsonObject {
  const colon = value.indexOf(':');
  const task = colon === -1 ? value : value.slice(0, colon);
  const vars = varsOf(sight, namesSince(sight.state, scope, -1).vars);
  return { id, task, instance, value, held, vars };
}

function varsOf({ content }: StateSight, refs: Readonly<Record<string, ValueRef>>): JsonObject {
  return objectFrom(Object.entries(refs).map(([name, ref]) => [name, content(ref)] as const));
}

/** The start's variables with everything published since, as the final scope would have it. */
function finalVars(sight: StateSight): JsonObject {
  const { state, content } = sight;
  const vars = { ...varsOf(sight, state.get('scope', '0')?.vars ?? {}) };
  for (const [name, ref] of Object.entries(finalNames(state).vars)) {
    setOwn(vars, name, content(ref));
  }
  return vars;
}

/** In plain words what an execution that does nothing is waiting for. */
function waitingFor(live: readonly LiveInstance[], row: ExecutionRow): JsonObject {
  const pending = live.filter(({ row: task }) => task.status === 'pending');
  if (row.status !== 'running' || pending.length === 0 || pending.length < live.length) {
    return {};
  }
  const names = pending.map(({ instance }) => instance).join(', ');
  return { waiting_for: `an answer from outside for ${names}` };
}
