import { checkValue } from '../definition/check.ts';
import { EXECUTION, type ExecutionEvent } from '../machine/execution-lifecycle.ts';
import { advance, isFinal } from '../machine/lifecycle.ts';
import { EvaluationFailure } from '../problem/evaluation-failure.ts';
import type { ExecutionError } from '../problem/task-error.ts';
import { ValueTooLarge } from '../problem/value-too-large.ts';
import type { ValueRef } from '../projection/rows.ts';
import { type Json, setOwn } from '../value/json.ts';
import { containsSealed } from '../value/sealed.ts';
import type { Activation } from './activation.ts';
import { cancelLive } from './canceling.ts';
import { evaluate } from './evaluation.ts';
import { dropForgotten, endLeftOver, fire, fireComplete, isLeftOver, missingOf, waitingJoins } from './joins.ts';
import { fail, moveExecution } from './moving.ts';
import { finalNames } from './scopes.ts';
import { extendScope } from './tokens.ts';
import type { Turn } from './turn.ts';

/**
 * After every event: joins that can fire do so, forgotten state goes, and an execution in which nothing can
 * happen any more ends. So none can hang.
 */
export function settle(turn: Turn): void {
  while (!isFinal(EXECUTION, turn.execution.status)) {
    if (turn.cancelation !== null) {
      cancelLive(turn);
    }
    fireComplete(turn);
    if (turn.execution.status === 'pausing' && turn.execution.running === 0) {
      moveExecution(turn, 'quiesce');
      turn.effect({ type: 'status', status: 'paused' });
      break;
    }
    if (turn.cancelation === null && (turn.execution.active > 0 || !quiesce(turn))) {
      break;
    }
  }
  dropForgotten(turn);
}

/** Nothing executes and nothing is scheduled. Tells whether there is something left to look at. */
function quiesce(turn: Turn): boolean {
  if (turn.execution.status === 'paused' || turn.execution.status === 'requested') {
    return false;
  }
  if (turn.execution.status === 'running') {
    const waiting = waitingJoins(turn);
    const active = waiting.find(({ plan }) => plan.mode === 'active');
    if (active !== undefined) {
      fire(turn, active);
      return true;
    }
    for (const activation of waiting) {
      if (turn.program.definition.dialect === 'orquesta' && isLeftOver(turn, activation)) {
        endLeftOver(turn, activation);
      } else {
        fail(turn, unreachable(turn, activation));
      }
    }
  }
  end(turn, 'quiesce');
  return true;
}

function unreachable(turn: Turn, activation: Activation): ExecutionError {
  const { join, group, number } = activation;
  const missing = missingOf(turn, activation);
  const names = missing.map((name) => `"${name}"`).join(', ');
  const message = `join "${join}" waits for ${names}, and nothing can come any more`;
  const data = { join, group: group || null, activation: number, missing };
  return { code: 'join_unreachable', message, kind: 'engine', task: join, data };
}

/** The duration limit: nothing is waited for. */
export function timeOut(turn: Turn): void {
  const { duration } = turn.execution.limits;
  const message = `the execution took longer than ${duration / 1000} seconds`;
  turn.change({ type: 'error.recorded', error: { code: 'duration_limit_exceeded', message, kind: 'timeout' } });
  const from = turn.execution.status;
  turn.change({ type: 'execution.moved', from, to: 'failing' });
  turn.cancelation = 'all';
  cancelLive(turn);
  end(turn, 'timeout');
}

/** Ends the execution, or moves it to `paused`, with the result that its status calls for. */
function end(turn: Turn, event: ExecutionEvent): void {
  const from = turn.execution.status;
  let to = advance(EXECUTION, from, event);
  if (to === undefined) {
    return;
  }
  if (!isFinal(EXECUTION, to)) {
    turn.change({ type: 'execution.moved', from, to });
    return;
  }
  const { output, errors } = renderOutput(turn);
  if (errors.length > 0 && to === 'succeeded') {
    for (const error of errors) {
      fail(turn, { ...error, code: 'output_invalid' });
    }
    to = 'failed';
  } else {
    for (const error of errors) {
      turn.change({ type: 'error.recorded', error });
    }
  }
  for (const [timer] of [...turn.state.scan('timer', '')]) {
    turn.change({ type: 'timer.cleared', timer });
  }
  turn.change({ type: 'execution.ended', from: turn.execution.status, to, output });
  turn.effect({ type: 'status', status: to });
}

interface Output {
  readonly output: ValueRef | null;
  readonly errors: readonly ExecutionError[];
}

/** The result, as far as it can be rendered: an entry that fails is left out and named. */
function renderOutput(turn: Turn): Output {
  const { outputMap, dialect, output: schema } = turn.program.definition;
  if ((outputMap.length === 0 && schema === null) || turn.state.get('scope', '0') === undefined) {
    return { output: null, errors: [] };
  }
  const scope = extendScope(turn, '0', finalNames(turn.state));
  const errors: ExecutionError[] = [];
  const result: Record<string, Json> = {};
  for (const { name, value, path } of outputMap) {
    try {
      const rendered = evaluate(turn, value, path, dialect === 'orquesta' ? { scope, local: result } : { scope });
      if (containsSealed(rendered)) {
        const message = `output "${name}" holds a sealed value`;
        errors.push({ code: 'output_invalid', message, kind: 'expression', path });
      } else {
        setOwn(result, name, rendered);
      }
    } catch (thrown) {
      if (!(thrown instanceof EvaluationFailure)) {
        throw thrown;
      }
      errors.push(thrown.error);
    }
  }
  if (errors.length === 0 && schema !== null) {
    errors.push(...checkValue(schema, result, '/output').map(({ message, path }) => mismatch(message, path)));
  }
  return storeOutput(turn, result, errors);
}

function mismatch(message: string, path: string): ExecutionError {
  return { code: 'output_invalid', message, kind: 'engine', path };
}

function storeOutput(turn: Turn, result: Json, errors: readonly ExecutionError[]): Output {
  try {
    return { output: turn.store(result), errors };
  } catch (thrown) {
    if (!(thrown instanceof ValueTooLarge)) {
      throw thrown;
    }
    return { output: null, errors: [...errors, thrown.toError()] };
  }
}
