import { deferredKey } from '../definition/deferred.ts';
import type { TaskDefinition } from '../definition/definition.ts';
import { pinnedInput } from '../definition/pinned-input.ts';
import type { ValueRef } from '../projection/rows.ts';
import { isObject, type Json, type JsonObject, own } from '../value/json.ts';
import { duration } from './dispatching.ts';
import { evaluate, evaluateRef, holds, type Place, reject } from './evaluation.ts';
import type { Turn } from './turn.ts';

/** What goes out for an attempt: a core action or a child workflow, and its input. */
export interface OutgoingCall {
  readonly action: string;
  readonly input: ValueRef;
  /** Milliseconds for the call itself; null: the host decides. */
  readonly timeout: number | null;
}

/** What a task calls: the core action or workflow behind it, and what is rendered for it where. */
interface Target {
  readonly action: string;
  readonly input: Json;
  readonly path: string;
  readonly place: Place;
  readonly result: Json;
  readonly timeout: Json;
  /** Why the input does not fit. */
  readonly refused: string | null;
}

/** An action of a pack becomes the call it stands for. It sees its parameters, and nothing of the workflow. */
function targetOf(turn: Turn, task: TaskDefinition, place: Place): Target {
  const action = actionOf(turn, task, place);
  const pinned = own(turn.program.closure.actions, action);
  const input = task.inputExpression ?? task.input;
  const path = `${task.path}/input`;
  if (pinned === undefined) {
    return { action, input, path, place, result: null, timeout: null, refused: null };
  }
  const given = evaluate(turn, input, path, place);
  const { parameters, refused } = pinnedInput(action, pinned, given);
  const { callback_url: callback } = place.bound ?? {};
  const bound = { parameters, ...(callback === undefined ? {} : { callback_url: callback }) };
  return {
    ...{ action: `core.${pinned.kind}`, input: pinned.call, path: `/actions/${action}/call`, result: pinned.result },
    ...{ place: { ...place, scope: null, bound, local: {} }, timeout: pinned.timeout ?? null, refused },
  };
}

/** Renders the call of a task in a place. What it asks later stays as it is. */
export function callOf(turn: Turn, task: TaskDefinition, at: Place): OutgoingCall {
  const { action, input, path, place, refused, ...target } = targetOf(turn, task, at);
  const own = duration(turn, task.timeout, `${task.path}/timeout`, at);
  const timeout = own ?? duration(turn, target.timeout, `${path}/timeout`, place);
  if (refused !== null) {
    return { action: 'core.fail', input: turn.store({ code: 'input_invalid', message: refused }), timeout };
  }
  const { [deferredKey(action)?.key ?? '']: _, ...now } = isObject(input) ? (input as JsonObject) : {};
  return { action, input: evaluateRef(turn, isObject(input) ? now : input, path, place), timeout };
}

/** Whether the `filter` or `fail_when` of a call holds for what has come. @throws EvaluationFailure */
export function holdsFor(turn: Turn, task: TaskDefinition, at: Place, came: Json, otherwise: boolean): boolean {
  const { action, input, path, place } = targetOf(turn, task, at);
  const deferred = deferredKey(action);
  const text = deferred && isObject(input) ? own(input as JsonObject, deferred.key) : undefined;
  if (deferred === undefined || typeof text !== 'string') {
    return otherwise;
  }
  return holds(turn, text, `${path}/${deferred.key}`, { ...place, local: { ...place.local, [deferred.name]: came } });
}

/** The result of an attempt, as the pack action that made the call wants it. */
export function resultOf(turn: Turn, task: TaskDefinition, given: ValueRef, at: Place): ValueRef {
  if (task.action === null || !Object.hasOwn(turn.program.closure.actions, task.action)) {
    return given;
  }
  const { path, place, result } = targetOf(turn, task, at);
  const outcome = { status: 'succeeded', result: turn.read(given), error: null } as const;
  return result === null ? given : evaluateRef(turn, result, `${path}/result`, { ...place, outcome });
}

/** Whether the call waits for an answer from outside, so that its input may use `callback_url`. */
export function takesCallback(turn: Turn, action: string | null): boolean {
  return (
    action === 'core.webhook' || (action !== null && own(turn.program.closure.actions, action)?.kind === 'webhook')
  );
}

/** Static in the native dialect; in Orquesta's an expression may name the action. */
function actionOf(turn: Turn, { action, path }: TaskDefinition, place: Place): string {
  if (action === null || turn.program.definition.dialect === 'native') {
    return action ?? 'core.noop';
  }
  const name = evaluate(turn, action, `${path}/action`, place);
  if (typeof name !== 'string') {
    throw reject(turn, 'invalid_action', `the action is ${JSON.stringify(name)}, not a name`, `${path}/action`);
  }
  return name;
}
