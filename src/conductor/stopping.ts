import { type ItemRow, itemKey, type TaskRow } from '../projection/rows.ts';
import { clearTimers, stopWaiting } from './timers.ts';
import type { Turn } from './turn.ts';

/** Every call of the attempt that is out, or waits for outside, is to be stopped, and so is what it has started. */
export function stopCalls(turn: Turn, instance: string, row: TaskRow): void {
  if (row.items !== null && row.items.open > 0) {
    cancelOpen(turn, instance, row);
  } else {
    turn.effect({ type: 'call.aborted', instance, item: null, attempt: row.attempt });
    stopChild(turn, row.task, row.child);
  }
}

/** Cancels the items whose call is out. Of the attempt nothing is left; what it waited for is closed by the caller. */
function cancelOpen(turn: Turn, instance: string, row: TaskRow): void {
  for (const [key, { status }] of [...turn.state.scan('item', `${instance}|`)]) {
    if (status === 'pending' || status === 'running') {
      cancelItem(turn, instance, row, Number(key.slice(instance.length + 1)));
    }
  }
}

/** Cancels the items that wait for outside; those whose call is out go on. */
export function cancelPending(turn: Turn, instance: string, row: TaskRow): void {
  for (const [key, { status }] of [...turn.state.scan('item', `${instance}|`)]) {
    if (status === 'pending') {
      cancelWaiting(turn, instance, row, Number(key.slice(instance.length + 1)));
    }
  }
}

/** Cancels one item that waits for outside: no signal and no answer reaches it any more. */
export function cancelWaiting(turn: Turn, instance: string, row: TaskRow, item: number): void {
  cancelItem(turn, instance, row, item);
  stopWaiting(turn, instance, item, 'canceled');
}

/** Ends one item as canceled; what is left of the attempt is looked at by the caller. */
function cancelItem(turn: Turn, instance: string, row: TaskRow, item: number): void {
  const { attempt, child } = turn.state.get('item', itemKey(instance, item)) as ItemRow;
  turn.change({ type: 'item.ended', instance, item, status: 'canceled', result: null, error: null });
  clearTimers(turn, instance, item);
  turn.effect({ type: 'call.aborted', instance, item, attempt });
  stopChild(turn, row.task, child);
}

/** A child ends with its parent, unless its task says `on_parent_end: abandon`. */
export function stopChild(turn: Turn, task: string, child: string | null): void {
  const { graph } = turn.program;
  if (child !== null && graph.tasks[graph.indexOf.get(task) ?? -1]?.onParentEnd !== 'abandon') {
    turn.effect({ type: 'child', child, command: 'cancel' });
  }
}
