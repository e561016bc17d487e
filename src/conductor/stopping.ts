import { type ItemRow, itemKey, type TaskRow } from '../projection/rows.ts';
import { clearTimers } from './timers.ts';
import type { Turn } from './turn.ts';

/** Every call of the attempt that is out, or waits for outside, is to be stopped, and so is what it has started. */
export function stopCalls(turn: Turn, instance: string, row: TaskRow): void {
  if (row.items !== null && row.items.open > 0) {
    cancelItems(turn, instance, row, 'open');
  } else {
    turn.effect({ type: 'call.aborted', instance, item: null, attempt: row.attempt });
    stopChild(turn, row.task, row.child);
  }
}

/** Cancels the items whose call is out or that wait for outside (`open`), or only those that wait. */
export function cancelItems(turn: Turn, instance: string, row: TaskRow, which: 'open' | 'pending'): void {
  for (const [key, { status }] of [...turn.state.scan('item', `${instance}|`)]) {
    if (status === 'pending' || (status === 'running' && which === 'open')) {
      cancelItem(turn, instance, row, Number(key.slice(instance.length + 1)));
    }
  }
}

/** Ends one item as canceled; what is left of the attempt is looked at by the caller. */
export function cancelItem(turn: Turn, instance: string, row: TaskRow, item: number): void {
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
