import type { TaskDefinition } from '../definition/definition.ts';
import { EXECUTION } from '../machine/execution-lifecycle.ts';
import { advance } from '../machine/lifecycle.ts';
import { advanceToken, asksToRetry } from './completion.ts';
import { orFail, placeOf } from './dispatching.ts';
import type { Outcome } from './evaluation.ts';
import { retry, wantsRetry } from './retrying.ts';
import type { ValueRef } from './rows.ts';
import { definitionOf, taskRow } from './task-end.ts';
import { clearTimers, stopWaiting } from './timers.ts';
import type { Turn } from './turn.ts';

/** How an attempt ended. `last`: no further attempt may be made. */
export interface Conclusion extends Pick<Outcome, 'status' | 'error'> {
  readonly result: ValueRef | null;
  readonly last?: boolean;
}

/** An attempt of an instance is over: another one is made, or the instance ends and its token moves. */
export function conclude(turn: Turn, instance: string, conclusion: Conclusion): void {
  clearTimers(turn, instance, null, true);
  stopWaiting(turn, instance, null, conclusion.status);
  if (conclusion.status === 'canceled' && turn.program.definition.dialect === 'orquesta') {
    // There a canceled task cancels its workflow: its transitions are evaluated, their targets never start.
    cancelExecution(turn);
  }
  orFail(turn, instance, () => {
    const row = taskRow(turn, instance);
    const task = definitionOf(turn, row);
    const { status, error, result, last = false } = conclusion;
    const outcome = { status, error, result: result === null ? null : turn.read(result) };
    const place = { ...placeOf(turn, instance, row), outcome };
    const used = row.attempt - 1;
    if (!last && wantsRetry(turn, task, place, used)) {
      retry(turn, instance, row, task, place);
      return;
    }
    if (!last && hasRetryCommand(task) && asksToRetry(turn, instance, outcome, used)) {
      retry(turn, instance, row, task, place);
      return;
    }
    turn.change({ type: 'task.ended', instance, status, result, error });
    clearTimers(turn, instance);
    advanceToken(turn, instance, outcome);
  });
}

function cancelExecution(turn: Turn): void {
  const from = turn.execution.status;
  const to = advance(EXECUTION, from, 'cancel');
  if (to !== undefined) {
    turn.change({ type: 'execution.moved', from, to });
    turn.cancelation = 'waiting';
  }
}

function hasRetryCommand(task: TaskDefinition): boolean {
  return task.next.some(({ do: targets }) => targets.includes('retry'));
}
