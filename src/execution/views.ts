import type { Program } from '../conductor/program.ts';
import type { ExecutionRow, TaskRow, TokenRow, ValueRef } from '../conductor/rows.ts';
import { finalNames, namesSince } from '../conductor/scopes.ts';
import { deref, type StateReader } from '../conductor/state.ts';
import { isFinal } from '../machine/lifecycle.ts';
import { TASK } from '../machine/task-lifecycle.ts';
import { type Json, type JsonObject, objectFrom, setOwn } from '../value/json.ts';
import { activationView } from './join-view.ts';
import type { OutboxRow } from './outbox.ts';

const time = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());
const contentOf = (state: StateReader, ref: ValueRef | null): Json => (ref === null ? null : deref(state, ref));

/** The execution as `GET /executions/{id}` shows it. */
export function describe(state: StateReader, row: ExecutionRow, version: number): Json {
  const base = `/api/v1/executions/${row.id}`;
  return {
    ...{ id: row.id, status: row.status, workflow: row.workflow, version, definition: row.definition },
    ...{ input: contentOf(state, row.input), output: contentOf(state, row.output) },
    error: row.error === null ? null : { ...row.error },
    errors: [...state.scan('error', '')].map(([, error]) => ({ ...error })),
    ...{ tags: row.tags, started_at: time(row.startedAt), ended_at: time(row.endedAt), seq: row.seq },
    counts: { tasks: row.instances, active: row.active, events: row.seq, errors: row.errors },
    links: {
      ...{ self: base, state: `${base}/state`, tasks: `${base}/tasks` },
      ...{ history: `${base}/history`, machine: `${base}/machine`, stream: `${base}/stream` },
    },
  };
}

/** One task instance. */
export function describeTask(state: StateReader, instance: string, row: TaskRow): Json {
  return {
    ...{ instance, task: row.task, iteration: row.iteration, attempt: row.attempt, status: row.status },
    ...{ action: row.action, token: row.token },
    triggered_by: row.triggeredBy.map((trigger) => ({ ...trigger })),
    ...{ input: contentOf(state, row.input), result: contentOf(state, row.result) },
    error: row.error === null ? null : { ...row.error },
    ...{ scheduled_at: time(row.scheduledAt), ended_at: time(row.endedAt) },
  };
}

/** One item of a task with items, by its key `<instance>|<index>`. */
export function describeItem(state: StateReader, key: string): Json {
  const row = state.get('item', key);
  return {
    item: Number(key.slice(key.lastIndexOf('|') + 1)),
    ...{ status: row?.status ?? null, attempt: row?.attempt ?? null },
    ...{ input: contentOf(state, row?.input ?? null), result: contentOf(state, row?.result ?? null) },
    error: row?.error == null ? null : { ...row.error },
  };
}

/**
 * The state of an execution: what is on its way, what waits at joins, and what `output_map` would see now.
 * @param queued calls that the outbox holds and nobody has made yet
 */
export function describeState(
  program: Program,
  state: StateReader,
  row: ExecutionRow,
  queued: readonly OutboxRow[],
): Json {
  const tokens = [...state.scan('token', '')];
  const live = tokens.flatMap(([, { instance, value }]) => liveInstance(state, instance, value));
  const waitingOutside = new Set(queued.flatMap(({ effect }) => ('instance' in effect ? [effect.instance] : [])));
  const pick = (test: (row: TaskRow, instance: string) => boolean) =>
    live.filter(({ instance, row: task }) => test(task, instance)).map(({ instance }) => instance);
  const timers = [...state.scan('timer', '')];
  return {
    ...{ seq: row.seq, status: row.status },
    scheduled: pick(({ status }, instance) => status === 'scheduled' || waitingOutside.has(instance)),
    executing: pick(
      ({ status }, instance) => (status === 'running' || status === 'pending') && !waitingOutside.has(instance),
    ),
    delayed: pick(({ status }) => status === 'delayed' || status === 'retrying'),
    waiting: tokens.filter(([, { value }]) => value.endsWith(':join')).map(([, { value }]) => value.slice(0, -5)),
    joins: [...state.scan('join', '')].map(([key, join]) => activationView(program, state, row, key, join)),
    iterations: objectFrom([...state.scan('iteration', '')].map(([task, { n }]) => [task, n] as const)),
    tokens: tokens.map(([id, token]) => describeToken(state, id, token)),
    vars: finalVars(state),
    timers: timers.map(([timer, { due, kind, instance, remaining }]) => ({
      ...{ timer, kind, instance, due: time(due) },
      remaining_seconds: remaining === null ? null : remaining / 1000,
    })),
    children: live.flatMap(({ instance, row: task }) =>
      task.child === null ? [] : [{ instance, execution: task.child }],
    ),
    ...waitingFor(live, row),
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

function describeToken(state: StateReader, id: string, { value, instance, scope, held }: TokenRow): JsonObject {
  const colon = value.indexOf(':');
  const task = colon === -1 ? value : value.slice(0, colon);
  const vars = varsOf(state, namesSince(state, scope, -1).vars);
  return { id, task, instance, value, held, vars };
}

function varsOf(state: StateReader, refs: Readonly<Record<string, ValueRef>>): JsonObject {
  return objectFrom(Object.entries(refs).map(([name, ref]) => [name, deref(state, ref)] as const));
}

/** The start's variables with everything published since, as the final scope would have it. */
export function finalVars(state: StateReader): JsonObject {
  const vars = { ...varsOf(state, state.get('scope', '0')?.vars ?? {}) };
  for (const [name, ref] of Object.entries(finalNames(state).vars)) {
    setOwn(vars, name, deref(state, ref));
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

/** A stored event as the history shows it. */
export function describeEvent(event: {
  readonly seq: number;
  readonly at: number;
  readonly type: string;
  readonly cause: unknown;
  readonly changes: unknown;
  readonly engine: string;
}): Json {
  const { seq, at, type, cause, changes, engine } = event;
  return { seq, at: time(at), type, cause: cause as Json, changes: changes as Json, engine };
}
