import type { ExecutionError } from '../problem/task-error.ts';
import { moveExecution } from './moving.ts';
import type { Turn } from './turn.ts';

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
