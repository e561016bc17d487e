import type { TaskDefinition, WithDefinition } from '../definition/definition.ts';
import { type ItemsState, itemKey, type TaskRow } from '../projection/rows.ts';
import type { StateReader } from '../projection/state.ts';
import { isObject, type Json } from '../value/json.ts';
import { LIMITS } from '../value/limits.ts';
import { callOf, takesCallback } from './call.ts';
import { evaluate, type Place, reject, storeAt } from './evaluation.ts';
import { mayStart } from './moving.ts';
import { definitionOf, taskRow } from './task-end.ts';
import { tokenRow } from './tokens.ts';
import type { Turn } from './turn.ts';

/** An attempt with items: its list, and the calls of those that may go out. With none it ends in an event of its own. */
export function startItems(turn: Turn, instance: string, row: TaskRow, task: TaskDefinition, place: Place): void {
  const { with: spec, path } = task;
  if (spec === null) {
    return;
  }
  // A further attempt is made with the list of the first.
  const known = row.items === null ? null : (turn.read(row.items.list) as readonly Json[]);
  const items = known ?? batched(listOf(turn, spec, `${path}/with/items`, place), spec.batchSize);
  const { attempt } = row;
  const concurrency = concurrencyOf(turn, spec, path, place) ?? Math.max(1, items.length);
  const list = storeAt(turn, items, `${path}/with/items`, place);
  turn.change({ type: 'items.opened', instance, attempt, list, count: items.length, concurrency });
  fillItems(turn, instance);
  if (taskRow(turn, instance).items?.open === 0) {
    turn.effect({ type: 'skip', reason: 'no_items', instance, item: null, attempt });
  }
}

function listOf(turn: Turn, spec: WithDefinition, path: string, place: Place): readonly Json[] {
  const list = evaluate(turn, spec.items, path, place);
  if (!Array.isArray(list)) {
    const given = isObject(list) ? 'an object' : JSON.stringify(list);
    throw reject(turn, 'items_invalid', `the items are ${given}, not a list`, path);
  }
  if (list.length > LIMITS.items) {
    const message = `${list.length} items are more than the ${LIMITS.items} one task may have`;
    throw reject(turn, 'items_invalid', message, path);
  }
  return list;
}

/** A batch is one item that is a list. */
function batched(list: readonly Json[], size: number | null): readonly Json[] {
  if (size === null) {
    return list;
  }
  return Array.from({ length: Math.ceil(list.length / size) }, (_, i) => list.slice(i * size, (i + 1) * size));
}

function concurrencyOf(turn: Turn, { concurrency }: WithDefinition, path: string, place: Place): number | null {
  if (concurrency === null) {
    return null;
  }
  const at = `${path}/with/concurrency`;
  const given = typeof concurrency === 'string' ? evaluate(turn, concurrency, at, place) : concurrency;
  if (typeof given !== 'number' || !Number.isInteger(given)) {
    throw reject(turn, 'items_invalid', `the concurrency is ${JSON.stringify(given)}, not a whole number`, at);
  }
  return Math.min(LIMITS.itemConcurrency, Math.max(1, given));
}

/** Starts items until as many are out as may be. In a further attempt those that succeeded are passed over. */
export function fillItems(turn: Turn, instance: string): void {
  const task = definitionOf(turn, taskRow(turn, instance));
  for (let row = taskRow(turn, instance); mayFill(turn, row, task); row = taskRow(turn, instance)) {
    const index = row.items?.next ?? 0;
    if (keepsItem(turn.state, instance, index, row.attempt, turn.program.definition.dialect === 'native')) {
      turn.change({ type: 'item.kept', instance, item: index });
      continue;
    }
    const { attempt } = row;
    const call = callOf(turn, task, placeOfItem(turn, instance, row, task, index));
    turn.change({ type: 'item.started', instance, item: index, attempt, input: call.input });
    turn.effect({ type: 'call', instance, item: index, attempt, ...call });
  }
}

function mayFill(turn: Turn, { items }: TaskRow, task: TaskDefinition): boolean {
  return items !== null && items.open < items.concurrency && mayStart(turn) && queueGoesOn(items, task);
}

/** After a failure the queue goes on only while other items still run, unless the file says `continue`. */
export function queueGoesOn(items: ItemsState, { with: spec }: TaskDefinition): boolean {
  return items.next < items.count && (items.failed === 0 || items.open > 0 || spec?.onItemFailure === 'continue');
}

type ItemNames = Required<Pick<Place, 'bound' | 'local'>>;

/** What an item gives to expressions: `item`, `index`, and the names of `x in …`. */
function namesOfItem(turn: Turn, row: TaskRow, { with: spec, path }: TaskDefinition, index: number): ItemNames {
  const orquesta = turn.program.definition.dialect === 'orquesta';
  const list = row.items === null ? [] : (turn.read(row.items.list) as readonly Json[]);
  const value = list[index] ?? null;
  const names = spec?.names ?? [];
  if (names.length > 1 && !orquesta && !Array.isArray(value)) {
    const message = `an item is ${JSON.stringify(value)}, not a list of ${names.length}`;
    throw reject(turn, 'items_invalid', message, `${path}/with/items`);
  }
  const named = taken(names, value, orquesta);
  return { bound: { item: orquesta && named !== null ? named : value, index }, local: orquesta ? {} : (named ?? {}) };
}

/** In transitions `item` and `index` speak of the item that decided: the first that failed, else the last that ran. */
export function namesOfOutcome(turn: Turn, instance: string, row: TaskRow, task: TaskDefinition): Partial<ItemNames> {
  if (row.items === null) {
    return {};
  }
  const { next, failed } = row.items;
  if (next === 0) {
    return { bound: { item: null, index: null } };
  }
  let index = next - 1;
  for (const [key, { status }] of failed === 0 ? [] : turn.state.scan('item', `${instance}|`)) {
    if (status === 'failed' || status === 'timed_out') {
      index = Number(key.slice(instance.length + 1));
      break;
    }
  }
  return namesOfItem(turn, row, task, index);
}

/** Where the input of an item is evaluated. */
export function placeOfItem(turn: Turn, instance: string, row: TaskRow, task: TaskDefinition, index: number): Place {
  const callback = takesCallback(turn, row.action)
    ? { callback_url: { $sealed: [{ callback: { instance, item: index, attempt: row.attempt } }] } }
    : {};
  const { bound, local } = namesOfItem(turn, row, task, index);
  return { scope: tokenRow(turn, row.token).scope, task: row, instance, bound: { ...callback, ...bound }, local };
}

/** Several names take a list apart. Orquesta takes one apart even for a single name. */
function taken(names: readonly string[], value: Json, orquesta: boolean): Record<string, Json> | null {
  const [only] = names;
  if (only === undefined) {
    return null;
  }
  return Array.isArray(value) && (names.length > 1 || orquesta)
    ? Object.fromEntries(names.map((name, i) => [name, (value[i] as Json | undefined) ?? null]))
    : { [only]: value };
}

/** Whether an item's result is kept in an attempt: in a further one of the native dialect, and in any rerun. */
function keepsItem(state: StateReader, instance: string, item: number, attempt: number, native: boolean): boolean {
  const earlier = state.get('item', itemKey(instance, item));
  return earlier?.status === 'succeeded' && (native || attempt === 1);
}
