import { isFinal } from '../machine/lifecycle.ts';
import { TASK } from '../machine/task-lifecycle.ts';
import { advanceToken } from './completion.ts';
import type { TaskRow } from './rows.ts';
import { taskRow } from './task-end.ts';
import { clearTimers, stopWaiting } from './timers.ts';
import type { Turn } from './turn.ts';

/** Cancels the live instances that the turn has come to want canceled. */
export function cancelLive(turn: Turn): void {
  const all = turn.cancelation === 'all';
  turn.cancelation = null;
  for (const [, { instance, value }] of [...turn.state.scan('token', '')]) {
    const row = instance === null ? undefined : turn.state.get('task', instance);
    // A call that is out may still bring its result; everything else would only be waited for.
    if (instance !== null && row?.task === value && !isFinal(TASK, row.status) && (all || row.status !== 'running')) {
      cancelInstance(turn, instance);
    }
  }
}

/** Ends an instance as canceled. Its transitions are evaluated with `canceled()` true; no match is no failure. */
export function cancelInstance(turn: Turn, instance: string): void {
  const row = taskRow(turn, instance);
  stopCalls(turn, instance, row);
  const result = row.items === null ? null : { items: instance };
  stopWaiting(turn, instance, null, 'canceled');
  turn.change({ type: 'task.ended', instance, status: 'canceled', result, error: null });
  clearTimers(turn, instance);
  advanceToken(turn, instance, { status: 'canceled', result: result && turn.read(result), error: null });
}

/** Every call of the attempt that is out, or waits for outside, is to be stopped, and so is what it has started. */
export function stopCalls(turn: Turn, instance: string, row: TaskRow): void {
  if (row.items === null) {
    turn.effect({ type: 'call.aborted', instance, item: null, attempt: row.attempt });
    stopChild(turn, row.task, row.child);
    return;
  }
  for (const [key, { status, attempt, child }] of [...turn.state.scan('item', `${instance}|`)]) {
    if (status === 'running' || status === 'pending') {
      const item = Number(key.slice(instance.length + 1));
      turn.change({ type: 'item.ended', instance, item, status: 'canceled', result: null, error: null });
      turn.effect({ type: 'call.aborted', instance, item, attempt });
      stopChild(turn, row.task, child);
    }
  }
}

/** A child ends with its parent, unless its task says `on_parent_end: abandon`. */
function stopChild(turn: Turn, task: string, child: string | null): void {
  const { graph } = turn.program;
  if (child !== null && graph.tasks[graph.indexOf.get(task) ?? -1]?.onParentEnd !== 'abandon') {
    turn.effect({ type: 'child', child, command: 'cancel' });
  }
}
