import type { PinnedAction } from '../definition/closure.ts';
import type { TaskDefinition } from '../definition/definition.ts';
import { checkInput } from '../definition/input.ts';
import { hasErrors } from '../problem/finding.ts';
import { type Json, type JsonObject, own } from '../value/json.ts';
import { EvaluationFailure, evaluate, evaluateRef, type Place } from './evaluation.ts';
import type { TaskRow, ValueRef } from './rows.ts';
import type { Turn } from './turn.ts';

/** What goes out for an attempt: a core action or a child workflow, and its input. */
export interface OutgoingCall {
  readonly action: string;
  readonly input: ValueRef;
}

/** Renders the call of a task in a place. An action of a pack becomes the call it stands for. */
export function callOf(turn: Turn, task: TaskDefinition, place: Place): OutgoingCall {
  const action = actionOf(turn, task, place);
  const { inputExpression, input, path } = task;
  const pinned = own(turn.program.closure.actions, action);
  if (pinned === undefined) {
    return { action, input: evaluateRef(turn, inputExpression ?? input, `${path}/input`, place) };
  }
  const given = evaluate(turn, inputExpression ?? input, `${path}/input`, place);
  return pinnedCall(turn, action, pinned, given, place);
}

function pinnedCall(turn: Turn, ref: string, pinned: PinnedAction, given: Json, place: Place): OutgoingCall {
  const { input, findings } = checkInput({ parameters: pinned.parameters, dialect: 'native' }, given, 'engine');
  if (hasErrors(findings)) {
    const reasons = findings.map(({ path, message }) => `${path || 'input'}: ${message}`).join(' ');
    const message = `the input does not fit ${ref}: ${reasons}`;
    return { action: 'core.fail', input: turn.store({ code: 'input_invalid', message }) };
  }
  const bound: Record<string, Json> = { parameters: input };
  const callback = place.bound?.callback_url;
  if (callback !== undefined) {
    bound.callback_url = callback;
  }
  const inside: Place = { ...place, scope: null, bound };
  return { action: `core.${pinned.kind}`, input: evaluateRef(turn, pinned.call, `/actions/${ref}/call`, inside) };
}

/** The result of an attempt, as the pack action that made the call wants it. */
export function resultOf(turn: Turn, row: TaskRow, result: ValueRef, place: Place): ValueRef {
  const pinned = row.action === null ? undefined : own(turn.program.closure.actions, row.action);
  if (pinned === undefined || pinned.result === null) {
    return result;
  }
  const outcome = { status: 'succeeded', result: turn.read(result), error: null } as const;
  const parameters = (row.input === null ? {} : turn.read(row.input)) as JsonObject;
  const inside: Place = { ...place, scope: null, outcome, bound: { parameters } };
  return evaluateRef(turn, pinned.result, `/actions/${row.action}/call/result`, inside);
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
    const message = `the action is ${JSON.stringify(name)}, not a name`;
    throw new EvaluationFailure({ code: 'invalid_action', message, kind: 'expression', path: `${path}/action` });
  }
  return name;
}
