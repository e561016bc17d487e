import type { TaskDefinition } from '../definition/definition.ts';
import { askedPause } from '../problem/task-error.ts';
import type { TaskRow } from '../projection/rows.ts';
import { randomness } from '../value/randomness.ts';
import { dispatch, duration } from './dispatching.ts';
import { evaluate, holds, type Place, reject } from './evaluation.ts';
import { isPaused, mayStart } from './moving.ts';
import { setTimer } from './timers.ts';
import type { Turn } from './turn.ts';

/** How often a `retry` command repeats a task that has no `retry` of its own. */
const COMMAND_RETRIES = 3;

/** Whether retries are considered at all: an execution that is failing or canceling makes no further attempts. */
function mayRetry(turn: Turn): boolean {
  return mayStart(turn) || isPaused(turn);
}

/** Whether the task's `retry` asks for another attempt. @param used retries made so far */
export function wantsRetry(turn: Turn, task: TaskDefinition, place: Place, used: number): boolean {
  const { retry } = task;
  if (retry === null || place.outcome === undefined || !mayRetry(turn) || used >= retryCount(turn, task, place)) {
    return false;
  }
  const { status } = place.outcome;
  return retry.when === null
    ? status === 'failed' || status === 'timed_out'
    : status !== 'skipped' && holds(turn, retry.when, `${task.path}/retry/when`, place);
}

/** Whether a `retry` command may still be followed. */
export function commandMayRetry(turn: Turn, task: TaskDefinition, place: Place, used: number): boolean {
  return mayRetry(turn) && used < (task.retry === null ? COMMAND_RETRIES : retryCount(turn, task, place));
}

function retryCount(turn: Turn, { retry, path }: TaskDefinition, place: Place): number {
  const given = retry?.count ?? 0;
  const at = `${path}/retry/count`;
  const count = typeof given === 'string' ? evaluate(turn, given, at, place) : given;
  if (typeof count !== 'number' || !Number.isInteger(count) || count < 0) {
    throw reject(turn, 'invalid_retry', `the number of retries is ${JSON.stringify(count)}, not a whole number`, at);
  }
  return count;
}

/** Makes another attempt, at once or after the pause that `retry` asks for. */
export function retry(turn: Turn, instance: string, row: TaskRow, task: TaskDefinition, place: Place): void {
  const attempt = row.attempt + 1;
  const pause = pauseBefore(turn, instance, task, place, row.attempt);
  turn.change({ type: 'task.retrying', instance, attempt });
  if (pause > 0 || !mayStart(turn)) {
    setTimer(turn, { instance, item: null, attempt }, 'retry', turn.at + pause);
  } else {
    dispatch(turn, instance, attempt);
  }
}

/** Milliseconds before the next attempt: grown by the attempts made, bounded, partly drawn; or what the answer asked. */
function pauseBefore(
  turn: Turn,
  instance: string,
  { retry, path }: TaskDefinition,
  place: Place,
  made: number,
): number {
  const base = duration(turn, retry?.delay ?? 0, `${path}/retry/delay`, place) ?? 0;
  const most = duration(turn, retry?.maxDelay ?? null, `${path}/retry/max_delay`, place) ?? Number.POSITIVE_INFINITY;
  const factor = { constant: 1, linear: made, exponential: 2 ** (made - 1) }[retry?.backoff ?? 'constant'];
  const jitter = retry?.jitter ?? 0;
  const draw = jitter === 0 ? 0 : randomness(`${turn.execution.id}/${turn.seq}/${instance}/jitter`)();
  const pause = Math.min(base * factor, most, LONGEST) * (1 - jitter * draw);
  return Math.round(Math.min(Math.max(pause, askedPause(place.outcome?.error)), most, LONGEST));
}

const LONGEST = 365 * 86_400_000;
