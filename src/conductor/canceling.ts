import { isFinal } from '../machine/lifecycle.ts';
import { TASK } from '../machine/task-lifecycle.ts';
import { advanceToken } from './completion.ts';
import type { TaskRow } from './rows.ts';
import { taskRow } from './task-end.ts';
import { clearTimers } from './timers.ts';
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
  turn.change({ type: 'task.ended', instance, status: 'canceled', result, error: null });
  clearTimers(turn, instance);
  advanceToken(turn, instance, { status: 'canceled', result: result && turn.read(result), error: null });
}

/** Every call of the attempt that is out, or waits for outside, is to be stopped. */
export function stopCalls(turn: Turn, instance: string, { attempt, items }: TaskRow): void {
  if (items === null) {
    turn.effect({ type: 'call.aborted', instance, item: null, attempt });
    return;
  }
  for (const [key, item] of [...turn.state.scan('item', `${instance}|`)]) {
    if (item.status === 'running' || item.status === 'pending') {
      const index = Number(key.slice(instance.length + 1));
      turn.change({
        type: 'item.ended',
        instance,
        item: index,
        status: 'canceled',
        result: null,
        error: null,
      });
      turn.effect({ type: 'call.aborted', instance, item: index, attempt: item.attempt });
    }
  }
}
