import { applyInbox } from '../inbox/apply-inbox.ts';
import type { Change } from './change.ts';
import type { ExecutionRow, ItemsState, TableName, Tables, TaskRow, TokenRow } from './rows.ts';
import { itemKey, joinKey, laneKey, padded } from './rows.ts';
import type { StateWriter } from './state.ts';

/**
 * Writes one change into a state. A dumb reducer: no expressions, no machine, no definition. Rows, live views,
 * time travel, console and export all come from it.
 */
export function apply(state: StateWriter, change: Change, at: number): void {
  switch (change.type) {
    case 'execution.created':
      return state.put('execution', '', change.row);
    case 'execution.moved':
      return execution(state, { status: change.to });
    case 'execution.queued':
      return execution(state, { concurrency: change.concurrency });
    case 'execution.ended':
      return execution(state, { status: change.to, output: change.output, endedAt: at });
    case 'error.recorded':
      return recordError(state, change);
    case 'scope.extended': {
      const { type: _, scope, ...row } = change;
      state.put('scope', scope, row);
      return execution(state, { scopes: Number(scope) + 1 });
    }
    case 'timer.set': {
      const { type: _, timer, ...row } = change;
      return state.put('timer', timer, row);
    }
    case 'timer.cleared':
      return state.delete('timer', change.timer);
    case 'row.taken':
      return state.put(change.table, change.key, change.row);
    case 'child.started':
      return putChild(state, change);
    case 'cause.ignored':
      return;
    case 'token.created':
    case 'token.copied':
    case 'token.moved':
    case 'token.ended':
    case 'token.released':
      return applyToToken(state, change);
    case 'task.scheduled':
    case 'task.dispatched':
    case 'task.pending':
    case 'task.resumed':
    case 'task.delayed':
    case 'task.retrying':
    case 'task.ended':
      return applyToTask(state, change, at);
    case 'items.opened':
    case 'item.kept':
    case 'item.started':
    case 'item.pending':
    case 'item.resumed':
    case 'item.ended':
      return applyToItem(state, change);
    case 'group.opened':
    case 'group.closed':
    case 'join.arrived':
    case 'join.joined':
    case 'join.fired':
    case 'join.absorbed':
    case 'join.dropped':
      return applyToJoin(state, change, at);
    default:
      return applyInbox(state, change, at);
  }
}

/** Marks an event as taken in: its number and time. */
export function applyEvent(state: StateWriter, seq: number, at: number): void {
  execution(state, { seq, at });
}

/** Changes some columns of a row, if there is one. */
function patch<T extends TableName>(state: StateWriter, table: T, key: string, columns: Partial<Tables[T]>): void {
  const row = state.get(table, key);
  if (row !== undefined) {
    state.put(table, key, { ...row, ...columns });
  }
}

const executionRow = (state: StateWriter) => state.get('execution', '');
const execution = (state: StateWriter, columns: Partial<ExecutionRow>) => patch(state, 'execution', '', columns);

function recordError(state: StateWriter, { error }: Extract<Change, { type: 'error.recorded' }>): void {
  const row = executionRow(state);
  if (row !== undefined) {
    state.put('error', padded(row.errors), error);
    state.put('execution', '', { ...row, errors: row.errors + 1, error: row.error ?? error });
  }
}

type Of<Prefix extends string> = Extract<Change, { type: `${Prefix}.${string}` }>;

function applyToToken(state: StateWriter, change: Of<'token'>): void {
  switch (change.type) {
    case 'token.created': {
      const { value, scope } = change;
      const row = { value, scope, markers: [], instance: null, order: -1, held: false, trigger: null };
      return addToken(state, change.token, row);
    }
    case 'token.copied': {
      const from = state.get('token', change.from);
      return from && addToken(state, change.token, from);
    }
    case 'token.moved': {
      const row = state.get('token', change.token);
      if (row !== undefined) {
        const { to: value, scope, held, trigger } = change;
        state.put('token', change.token, { ...row, value, scope, held, trigger });
        countLive(state, row, change.from, -1);
        countLive(state, row, change.to, 1);
      }
      return;
    }
    case 'token.released':
      return patch(state, 'token', change.token, { held: false });
    case 'token.ended': {
      const row = state.get('token', change.token);
      if (row !== undefined) {
        state.delete('token', change.token);
        countLive(state, row, change.from, -1);
        countCarriers(state, row.markers, -1);
        const ended = state.get('ended', change.scope);
        if (change.final && (ended?.order ?? -1) < row.order) {
          state.put('ended', change.scope, { order: row.order });
        }
      }
    }
  }
}

function addToken(state: StateWriter, token: string, row: TokenRow): void {
  state.put('token', token, row);
  countLive(state, row, row.value, 1);
  countCarriers(state, row.markers, 1);
  execution(state, { tokens: Number(token) + 1 });
}

function countCarriers(state: StateWriter, markers: readonly string[], by: number): void {
  for (const marker of markers) {
    const group = state.get('group', marker);
    if (group !== undefined) {
      state.put('group', marker, { ...group, tokens: group.tokens + by });
    }
  }
}

/** Live tokens per (group, task), in groups that an `active` join asks about. Forks are passed, never stood at. */
function countLive(state: StateWriter, token: TokenRow, value: string, by: number): void {
  const mark = value.indexOf(':');
  const task = mark === -1 ? value : value.slice(0, mark);
  for (const group of token.markers) {
    if (state.get('group', group)?.counted) {
      count(state, `${group}|${task}`, by);
    }
  }
  if (executionRow(state)?.counted) {
    count(state, `|${task}`, by);
  }
}

function count(state: StateWriter, key: string, by: number): void {
  const n = (state.get('live', key)?.n ?? 0) + by;
  if (n === 0) {
    state.delete('live', key);
  } else {
    state.put('live', key, { n });
  }
}

function applyToTask(state: StateWriter, change: Of<'task'>, at: number): void {
  if (change.type === 'task.scheduled') {
    return scheduleTask(state, change, at);
  }
  const row = state.get('task', change.instance);
  if (row === undefined) {
    return;
  }
  const next = changedTask(row, change, at);
  state.put('task', change.instance, next);
  countRunning(state, row, next, change.type === 'task.ended' ? -1 : 0);
}

/** Instances with a call that is out, and those that are not final. */
function countRunning(state: StateWriter, before: TaskRow, after: TaskRow, ended = 0): void {
  const started = Number(after.status === 'running') - Number(before.status === 'running');
  const main = executionRow(state);
  if (main !== undefined && (started !== 0 || ended !== 0)) {
    execution(state, { running: main.running + started, active: main.active + ended });
  }
}

function changedTask(row: TaskRow, change: Exclude<Of<'task'>, { type: 'task.scheduled' }>, at: number): TaskRow {
  switch (change.type) {
    case 'task.dispatched':
      return { ...row, status: 'running', attempt: change.attempt, input: change.input, child: null };
    case 'task.pending':
      return { ...row, status: 'pending' };
    case 'task.resumed':
      return { ...row, status: 'running' };
    case 'task.delayed':
      return { ...row, status: 'delayed' };
    case 'task.retrying':
      return { ...row, status: 'retrying', attempt: change.attempt };
    case 'task.ended': {
      const { status, result, error } = change;
      return { ...row, status, result, error, endedAt: at };
    }
  }
}

function putChild(state: StateWriter, change: Extract<Change, { type: 'child.started' }>): void {
  const { instance, item, child } = change;
  return item === null
    ? patch(state, 'task', instance, { child })
    : patch(state, 'item', itemKey(instance, item), { child });
}

function applyToItem(state: StateWriter, change: Of<'item'> | Of<'items'>): void {
  const row = state.get('task', change.instance);
  if (row === undefined) {
    return;
  }
  if (change.type === 'items.opened') {
    const { list, count: size, concurrency, attempt } = change;
    const items = { list, count: size, concurrency, next: 0, open: 0, pending: 0, failed: 0 };
    return putItems(state, change.instance, { ...row, attempt }, items);
  }
  if (row.items === null) {
    return;
  }
  const { items } = row;
  const key = itemKey(change.instance, change.item);
  const item = state.get('item', key);
  if (change.type === 'item.kept') {
    return putItems(state, change.instance, row, { ...items, next: items.next + 1 });
  }
  if (change.type === 'item.started') {
    const { attempt, input } = change;
    state.put('item', key, { status: 'running', attempt, child: null, input, result: null, error: null });
    return putItems(state, change.instance, row, { ...items, next: items.next + 1, open: items.open + 1 });
  }
  if (item === undefined) {
    return;
  }
  const wasPending = Number(item.status === 'pending');
  if (change.type === 'item.pending' || change.type === 'item.resumed') {
    const status = change.type === 'item.pending' ? 'pending' : 'running';
    state.put('item', key, { ...item, status });
    const pending = items.pending + Number(status === 'pending') - wasPending;
    return putItems(state, change.instance, row, { ...items, pending });
  }
  const { status, result, error } = change;
  state.put('item', key, { ...item, status, result, error });
  const [open, pending] = [items.open - 1, items.pending - wasPending];
  putItems(state, change.instance, row, {
    ...items,
    open,
    pending,
    failed: items.failed + Number(status !== 'succeeded'),
  });
}

/** A task whose open items all wait for outside does so itself; with none open its queue is yet to be dispatched. */
function putItems(state: StateWriter, instance: string, row: TaskRow, items: ItemsState): void {
  const status = items.open === 0 ? 'scheduled' : items.pending === items.open ? 'pending' : 'running';
  const next: TaskRow = { ...row, status, items };
  state.put('task', instance, next);
  countRunning(state, row, next);
}

function scheduleTask(state: StateWriter, change: Extract<Change, { type: 'task.scheduled' }>, at: number): void {
  const { task, iteration, token, action, triggeredBy, instance, markers } = change;
  const main = executionRow(state);
  const carrier = state.get('token', token);
  if (main === undefined || carrier === undefined) {
    return;
  }
  const order = main.order;
  state.put('task', instance, {
    ...{ task, iteration, token, order, action, triggeredBy, status: 'scheduled', attempt: 1, items: null },
    ...{ child: null, input: null, result: null, error: null, scheduledAt: at, endedAt: null },
  });
  state.put('iteration', task, { n: iteration });
  execution(state, { order: order + 1, instances: main.instances + 1, active: main.active + 1 });
  changeMarkers(state, token, { ...carrier, instance, order }, markers);
}

/** The token carries other markers from now on: groups gain and lose a carrier, and a live token where it stands. */
function changeMarkers(state: StateWriter, token: string, row: TokenRow, markers: readonly string[]): void {
  const lost = row.markers.filter((marker) => !markers.includes(marker));
  const gained = markers.filter((marker) => !row.markers.includes(marker));
  state.put('token', token, { ...row, markers });
  countCarriers(state, lost, -1);
  countCarriers(state, gained, 1);
  for (const [groups, by] of [
    [lost, -1],
    [gained, 1],
  ] as const) {
    for (const group of groups) {
      if (state.get('group', group)?.counted) {
        count(state, `${group}|${row.value}`, by);
      }
    }
  }
}

function applyToJoin(state: StateWriter, change: Of<'group'> | Of<'join'>, at: number): void {
  switch (change.type) {
    case 'group.opened': {
      const { type: _, group, ...row } = change;
      return state.put('group', group, row);
    }
    case 'group.closed':
      deleteAll(state, 'live', `${change.group}|`);
      return state.delete('group', change.group);
    case 'join.arrived':
      return arrive(state, change, at);
    case 'join.joined': {
      const row = state.get('arrival', change.arrival);
      if (row !== undefined) {
        const transitions = [...row.transitions, change.transition];
        state.put('arrival', change.arrival, { ...row, scopes: [...row.scopes, change.scope], transitions });
      }
      return;
    }
    case 'join.fired': {
      const key = joinKey(change.join, change.group, change.activation);
      return patch(state, 'join', key, { fired: change.instance, firedAt: at });
    }
    case 'join.absorbed':
      return state.put('lane', laneKey(change.join, change.group, change.task), { n: change.activation });
    case 'join.dropped':
      for (const table of ['join', 'arrival', 'lane'] as const) {
        deleteAll(state, table, `${change.join}|${change.group}|`);
      }
  }
}

function deleteAll(state: StateWriter, table: TableName, prefix: string): void {
  for (const [key] of [...state.scan(table, prefix)]) {
    state.delete(table, key);
  }
}

function arrive(state: StateWriter, change: Extract<Change, { type: 'join.arrived' }>, at: number): void {
  const { join, group, activation, mode, needed, inherited, number, task, instance, token } = change;
  const key = joinKey(join, group, activation);
  const main = executionRow(state);
  const row = state.get('join', key) ?? {
    ...{ mode, needed, arrived: inherited, firstAt: at, firstOrder: main?.order ?? 0 },
    ...{ fired: null, firedAt: null },
  };
  state.put('join', key, { ...row, arrived: row.arrived + 1 });
  state.put('lane', laneKey(join, group, task), { n: activation });
  state.put('arrival', `${key}|${padded(number)}`, {
    ...{ task, instance, token, scopes: [change.scope], transitions: [change.transition], at },
  });
  // Arrivals share the counter of starts, so that the oldest of several joins can be told.
  execution(state, { order: (main?.order ?? 0) + 1 });
}
