import type { ExecutionRow, TaskRow, ValueRef } from '../projection/rows.ts';
import { deref, type StateReader } from '../projection/state.ts';
import { isObject, type Json, type JsonObject, own } from '../value/json.ts';
import { timeText } from './time-text.ts';

const contentOf = (state: StateReader, ref: ValueRef | null): Json => (ref === null ? null : deref(state, ref));

/** The execution as `GET /executions/{id}` shows it. */
export function describe(state: StateReader, row: ExecutionRow, version: number, imported = false): Json {
  const base = `/api/v1/executions/${row.id}`;
  return {
    ...{ id: row.id, status: row.status, workflow: row.workflow, version, definition: row.definition },
    ...{ input: contentOf(state, row.input), output: contentOf(state, row.output) },
    error: row.error === null ? null : { ...row.error },
    errors: [...state.scan('error', '')].map(([, error]) => ({ ...error })),
    ...(imported ? { imported } : {}),
    ...waitingForPlace(row),
    ...{ tags: row.tags, started_at: timeText(row.startedAt), ended_at: timeText(row.endedAt), seq: row.seq },
    counts: { tasks: row.instances, active: row.active, events: row.seq, errors: row.errors },
    links: {
      ...{ self: base, state: `${base}/state`, tasks: `${base}/tasks` },
      ...{ history: `${base}/history`, machine: `${base}/machine`, stream: `${base}/stream` },
    },
  };
}

/** In plain words what an execution waits for that has not been admitted yet. */
export function waitingForPlace({ status, concurrency, workflow }: ExecutionRow): JsonObject {
  if (status !== 'requested' || concurrency === undefined) {
    return {};
  }
  const { key, limit } = concurrency;
  return { waiting_for: `a place: at most ${limit} of ${workflow} with the key "${key}" run at once` };
}

/** One task instance. */
export function describeTask(state: StateReader, instance: string, row: TaskRow): Json {
  return {
    ...{ instance, task: row.task, iteration: row.iteration, attempt: row.attempt, status: row.status },
    ...{ action: row.action, token: row.token },
    triggered_by: row.triggeredBy.map((trigger) => ({ ...trigger })),
    ...{ input: contentOf(state, row.input), result: contentOf(state, row.result) },
    error: row.error === null ? null : { ...row.error },
    ...{ scheduled_at: timeText(row.scheduledAt), ended_at: timeText(row.endedAt) },
    log: logOf(state, row),
  };
}

/** What `core.log` has written: its input is the line. */
function logOf(state: StateReader, { action, input, endedAt, status }: TaskRow): Json[] {
  const line = action === 'core.log' && status === 'succeeded' ? contentOf(state, input) : null;
  return isObject(line)
    ? [{ at: timeText(endedAt), level: own(line, 'level') ?? 'info', message: own(line, 'message') ?? null }]
    : [];
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
  return { seq, at: timeText(at), type, cause: cause as Json, changes: changes as Json, engine };
}
