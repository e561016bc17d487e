import type { OnFailure } from '../definition/definition.ts';
import { endRequest } from './admission.ts';
import { continueItems } from './item-ending.ts';
import { openAll } from './joins.ts';
import { isEnding, mayStart, moveExecution } from './moving.ts';
import { release } from './tasks.ts';
import type { Turn } from './turn.ts';

/** Moves the status, or says that the command changes nothing. */
function move(turn: Turn, event: 'pause' | 'resume' | 'cancel'): boolean {
  const from = turn.execution.status;
  if (!moveExecution(turn, event)) {
    turn.change({ type: 'cause.ignored', reason: `${event} changes nothing: the execution is ${from}` });
    return false;
  }
  turn.effect({ type: 'status', status: turn.execution.status });
  return true;
}

/** What runs may finish and is kept; nothing starts, and the clocks of what waits stand still. */
export function pause(turn: Turn): void {
  move(turn, 'pause');
}

/** What was held starts, in the order in which it came; items, joins and clocks go on. */
export function resume(turn: Turn): void {
  if (!move(turn, 'resume')) {
    return;
  }
  const tokens = [...turn.state.scan('token', '')].sort(([, a], [, b]) => a.order - b.order);
  for (const [token, row] of tokens) {
    const task = turn.state.get('task', row.instance ?? '');
    if (!mayStart(turn)) {
      return;
    }
    if (row.held) {
      release(turn, token);
    } else if (row.instance !== null && task?.task === row.value && task.status !== 'retrying') {
      continueItems(turn, row.instance);
    }
  }
  openAll(turn);
}

/** `finish` lets running calls end, `terminate` stops them. What waits for outside is canceled either way. */
export function cancel(turn: Turn, mode: OnFailure): void {
  if (turn.execution.status === 'requested') {
    return endRequest(turn, 'cancel', null);
  }
  const terminate = mode === 'terminate';
  if (terminate && isEnding(turn)) {
    turn.cancelation = 'all';
  } else if (move(turn, 'cancel')) {
    turn.cancelation = terminate ? 'all' : 'waiting';
  }
}
