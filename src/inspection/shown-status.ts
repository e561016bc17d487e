import type { Program } from '../conductor/program.ts';
import type { ExecutionStatus } from '../machine/execution-lifecycle.ts';
import { isFinal } from '../machine/lifecycle.ts';
import { TASK } from '../machine/task-lifecycle.ts';
import type { ExecutionRow } from '../projection/rows.ts';
import type { StateReader } from '../projection/state.ts';

/**
 * The status as an execution shows it: in the Orquesta dialect one with nothing but pending tasks left is paused.
 * For the engine it runs, in both dialects: what waits for outside holds nobody up.
 */
export function shownStatus({ definition }: Program, state: StateReader, row: ExecutionRow): ExecutionStatus {
  const { status, active, running } = row;
  if (definition.dialect !== 'orquesta' || status !== 'running' || active === 0 || running > 0) {
    return status;
  }
  for (const [, { instance, value }] of state.scan('token', '')) {
    const task = state.get('task', instance ?? '');
    if (task?.task === value && !isFinal(TASK, task.status) && task.status !== 'pending') {
      return status;
    }
  }
  return 'paused';
}
