import { waiterKey } from '../inbox/rows.ts';
import { closeInquiry, openInquiry, respond } from '../inbox/waits.ts';
import { EXECUTION } from '../machine/execution-lifecycle.ts';
import { isFinal } from '../machine/lifecycle.ts';
import { TASK } from '../machine/task-lifecycle.ts';
import type { Change } from '../projection/change.ts';
import { itemKey, type ValueRef } from '../projection/rows.ts';
import type { Overlay, StateReader } from '../projection/state.ts';
import { admit, endRequest, refuse, request } from './admission.ts';
import { resultOf } from './call.ts';
import { cancelInstance } from './canceling.ts';
import type { Address, Cause, Given } from './cause.ts';
import { cancel, pause, resume } from './commands.ts';
import { type Conclusion, conclude } from './concluding.ts';
import { dispatch, duration, orFail, placeOf } from './dispatching.ts';
import type { Effect } from './effect.ts';
import { settle, timeOut } from './ending.ts';
import { concludeItems, continueItems, endItem } from './item-ending.ts';
import { fail, isEnding } from './moving.ts';
import type { Program } from './program.ts';
import { startAgain } from './restarting.ts';
import { start } from './start.ts';
import { cancelWaiting, stopCalls, stopChild } from './stopping.ts';
import { definitionOf, taskRow } from './task-end.ts';
import { setTimer } from './timers.ts';
import { type StoredValue, Turn } from './turn.ts';
import { attemptPlace, awaitSignal, laterHolds, receiveSignal } from './waiting.ts';

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
  } else if (cause.type === 'execution.rerun') {
    startAgain(turn, cause);
    settle(turn);
  } else if (cause.type === 'execution.requested') {
    request(turn, cause);
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

/** The first event of an execution. */
type FirstType = 'execution.started' | 'execution.rerun' | 'execution.requested';

function take(turn: Turn, cause: Exclude<Cause, { type: FirstType }>): void {
  switch (cause.type) {
    case 'execution.admitted':
    case 'execution.refused':
      if (turn.execution.status !== 'requested') {
        return ignore(turn, 'the execution was admitted already');
      }
      return cause.type === 'execution.admitted' ? admit(turn, cause) : refuse(turn, cause);
    case 'timer.fired':
      return fireTimer(turn, cause.timer);
    case 'command.pause':
      return pause(turn);
    case 'command.resume':
      return resume(turn);
    case 'command.cancel':
      return cancel(turn, cause.mode);
    case 'signal.received': {
      const taker = receiveSignal(turn, cause);
      return taker === null ? undefined : over(turn, taker, success(cause.payload));
    }
    case 'engine.failed':
      if (turn.execution.status === 'requested') {
        return endRequest(turn, 'fail', cause.error);
      }
      fail(turn, cause.error);
      // What the engine could not take in will not be brought again: nothing may be waited for.
      turn.cancelation = 'all';
      return;
    default:
      return takeTaskCause(turn, cause);
  }
}

function takeTaskCause(turn: Turn, cause: Extract<Cause, Address>): void {
  const stale = staleness(turn, cause) ?? withoutCall(turn, cause);
  if (stale !== undefined) {
    return ignore(turn, stale);
  }
  switch (cause.type) {
    case 'task.completed':
      return succeed(turn, cause, cause.result);
    case 'task.skipped':
      return cause.reason === 'condition'
        ? over(turn, cause, { status: 'skipped', result: { inline: null }, error: null })
        : concludeItems(turn, cause.instance);
    case 'task.canceled':
      return over(turn, cause, { status: 'canceled', result: null, error: null });
    case 'task.failed': {
      const status = cause.error.kind === 'timeout' ? 'timed_out' : 'failed';
      return over(turn, cause, { status, result: cause.result, error: cause.error });
    }
    case 'callback.received':
      return callBack(turn, cause);
    case 'task.pending':
      return waitOutside(turn, cause, cause.expiresAt);
    case 'signal.awaited': {
      const payload = awaitSignal(turn, cause);
      return payload === null ? waitOutside(turn, cause, cause.expiresAt) : over(turn, cause, success(payload));
    }
    case 'inquiry.opened':
      openInquiry(turn, addressOf(cause), cause.question, cause.expiresAt);
      return waitOutside(turn, cause, cause.expiresAt);
    case 'inquiry.answered':
      closeInquiry(turn, waiterKey(cause), 'answered', cause.response, cause.by);
      return over(turn, cause, success(cause.response));
    case 'task.responded':
      respond(turn, cause, cause.answer);
      return over(turn, cause, success({ inline: null }));
    case 'child.paused':
      return waitOutside(turn, cause, null);
    case 'child.resumed': {
      const { instance, item } = cause;
      return turn.change(item === null ? { type: 'task.resumed', instance } : { type: 'item.resumed', instance, item });
    }
    case 'child.started':
      turn.change({ type: 'child.started', instance: cause.instance, item: cause.item, child: cause.child });
      turn.effect({ type: 'call.settled', ...addressOf(cause) });
      return;
    case 'task.deferred':
      turn.effect({ type: 'call.settled', ...addressOf(cause) });
      return setTimer(turn, cause, 'sleep', cause.until);
    case 'task.heartbeat':
      return heartbeat(turn, cause);
  }
}

const addressOf = ({ instance, item, attempt }: Address): Address => ({ instance, item, attempt });

/** Why a fact about a task is not current, if it is not. */
function staleness(turn: Turn, { instance, item, attempt }: Address): string | undefined {
  const row = turn.state.get('task', instance);
  if (row === undefined) {
    return `there is no task instance ${instance}`;
  }
  if (isFinal(TASK, row.status)) {
    return `${instance} is ${row.status}`;
  }
  if (item !== null) {
    const status = turn.state.get('item', itemKey(instance, item))?.status;
    if (status !== 'running' && status !== 'pending') {
      return `item ${item} of ${instance} is ${status ?? 'not there'}`;
    }
  }
  return row.attempt === attempt ? undefined : `${instance} is at attempt ${row.attempt}, not ${attempt}`;
}

/** Facts that only a call can bring; an outcome may also be given by hand, whatever the instance is doing. */
const BY_CALL: ReadonlySet<string> = new Set(['task.pending', 'task.deferred', 'child.started', 'task.heartbeat']);

/** Why there is no call that a fact could come from. */
function withoutCall(turn: Turn, { type, instance, item }: Extract<Cause, Address>): string | undefined {
  const { status, items } = taskRow(turn, instance);
  const isOut = status === 'running' || status === 'pending';
  const byItems = items !== null && item === null && type !== 'task.heartbeat';
  return BY_CALL.has(type) && (!isOut || byItems) ? `no call of ${instance} is out: it is ${status}` : undefined;
}

const success = (result: ValueRef): Conclusion => ({ status: 'succeeded', result, error: null });

/** The answer of a call, or of a callback; an action of a pack may make something else of it. */
function succeed(turn: Turn, address: Given, answer: ValueRef): void {
  const { instance, item } = address;
  orFail(turn, instance, () => {
    const task = definitionOf(turn, taskRow(turn, instance));
    over(turn, address, success(resultOf(turn, task, answer, attemptPlace(turn, instance, item))));
  });
}

/** What the callback says of the outcome, or what the task's `fail_when` makes of its body. */
function callBack(turn: Turn, cause: Extract<Cause, { type: 'callback.received' }>): void {
  const { instance, outcome, body } = cause;
  orFail(turn, instance, () => {
    if (outcome === 'succeeded' && !laterHolds(turn, cause, turn.read(body), false)) {
      return succeed(turn, cause, body);
    }
    const message = 'the callback reported a failure';
    const error = { code: 'callback_failed', message, kind: 'action', data: turn.read(body) } as const;
    over(turn, cause, { status: 'failed', result: body, error });
  });
}

/** An attempt of a task, or an item of it, is over. */
function over(turn: Turn, address: Given, conclusion: Conclusion): void {
  const { instance, item, byHand = false } = address;
  const row = taskRow(turn, instance);
  if (item !== null) {
    stopChild(turn, row.task, byHand ? (turn.state.get('item', itemKey(instance, item))?.child ?? null) : null);
    return endItem(turn, address, item, conclusion);
  }
  if (byHand || row.items !== null) {
    // Nobody waits any more for what it has called and started, nor for its items.
    stopCalls(turn, instance, row);
  }
  turn.effect({ type: 'call.settled', ...addressOf(address) });
  conclude(turn, instance, conclusion);
}

/** A task that waits for outside; when the execution is ending already, there is nothing left to wait for. */
function waitOutside(turn: Turn, address: Address, expiresAt: number | null): void {
  const { instance, item } = address;
  turn.change(item === null ? { type: 'task.pending', instance } : { type: 'item.pending', instance, item });
  turn.effect({ type: 'call.settled', ...addressOf(address) });
  if (!isEnding(turn)) {
    if (expiresAt !== null) {
      setTimer(turn, address, 'expiry', expiresAt);
    }
  } else if (item === null) {
    cancelInstance(turn, instance);
  } else {
    cancelWaiting(turn, instance, taskRow(turn, instance), item);
    continueItems(turn, instance);
  }
}

/** A sign of life: the clock that waits for one begins again. */
function heartbeat(turn: Turn, address: Address): void {
  const { instance } = address;
  orFail(turn, instance, () => {
    const row = taskRow(turn, instance);
    const task = definitionOf(turn, row);
    const length = duration(turn, task.heartbeat, `${task.path}/heartbeat`, placeOf(turn, instance, row));
    if (length !== null) {
      setTimer(turn, { ...address, item: null }, 'heartbeat', turn.at + length);
    }
  });
}

function fireTimer(turn: Turn, timer: string): void {
  const row = turn.state.get('timer', timer);
  if (row === undefined || row.due === null) {
    return ignore(turn, `timer ${timer} is not set`);
  }
  turn.change({ type: 'timer.cleared', timer });
  const { instance, item, attempt, kind } = row;
  if (instance === null) {
    return timeOut(turn);
  }
  switch (kind) {
    case 'delay':
    case 'retry':
      return dispatch(turn, instance, attempt);
    case 'sleep':
      return over(turn, { instance, item, attempt }, success({ inline: null }));
    default:
      return runOut(turn, { instance, item, attempt }, kind);
  }
}

const RAN_OUT: Readonly<Record<string, readonly [code: string, message: string]>> = {
  expiry: ['callback_expired', 'no callback came in time'],
  timeout: ['timeout', 'the attempt took too long'],
  total: ['total_timeout', 'all attempts together took too long'],
  heartbeat: ['heartbeat_missed', 'no sign of life came in time'],
};

/** A limit of time has passed: what is out is stopped. After the limit on all attempts none is made again. */
function runOut(turn: Turn, address: Address, kind: string): void {
  const [code, message] = RAN_OUT[kind] ?? ['timeout', kind];
  const error = { code, message, kind: 'timeout' } as const;
  const { instance, item } = address;
  if (item !== null) {
    return endItem(turn, address, item, { status: 'timed_out', result: null, error });
  }
  const row = taskRow(turn, instance);
  stopCalls(turn, instance, row);
  const result = row.items === null ? null : { items: instance };
  conclude(turn, instance, { status: 'timed_out', result, error, last: kind === 'total' });
}
