import { EXECUTION } from '../machine/execution-lifecycle.ts';
import { isFinal } from '../machine/lifecycle.ts';
import { TASK, type TaskStatus } from '../machine/task-lifecycle.ts';
import type { TaskError } from '../problem/task-error.ts';
import { cancelInstance } from './canceling.ts';
import type { Address, Cause } from './cause.ts';
import type { Change } from './change.ts';
import { advanceToken } from './completion.ts';
import type { Effect } from './effect.ts';
import { settle, timeOut } from './ending.ts';
import { fail } from './failing.ts';
import type { Program } from './program.ts';
import type { TaskRow, ValueRef } from './rows.ts';
import { start } from './start.ts';
import type { Overlay, StateReader } from './state.ts';
import { clearTimers, setTimer } from './timers.ts';
import { type StoredValue, Turn } from './turn.ts';

/** What one event comes to, as plain data. */
export interface Decision {
  readonly seq: number;
  readonly at: number;
  readonly changes: readonly Change[];
  readonly effects: readonly Effect[];
  readonly values: readonly StoredValue[];
  /** The rows as the event leaves them: the base with `changes` applied. */
  readonly state: Overlay;
}

/**
 * The conductor. Takes a fact in over a state and says what follows: no clock, no randomness, no I/O, and the
 * state it is given stays untouched. The same program, state and cause always give the same decision.
 */
export function decide(program: Program, state: StateReader, cause: Cause): Decision {
  const turn = new Turn(program, state, cause);
  if (cause.type === 'execution.started') {
    start(turn, cause);
    settle(turn);
  } else if (isFinal(EXECUTION, turn.execution.status)) {
    ignore(turn, `the execution is ${turn.execution.status}`);
  } else {
    take(turn, cause);
    settle(turn);
  }
  turn.finish();
  const { seq, at, changes, effects, values } = turn;
  return { seq, at, changes, effects, values, state: turn.state };
}

function ignore(turn: Turn, reason: string): void {
  turn.change({ type: 'cause.ignored', reason });
}

function take(turn: Turn, cause: Exclude<Cause, { type: 'execution.started' }>): void {
  switch (cause.type) {
    case 'timer.fired':
      return fireTimer(turn, cause.timer);
    case 'engine.failed':
      fail(turn, cause.error);
      // What the engine could not take in will not be brought again: nothing may be waited for.
      turn.cancelation = 'all';
      return;
    default:
      return takeTaskCause(turn, cause);
  }
}

type TaskCause = Extract<Cause, Address>;

function takeTaskCause(turn: Turn, cause: TaskCause): void {
  const { instance } = cause;
  const row = turn.state.get('task', instance);
  const stale = staleness(row, cause);
  if (row === undefined || stale !== undefined) {
    return ignore(turn, stale ?? 'there is no such task instance');
  }
  switch (cause.type) {
    case 'task.completed':
      return endTask(turn, cause, 'succeeded', cause.result, null);
    case 'task.skipped':
      return endTask(turn, cause, 'skipped', { inline: null }, null);
    case 'task.failed':
      return endTask(
        turn,
        cause,
        cause.error.kind === 'timeout' ? 'timed_out' : 'failed',
        cause.result,
        cause.error,
      );
    case 'callback.received':
      return cause.outcome === 'succeeded'
        ? endTask(turn, cause, 'succeeded', cause.body, null)
        : endTask(turn, cause, 'failed', cause.body, callbackFailure(turn, cause.body));
    case 'task.pending':
      return waitOutside(turn, cause, cause.expiresAt);
    case 'task.deferred':
      turn.effect({ type: 'call.settled', ...addressOf(cause) });
      return setTimer(turn, cause, 'sleep', cause.until);
  }
}

const addressOf = ({ instance, item, attempt }: Address): Address => ({ instance, item, attempt });

/** Why a fact about a task is not current, if it is not. */
function staleness(row: TaskRow | undefined, { instance, attempt }: Address): string | undefined {
  if (row === undefined) {
    return `there is no task instance ${instance}`;
  }
  if (isFinal(TASK, row.status)) {
    return `${instance} is ${row.status}`;
  }
  return row.attempt === attempt ? undefined : `${instance} is at attempt ${row.attempt}, not ${attempt}`;
}

function endTask(
  turn: Turn,
  { instance, item, attempt }: Address,
  status: Extract<TaskStatus, 'succeeded' | 'skipped' | 'failed' | 'timed_out'>,
  result: ValueRef | null,
  error: TaskError | null,
): void {
  turn.change({ type: 'task.ended', instance, status, result, error });
  turn.effect({ type: 'call.settled', instance, item, attempt });
  clearTimers(turn, instance);
  advanceToken(turn, instance, { status, result: result === null ? null : turn.read(result), error });
}

function callbackFailure(turn: Turn, body: ValueRef): TaskError {
  return {
    code: 'callback_failed',
    message: 'the callback reported a failure',
    kind: 'action',
    data: turn.read(body),
  };
}

/** A task that waits for outside; when the execution is failing already, there is nothing left to wait for. */
function waitOutside(turn: Turn, address: Address, expiresAt: number | null): void {
  turn.change({ type: 'task.pending', instance: address.instance });
  turn.effect({ type: 'call.settled', ...addressOf(address) });
  if (turn.execution.status === 'failing' || turn.execution.status === 'canceling') {
    cancelInstance(turn, address.instance);
  } else if (expiresAt !== null) {
    setTimer(turn, address, 'expiry', expiresAt);
  }
}

function fireTimer(turn: Turn, timer: string): void {
  const row = turn.state.get('timer', timer);
  if (row === undefined) {
    return ignore(turn, `timer ${timer} is not set`);
  }
  turn.change({ type: 'timer.cleared', timer });
  if (row.kind === 'duration' || row.instance === null) {
    return timeOut(turn);
  }
  const address = { instance: row.instance, item: null, attempt: row.attempt };
  if (row.kind === 'sleep') {
    return endTask(turn, address, 'succeeded', { inline: null }, null);
  }
  const message = 'no callback came in time';
  return endTask(turn, address, 'timed_out', null, { code: 'callback_expired', message, kind: 'timeout' });
}
