import { isFinal } from '../machine/lifecycle.ts';
import { TASK } from '../machine/task-lifecycle.ts';
import type { TaskError } from '../problem/task-error.ts';
import { type ItemRow, type TaskRow, taskOf } from '../projection/rows.ts';
import type { Address } from './cause.ts';
import { type Conclusion, conclude } from './concluding.ts';
import { orFail } from './dispatching.ts';
import { fillItems, queueGoesOn } from './items.ts';
import { isPaused } from './moving.ts';
import { definitionOf, taskRow } from './task-end.ts';
import { clearTimers, stopWaiting } from './timers.ts';
import type { Turn } from './turn.ts';

/** One item has ended: the next one starts, or the attempt is over. */
export function endItem(turn: Turn, { instance, attempt }: Address, item: number, conclusion: Conclusion): void {
  const status = conclusion.status === 'skipped' ? 'succeeded' : conclusion.status;
  const { result, error } = conclusion;
  turn.change({ type: 'item.ended', instance, item, status, result, error });
  turn.effect({ type: 'call.settled', instance, item, attempt });
  clearTimers(turn, instance, item);
  stopWaiting(turn, instance, item, status);
  continueItems(turn, instance);
}

/** Starts what may start of the items; concludes the attempt when nothing is out and nothing will go out. */
export function continueItems(turn: Turn, instance: string): void {
  if (hasEnded(taskRow(turn, instance))) {
    return;
  }
  orFail(turn, instance, () => fillItems(turn, instance));
  const row = taskRow(turn, instance);
  const { items } = row;
  if (items === null || hasEnded(row) || items.open > 0 || items.count === 0) {
    return;
  }
  if (!(isPaused(turn) && queueGoesOn(items, definitionOf(turn, row)))) {
    concludeItems(turn, instance);
  }
}

const hasEnded = ({ items, status }: TaskRow) => items === null || isFinal(TASK, status);

/** No item is out and none will start: the attempt ends with what all items together came to. */
export function concludeItems(turn: Turn, instance: string): void {
  const row = taskRow(turn, instance);
  const { items, attempt } = row;
  turn.effect({ type: 'call.settled', instance, item: null, attempt });
  if (items === null || items.count === 0) {
    conclude(turn, instance, { status: 'succeeded', result: { inline: [] }, error: null });
  } else {
    conclude(turn, instance, aggregate(turn, instance, queueGoesOn(items, definitionOf(turn, row))));
  }
}

/** The outcome of all items: canceled before failed before succeeded. The result is the list of theirs. */
function aggregate(turn: Turn, instance: string, unfinished: boolean): Conclusion {
  let failed: ItemRow | undefined;
  let canceled = unfinished;
  let failures = 0;
  for (const [, item] of turn.state.scan('item', `${instance}|`)) {
    if (item.status === 'failed' || item.status === 'timed_out') {
      failed ??= item;
      failures++;
    }
    canceled ||= item.status === 'canceled';
  }
  const result = { items: instance };
  if (canceled) {
    return { status: 'canceled', result, error: null };
  }
  return failed === undefined
    ? { status: 'succeeded', result, error: null }
    : { status: 'failed', result, error: itemsFailed(instance, failures, failed.error) };
}

function itemsFailed(instance: string, failures: number, first: TaskError | null): TaskError {
  const message = `${failures} of the items of "${taskOf(instance)}" failed, the first with: ${first?.message ?? 'no reason given'}`;
  return { ...(first ?? { kind: 'action' }), code: first?.code ?? 'items_failed', message };
}
