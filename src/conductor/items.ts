import type { TaskDefinition, WithDefinition } from '../definition/definition.ts';
import { EvaluationFailure } from '../problem/evaluation-failure.ts';
import { isObject, type Json } from '../value/json.ts';
import { LIMITS } from '../value/limits.ts';
import { callOf, takesCallback } from './call.ts';
import { evaluate, type Place } from './evaluation.ts';
import { mayStart } from './failing.ts';
import { itemKey, type TaskRow } from './rows.ts';
import type { StateReader } from './state.ts';
import { definitionOf, taskRow } from './task-end.ts';
import { tokenRow } from './tokens.ts';
import type { Turn } from './turn.ts';

/** Evaluates the list and begins an attempt with it. An empty list completes the task in an event of its own. */
export function openItems(turn: Turn, instance: string, row: TaskRow, task: TaskDefinition, place: Place): void {
  const { with: spec, path } = task;
  if (spec === null) {
    return;
  }
  const list = row.items === null ? listOf(turn, spec, `${path}/with/items`, place) : turn.read(row.items.list);
  const items = batched(list as readonly Json[], spec.batchSize);
  const { attempt } = row;
  const concurrency = concurrencyOf(turn, spec, path, place) ?? Math.max(1, items.length);
  turn.change({ type: 'items.opened', instance, attempt, list: turn.store(items), count: items.length, concurrency });
  if (items.length === 0) {
    turn.effect({ type: 'skip', reason: 'no_items', instance, item: null, attempt });
  }
}

function listOf(turn: Turn, spec: WithDefinition, path: string, place: Place): Json {
  const list = evaluate(turn, spec.items, path, place);
  const reject = (message: string) =>
    new EvaluationFailure({ code: 'items_invalid', message, kind: 'expression', path });
  if (!Array.isArray(list)) {
    throw reject(`the items are ${isObject(list) ? 'an object' : JSON.stringify(list)}, not a list`);
  }
  if (list.length > LIMITS.items) {
    throw reject(`${list.length} items are more than the ${LIMITS.items} one task may have`);
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
    const message = `the concurrency is ${JSON.stringify(given)}, not a whole number`;
    throw new EvaluationFailure({ code: 'items_invalid', message, kind: 'expression', path: at });
  }
  return Math.min(LIMITS.itemConcurrency, Math.max(1, given));
}

/** Starts items until as many are out as may be. In a further attempt those that succeeded are passed over. */
export function fillItems(turn: Turn, instance: string): void {
  const task = definitionOf(turn, taskRow(turn, instance));
  const place = itemPlaces(turn, instance, task);
  for (let row = taskRow(turn, instance); mayFill(turn, row, task); row = taskRow(turn, instance)) {
    const index = row.items?.next ?? 0;
    if (keepsItem(turn.state, instance, index, row.attempt, turn.program.definition.dialect === 'native')) {
      turn.change({ type: 'item.kept', instance, item: index });
      continue;
    }
    const { attempt } = row;
    const call = callOf(turn, task, place(row, index));
    turn.change({ type: 'item.started', instance, item: index, attempt, input: call.input });
    turn.effect({ type: 'call', instance, item: index, attempt, ...call });
  }
}

/** After a failure the queue goes on only while other items still run, unless the file says `continue`. */
function mayFill(turn: Turn, { items, status }: TaskRow, task: TaskDefinition): boolean {
  if (items === null || items.next >= items.count || items.open >= items.concurrency || !mayStart(turn)) {
    return false;
  }
  return items.failed === 0 || items.open > 0 || task.with?.onItemFailure === 'continue' || status === 'retrying';
}

/** Where the input of an item is evaluated: `item`, `index`, and the names of `x in …`. */
export function itemPlaces(
  turn: Turn,
  instance: string,
  { with: spec }: TaskDefinition,
): (row: TaskRow, index: number) => Place {
  const orquesta = turn.program.definition.dialect === 'orquesta';
  return (row, index) => {
    const list = row.items === null ? [] : (turn.read(row.items.list) as readonly Json[]);
    const value = list[index] ?? null;
    const named = namesOf(spec?.names ?? [], value, orquesta);
    const item = orquesta && named !== null ? named : value;
    const callback = takesCallback(turn, row.action)
      ? { callback_url: { $sealed: [{ callback: { instance, item: index, attempt: row.attempt } }] } }
      : {};
    const { scope } = tokenRow(turn, row.token);
    const local = orquesta ? {} : (named ?? {});
    return { scope, task: row, instance, bound: { ...callback, item, index }, local };
  };
}

/** Several names take a list apart. Orquesta takes one apart even for a single name. */
function namesOf(names: readonly string[], value: Json, orquesta: boolean): Record<string, Json> | null {
  const [only] = names;
  if (only === undefined) {
    return null;
  }
  if (Array.isArray(value) && (names.length > 1 || orquesta)) {
    return Object.fromEntries(names.map((name, i) => [name, (value[i] as Json | undefined) ?? null]));
  }
  if (names.length > 1) {
    const message = `an item is ${JSON.stringify(value)}, not a list of ${names.length}`;
    throw new EvaluationFailure({ code: 'items_invalid', message, kind: 'expression' });
  }
  return { [only]: value };
}

/** Whether an item's result is kept in an attempt: in a further one of the native dialect, and in any rerun. */
function keepsItem(state: StateReader, instance: string, item: number, attempt: number, native: boolean): boolean {
  const earlier = state.get('item', itemKey(instance, item));
  return earlier?.status === 'succeeded' && (native || attempt === 1);
}
