import type { TaskDefinition } from '../definition/definition.ts';
import { EvaluationFailure } from '../problem/evaluation-failure.ts';
import type { TaskRow } from '../projection/rows.ts';
import { parseDuration } from '../value/duration.ts';
import type { Json } from '../value/json.ts';
import { callOf, takesCallback } from './call.ts';
import type { Address } from './cause.ts';
import { evaluate, holds, type Place, reject } from './evaluation.ts';
import { startItems } from './items.ts';
import { definitionOf, failTerminally, taskRow } from './task-end.ts';
import { setTimer } from './timers.ts';
import { tokenRow } from './tokens.ts';
import type { Turn } from './turn.ts';

/** An instance exists: its condition first, then its delay, then the first attempt. */
export function begin(turn: Turn, instance: string): void {
  orFail(turn, instance, () => {
    const row = taskRow(turn, instance);
    const task = definitionOf(turn, row);
    const place = placeOf(turn, instance, row);
    const address = { instance, item: null, attempt: row.attempt };
    if (!holds(turn, task.when, `${task.path}/when`, place)) {
      turn.effect({ type: 'skip', reason: 'condition', ...address });
      return;
    }
    const delay = duration(turn, task.delay, `${task.path}/delay`, place) ?? 0;
    if (delay > 0) {
      turn.change({ type: 'task.delayed', instance });
      setTimer(turn, address, 'delay', turn.at + delay);
      return;
    }
    dispatch(turn, instance, row.attempt);
  });
}

/** One attempt: its limits of time begin, and its call, or the calls of its items, go out. */
export function dispatch(turn: Turn, instance: string, attempt: number): void {
  orFail(turn, instance, () => {
    const row = { ...taskRow(turn, instance), attempt };
    const task = definitionOf(turn, row);
    const place = placeOf(turn, instance, row);
    armLimits(turn, task, { instance, item: null, attempt }, place);
    if (task.with !== null) {
      startItems(turn, instance, row, task, place);
      return;
    }
    const call = callOf(turn, task, place);
    turn.change({ type: 'task.dispatched', instance, attempt, input: call.input });
    turn.effect({ type: 'call', instance, item: null, attempt, ...call });
  });
}

function armLimits(turn: Turn, task: TaskDefinition, address: Address, place: Place): void {
  const { path } = task;
  const timeout = duration(turn, task.timeout, `${path}/timeout`, place);
  const total = address.attempt === 1 ? duration(turn, task.totalTimeout, `${path}/total_timeout`, place) : null;
  const heartbeat = duration(turn, task.heartbeat, `${path}/heartbeat`, place);
  for (const [kind, length] of [
    ['timeout', timeout],
    ['total', total],
    ['heartbeat', heartbeat],
  ] as const) {
    if (length !== null) {
      setTimer(turn, address, kind, turn.at + length);
    }
  }
}

/** A duration of a task in milliseconds: seconds, ISO 8601, or an expression giving one. */
export function duration(turn: Turn, value: Json, path: string, place: Place): number | null {
  if (value === null) {
    return null;
  }
  const given = typeof value === 'string' ? evaluate(turn, value, path, place) : value;
  const length = parseDuration(given);
  if (length === undefined) {
    throw reject(turn, 'invalid_duration', `${JSON.stringify(given)} is no duration`, path);
  }
  return length;
}

/** Where the task's own keys are evaluated. */
export function placeOf(turn: Turn, instance: string, row: TaskRow, bound: Readonly<Record<string, Json>> = {}): Place {
  const address = { instance, item: typeof bound.index === 'number' ? bound.index : null, attempt: row.attempt };
  const callback = takesCallback(turn, row.action) ? { callback_url: { $sealed: [{ callback: address }] } } : {};
  return { scope: tokenRow(turn, row.token).scope, task: row, instance, bound: { ...callback, ...bound } };
}

/** Runs a step of an instance; an expression that fails in it ends the instance, and no transition can handle it. */
export function orFail(turn: Turn, instance: string, run: () => void): void {
  try {
    run();
  } catch (thrown) {
    if (!(thrown instanceof EvaluationFailure)) {
      throw thrown;
    }
    failTerminally(turn, instance, { task: taskRow(turn, instance).task, instance, ...thrown.error });
  }
}
