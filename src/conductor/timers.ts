import { closeWaits } from '../inbox/waits.ts';
import type { TimerKind } from '../projection/rows.ts';
import type { Address } from './cause.ts';
import { isPaused } from './moving.ts';
import type { Turn } from './turn.ts';

export const DURATION = 'duration';
/** The limit on the whole execution runs on while paused. */
export const DURATION_TIMER = { remaining: null, kind: DURATION, instance: null, item: null, attempt: 0 } as const;

const keyOf = ({ instance, item }: Address, kind: TimerKind) => `${instance}|${item ?? ''}|${kind}`;

/** Arms a timer of a task instance or of one of its items; one of each kind at a time. It stands still while paused. */
export function setTimer(turn: Turn, address: Address, kind: TimerKind, due: number): void {
  const { instance, item, attempt } = address;
  const when = isPaused(turn) && kind !== 'sleep' ? { due: null, remaining: due - turn.at } : { due, remaining: null };
  turn.change({ type: 'timer.set', timer: keyOf(address, kind), ...when, kind, instance, item, attempt });
}

/** Disarms every timer of a task instance, or of one item. `keep`: the limit on all attempts goes on. */
export function clearTimers(turn: Turn, instance: string, item: number | null = null, keep = false): void {
  const prefix = item === null ? `${instance}|` : `${instance}|${item}|`;
  for (const [timer, { kind }] of [...turn.state.scan('timer', prefix)]) {
    if (!keep || kind !== 'total') {
      turn.change({ type: 'timer.cleared', timer });
    }
  }
}

/** An attempt is over: neither signals nor answers are waited for. Only what is pending, or has items, may wait. */
export function stopWaiting(turn: Turn, instance: string, item: number | null, status: string): void {
  const row = turn.state.get('task', instance);
  if (row?.status === 'pending' || row?.items != null) {
    closeWaits(turn, instance, item, status === 'timed_out' ? 'expired' : 'canceled');
  }
}

/** Delays, retries and time-outs stand still while an execution is paused; what runs, sleeps on. */
export function stopTimers(turn: Turn): void {
  for (const [timer, row] of [...turn.state.scan('timer', '')]) {
    if (row.kind !== 'duration' && row.kind !== 'sleep' && row.due !== null) {
      turn.change({ ...row, type: 'timer.set', timer, due: null, remaining: Math.max(0, row.due - turn.at) });
    }
  }
}

/** They go on with the time that was left. */
export function startTimers(turn: Turn): void {
  for (const [timer, row] of [...turn.state.scan('timer', '')]) {
    if (row.remaining !== null) {
      turn.change({ ...row, type: 'timer.set', timer, due: turn.at + row.remaining, remaining: null });
    }
  }
}
