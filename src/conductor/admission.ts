import { EXECUTION, type ExecutionEvent } from '../machine/execution-lifecycle.ts';
import { advance } from '../machine/lifecycle.ts';
import { EvaluationFailure } from '../problem/evaluation-failure.ts';
import type { ExecutionError } from '../problem/task-error.ts';
import type { Json } from '../value/json.ts';
import { LIMITS } from '../value/limits.ts';
import { containsSealed } from '../value/sealed.ts';
import type { Cause } from './cause.ts';
import { evaluate, reject } from './evaluation.ts';
import { takeOver, takeoverOf } from './restarting.ts';
import { begin, create } from './start.ts';
import { DURATION } from './timers.ts';
import type { Turn } from './turn.ts';

const KEY_PATH = '/concurrency/key';

/** An execution that may have to wait for its place: it is there, its time runs, and nothing of it begins. */
export function request(turn: Turn, cause: Extract<Cause, { type: 'execution.requested' }>): void {
  create(turn, cause, cause.rerun === null ? {} : takeoverOf(turn, cause.rerun).counters);
  const { concurrency } = turn.program.definition;
  if (concurrency === null) {
    return;
  }
  try {
    const { limit, onLimit } = concurrency;
    turn.change({ type: 'execution.queued', concurrency: { key: keyOf(turn, concurrency.key), limit, onLimit } });
  } catch (thrown) {
    if (!(thrown instanceof EvaluationFailure)) {
      throw thrown;
    }
    endRequest(turn, 'fail', thrown.error);
  }
}

/** The key, from the parameters alone. @throws EvaluationFailure, also when it is no short text */
function keyOf(turn: Turn, text: string): string {
  const key = evaluate(turn, text, KEY_PATH, { scope: null });
  const invalid = whyInvalid(key);
  if (invalid !== undefined) {
    throw reject(turn, 'concurrency_key_invalid', `the key of \`concurrency\` ${invalid}`, KEY_PATH);
  }
  return String(key);
}

function whyInvalid(key: Json): string | undefined {
  if (containsSealed(key)) {
    return 'comes from a sealed value, and everybody would see it';
  }
  if (key === null || typeof key === 'object') {
    return 'must be text, a number or true or false';
  }
  return String(key).length > LIMITS.concurrencyKey ? `is longer than ${LIMITS.concurrencyKey} characters` : undefined;
}

/** It has its place and begins. */
export function admit(turn: Turn, { rerun }: Extract<Cause, { type: 'execution.admitted' }>): void {
  turn.change({ type: 'execution.moved', from: 'requested', to: 'running' });
  turn.effect({ type: 'status', status: 'running' });
  if (rerun === null) {
    begin(turn);
  } else {
    takeOver(turn, rerun);
  }
}

/** It gets no place: `on_limit: skip` is no failure, `fail` is one. */
export function refuse(turn: Turn, { reason }: Extract<Cause, { type: 'execution.refused' }>): void {
  const { limit = 0 } = turn.execution.concurrency ?? {};
  const others = `as many executions as may run with its key (${limit}) ran when it was started`;
  if (reason === 'skipped') {
    endRequest(turn, 'cancel', { code: 'concurrency_skipped', message: others, kind: 'engine' });
  } else {
    endRequest(turn, 'fail', { code: 'concurrency_limit_reached', message: others, kind: 'engine' });
  }
}

/** Ends an execution that has not been admitted: there is nothing to stop and nothing to render. */
export function endRequest(turn: Turn, event: ExecutionEvent, error: ExecutionError | null): void {
  const from = turn.execution.status;
  const to = advance(EXECUTION, from, event);
  if (to === undefined) {
    return;
  }
  if (error !== null) {
    turn.change({ type: 'error.recorded', error });
  }
  turn.change({ type: 'timer.cleared', timer: DURATION });
  turn.change({ type: 'execution.ended', from, to, output: null });
  turn.effect({ type: 'status', status: to });
}
