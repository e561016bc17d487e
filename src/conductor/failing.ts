import { EXECUTION } from '../machine/execution-lifecycle.ts';
import { advance } from '../machine/lifecycle.ts';
import type { ExecutionError } from '../problem/task-error.ts';
import type { Turn } from './turn.ts';

/** Nothing new may start unless the execution is running. */
export function mayStart(turn: Turn): boolean {
  return turn.execution.status === 'running';
}

/**
 * An unhandled failure. The execution is failing from now on: what waits for outside is canceled at once,
 * running calls may finish, or are stopped too when the workflow says `on_failure: terminate`.
 */
export function fail(turn: Turn, error: ExecutionError): void {
  turn.change({ type: 'error.recorded', error });
  const from = turn.execution.status;
  const to = advance(EXECUTION, from, 'fail');
  if (to !== undefined) {
    turn.change({ type: 'execution.moved', from, to });
    turn.cancelation = turn.execution.onFailure === 'terminate' ? 'all' : 'waiting';
  }
}
