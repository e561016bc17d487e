import type { Address } from './cause.ts';
import type { TimerRow } from './rows.ts';
import type { Turn } from './turn.ts';

export const DURATION = 'duration';

/** Arms a timer of a task instance; one of each kind at a time. */
export function setTimer(
  turn: Turn,
  { instance, attempt }: Address,
  kind: TimerRow['kind'],
  due: number,
): void {
  turn.change({ type: 'timer.set', timer: `${instance}|${kind}`, due, kind, instance, attempt });
}

/** Disarms every timer of a task instance. */
export function clearTimers(turn: Turn, instance: string): void {
  for (const [timer] of [...turn.state.scan('timer', `${instance}|`)]) {
    turn.change({ type: 'timer.cleared', timer });
  }
}
