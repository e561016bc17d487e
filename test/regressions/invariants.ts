import type { MemoryState } from '../../src/inspection/memory-state.ts';
import { EXECUTION } from '../../src/machine/execution-lifecycle.ts';
import { isFinal } from '../../src/machine/lifecycle.ts';
import { TASK } from '../../src/machine/task-lifecycle.ts';
import type { Change } from '../../src/projection/change.ts';
import type { ExecutionRow, ItemRow, TaskRow, TokenRow } from '../../src/projection/rows.ts';
import { taskOf } from '../../src/projection/rows.ts';

/** What a broken invariant says; none: all is well. */
export type Complaint = string;

export const executionOf = (state: MemoryState): ExecutionRow => {
  const row = state.get('execution', '');
  if (row === undefined) {
    throw new Error('not started');
  }
  return row;
};

export const liveTasks = (state: MemoryState): readonly (readonly [string, TaskRow])[] =>
  [...state.scan('task', '')].filter(([, { status }]) => !isFinal(TASK, status));

export const itemsOf = (state: MemoryState, instance: string): readonly (readonly [number, ItemRow])[] =>
  [...state.scan('item', `${instance}|`)].map(([key, row]) => [Number(key.slice(instance.length + 1)), row]);

/** Everything that must hold of the rows after any event. */
export function complaints(state: MemoryState): readonly Complaint[] {
  return [
    ...aboutCounts(state),
    ...aboutTokens(state),
    ...aboutJoins(state),
    ...aboutGroups(state),
    ...aboutItems(state),
    ...aboutTimers(state),
    ...aboutEnding(state),
  ];
}

const differs = (what: string, is: unknown, should: unknown): readonly Complaint[] =>
  JSON.stringify(is) === JSON.stringify(should)
    ? []
    : [`${what}: ${JSON.stringify(is)}, but the rows say ${JSON.stringify(should)}`];

function aboutCounts(state: MemoryState): readonly Complaint[] {
  const { active, running, instances, errors, error } = executionOf(state);
  const tasks = [...state.scan('task', '')];
  const recorded = [...state.scan('error', '')];
  return [
    ...differs('active', active, liveTasks(state).length),
    ...differs('running', running, tasks.filter(([, { status }]) => status === 'running').length),
    ...differs('instances', instances, tasks.length),
    ...differs('errors', errors, recorded.length),
    ...differs('the first error', error, recorded[0]?.[1] ?? null),
  ];
}

/** A token is in one place: it runs a live instance, or waits at a join, or is held. */
function aboutTokens(state: MemoryState): readonly Complaint[] {
  const arrived = new Map<string, number>();
  for (const [key, { token }] of state.scan('arrival', '')) {
    if (state.get('join', key.slice(0, key.lastIndexOf('|')))?.fired === null) {
      arrived.set(token, (arrived.get(token) ?? 0) + 1);
    }
  }
  const places = ([token, row]: readonly [string, TokenRow]) => {
    const task = state.get('task', row.instance ?? '');
    const runs = task !== undefined && task.task === row.value && task.token === token && !isFinal(TASK, task.status);
    return Number(runs && !row.held) + Number(row.held) + (row.value.endsWith(':join') ? (arrived.get(token) ?? 0) : 0);
  };
  const tokens = [...state.scan('token', '')];
  const odd = tokens.filter((each) => places(each) !== 1);
  const orphans = liveTasks(state).filter(([id, { token }]) => state.get('token', token)?.instance !== id);
  return [
    ...odd.map((each) => `token ${each[0]} at ${each[1].value} is in ${places(each)} places`),
    ...orphans.map(([id]) => `${id} is live without a token that runs it`),
  ];
}

function aboutJoins(state: MemoryState): readonly Complaint[] {
  return [...state.scan('join', '')].flatMap(([key, { arrived, fired }]) => {
    const [join = '', group = '', number = ''] = key.split('|');
    const rows = [...state.scan('arrival', `${key}|`)];
    const inherits = Number(number) === 1 && group !== '' && taskOf(group) === join;
    const inherited = inherits ? (state.get('group', group)?.inherited.length ?? 0) : 0;
    // In the Orquesta dialect what is left over at a join may end with the execution.
    const waits = fired === null && executionOf(state).endedAt === null;
    const strangers = waits ? rows.filter(([, { token }]) => state.get('token', token) === undefined) : [];
    return [
      ...differs(`arrivals at ${key}`, arrived, rows.length + inherited),
      ...strangers.map(([, { token }]) => `token ${token} waits at ${key} and does not exist`),
    ];
  });
}

function aboutGroups(state: MemoryState): readonly Complaint[] {
  const carriers = new Map<string, number>();
  const live = new Map<string, number>();
  const count = (map: Map<string, number>, key: string) => map.set(key, (map.get(key) ?? 0) + 1);
  for (const [, { markers, value }] of state.scan('token', '')) {
    const task = value.split(':')[0] ?? '';
    for (const marker of markers) {
      count(carriers, marker);
      if (state.get('group', marker)?.counted) {
        count(live, `${marker}|${task}`);
      }
    }
    if (executionOf(state).counted) {
      count(live, `|${task}`);
    }
  }
  const sorted = (entries: Iterable<readonly [string, number]>) => [...entries].sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    ...differs(
      'group.tokens',
      [...state.scan('group', '')].map(([key, { tokens }]) => [key, tokens]),
      sorted(carriers),
    ),
    ...differs(
      'live',
      [...state.scan('live', '')].map(([key, { n }]) => [key, n]),
      sorted(live),
    ),
  ];
}

function aboutItems(state: MemoryState): readonly Complaint[] {
  return [...state.scan('task', '')].flatMap(([id, { items, status, attempt }]) => {
    if (items === null) {
      return [];
    }
    const rows = itemsOf(state, id).map(([, row]) => row);
    const open = rows.filter((row) => row.status === 'running' || row.status === 'pending');
    const pending = open.filter((row) => row.status === 'pending').length;
    const over = isFinal(TASK, status) || status === 'retrying';
    const derived = open.length === 0 ? 'scheduled' : pending === open.length ? 'pending' : 'running';
    return [
      ...differs(`${id} items.open`, items.open, open.length),
      ...differs(`${id} items.pending`, items.pending, pending),
      ...(over ? differs(`${id} is ${status}, open items`, open.length, 0) : differs(`${id} status`, status, derived)),
      ...(open.every((row) => row.attempt === attempt) ? [] : [`an open item of ${id} is of another attempt`]),
      ...(items.next <= items.count && open.length <= items.concurrency ? [] : [`${id} is beyond its items`]),
    ];
  });
}

const WAITS = { delayed: 'delay', retrying: 'retry' } as const;

function aboutTimers(state: MemoryState): readonly Complaint[] {
  const { status } = executionOf(state);
  const still = status === 'pausing' || status === 'paused';
  const waiting = liveTasks(state).flatMap(([id, row]) => {
    const kind = row.status === 'delayed' || row.status === 'retrying' ? WAITS[row.status] : null;
    return kind === null || state.get('timer', `${id}||${kind}`) !== undefined ? [] : [`${id} waits without a timer`];
  });
  const rows = [...state.scan('timer', '')].flatMap(([key, { kind, instance, item, due, remaining, attempt }]) => {
    const stops = still && kind !== 'sleep' && kind !== 'duration';
    const row = state.get('task', instance ?? '');
    const current = row !== undefined && !isFinal(TASK, row.status) && (attempt === row.attempt || kind === 'total');
    const open =
      item === null ||
      itemsOf(state, instance ?? '').some(
        ([n, each]) => (n === item && each.status === 'pending') || (n === item && each.status === 'running'),
      );
    return [
      ...(stops === (due === null) && (due === null) === (remaining !== null) ? [] : [`timer ${key} while ${status}`]),
      ...(instance === null || (current && open) ? [] : [`timer ${key} is for nothing`]),
    ];
  });
  return [...waiting, ...rows];
}

function aboutEnding(state: MemoryState): readonly Complaint[] {
  const { status, endedAt } = executionOf(state);
  const live = liveTasks(state);
  const out: Complaint[] = [];
  if (status === 'failing' || status === 'canceling') {
    const waiting = live.filter(([, row]) => row.status !== 'running' || (row.items?.pending ?? 0) > 0);
    out.push(...waiting.map(([id, row]) => `${id} is ${row.status} in an execution that is ${status}`));
  }
  if (status === 'pausing' && !live.some(([, row]) => row.status === 'running')) {
    out.push('pausing, and nothing runs');
  }
  if (status === 'paused' && live.some(([, row]) => row.status === 'running')) {
    out.push('paused, and something runs');
  }
  if (isFinal(EXECUTION, status) !== (endedAt !== null)) {
    out.push(`${status}, ended at ${endedAt}`);
  }
  if (endedAt !== null) {
    out.push(...live.map(([id]) => `${id} is live after the end`));
    out.push(...[...state.scan('timer', '')].map(([timer]) => `timer ${timer} is left after the end`));
  }
  if (status === 'succeeded') {
    out.push(...[...state.scan('token', '')].filter(([, { held }]) => held).map(([token]) => `token ${token} is held`));
  }
  return out;
}

const STARTS: ReadonlySet<string> = new Set(['task.scheduled', 'task.dispatched', 'task.retrying', 'item.started']);

/** Nothing starts in an execution that is not running, from the change on that makes it so. */
export function startsTooLate(before: string | undefined, changes: readonly Change[]): readonly Complaint[] {
  let status = before ?? 'running';
  return changes.flatMap((change) => {
    if (change.type === 'execution.moved') {
      status = change.to;
    }
    const pauses = status === 'pausing' || status === 'paused';
    const kept = change.type === 'task.retrying' && pauses;
    return STARTS.has(change.type) && status !== 'running' && !kept ? [`${change.type} while ${status}`] : [];
  });
}
