import { EXECUTION, type ExecutionEvent } from '../machine/execution-lifecycle.ts';
import { advance } from '../machine/lifecycle.ts';
import type { ExecutionError } from '../problem/task-error.ts';
import { startTimers, stopTimers } from './timers.ts';
import type { Turn } from './turn.ts';

/** Nothing new may start unless the execution is running. */
export const mayStart = ({ execution }: Turn): boolean => execution.status === 'running';

export const isPaused = ({ execution }: Turn): boolean =>
  execution.status === 'pausing' || execution.status === 'paused';

export const isEnding = ({ execution }: Turn): boolean =>
  execution.status === 'failing' || execution.status === 'canceling';

/**
 * Moves the status of the execution, if the event changes it. With a pause clocks and children come to a stand;
 * whatever ends it, a failure or a cancel too, lets them go on.
 */
export function moveExecution(turn: Turn, event: ExecutionEvent): boolean {
  const from = turn.execution.status;
  const to = advance(EXECUTION, from, event);
  if (to === undefined) {
    return false;
  }
  const stood = isPaused(turn);
  turn.change({ type: 'execution.moved', from, to });
  if (isPaused(turn) && !stood) {
    stopTimers(turn);
    tellChildren(turn, 'pause');
  } else if (stood && !isPaused(turn)) {
    startTimers(turn);
    tellChildren(turn, 'resume');
  }
  return true;
}

/** What this execution has started pauses and goes on with it. */
function tellChildren(turn: Turn, command: 'pause' | 'resume'): void {
  for (const [, { instance }] of turn.state.scan('token', '')) {
    const row = turn.state.get('task', instance ?? '');
    const items = row?.items == null ? [] : [...turn.state.scan('item', `${instance}|`)].map(([, item]) => item);
    for (const { child, status } of row === undefined ? [] : [row, ...items]) {
      if (child !== null && (status === 'running' || status === 'pending')) {
        turn.effect({ type: 'child', child, command });
      }
    }
  }
}

/**
 * An unhandled failure. The execution is failing from now on: what waits for outside is canceled at once,
 * running calls may finish, or are stopped too when the workflow says `on_failure: terminate`.
 */
export function fail(turn: Turn, error: ExecutionError): void {
  turn.change({ type: 'error.recorded', error });
  if (moveExecution(turn, 'fail')) {
    turn.cancelation = turn.execution.onFailure === 'terminate' ? 'all' : 'waiting';
  }
}
