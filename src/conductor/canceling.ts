import { isFinal } from '../machine/lifecycle.ts';
import { TASK } from '../machine/task-lifecycle.ts';
import { advanceToken } from './completion.ts';
import { cancelPending, stopCalls } from './stopping.ts';
import { taskRow } from './task-end.ts';
import { clearTimers, stopWaiting } from './timers.ts';
import type { Turn } from './turn.ts';

/** Cancels the live instances that the turn has come to want canceled. */
export function cancelLive(turn: Turn): void {
  const all = turn.cancelation === 'all';
  turn.cancelation = null;
  for (const [, { instance, value }] of [...turn.state.scan('token', '')]) {
    const row = instance === null ? undefined : turn.state.get('task', instance);
    if (instance === null || row?.task !== value || isFinal(TASK, row.status)) {
      continue;
    }
    // A call that is out may still bring its result; everything else would only be waited for.
    if (all || row.status !== 'running') {
      cancelInstance(turn, instance);
    } else if (row.items !== null && row.items.pending > 0) {
      cancelPending(turn, instance, row);
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
