import type { ValueRef } from '../projection/rows.ts';
import { advanceToken, asksToRetry, placeAfter } from './completion.ts';
import { orFail } from './dispatching.ts';
import type { Outcome } from './evaluation.ts';
import { moveExecution } from './moving.ts';
import { retry, wantsRetry } from './retrying.ts';
import { definitionOf, taskRow } from './task-end.ts';
import { clearTimers, stopWaiting } from './timers.ts';
import { tokenRow } from './tokens.ts';
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
    turn.cancelation = moveExecution(turn, 'cancel') ? 'waiting' : turn.cancelation;
  }
  orFail(turn, instance, () => {
    const row = taskRow(turn, instance);
    const task = definitionOf(turn, row);
    const { status, error, result, last = false } = conclusion;
    const outcome = { status, error, result: result === null ? null : turn.read(result) };
    const place = placeAfter(turn, instance, row, outcome, tokenRow(turn, row.token).scope);
    const used = row.attempt - 1;
    if (!last && (wantsRetry(turn, task, place, used) || asksToRetry(turn, task, place, used))) {
      retry(turn, instance, row, task, place);
      return;
    }
    turn.change({ type: 'task.ended', instance, status, result, error });
    if (task.totalTimeout !== null) {
      clearTimers(turn, instance);
    }
    advanceToken(turn, instance, outcome);
  });
}
