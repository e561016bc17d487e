import type { TaskDefinition } from '../definition/definition.ts';
import { EvaluationFailure, evaluate, evaluateRef, type Place } from './evaluation.ts';
import type { ValueRef } from './rows.ts';
import type { Turn } from './turn.ts';

/** The input of a call. In the Orquesta dialect one expression may give all of it. */
export function inputOf(
  turn: Turn,
  { input, inputExpression, path }: TaskDefinition,
  place: Place,
): ValueRef {
  return evaluateRef(turn, inputExpression ?? input, `${path}/input`, place);
}

/** Static in the native dialect; in Orquesta's an expression may name the action. */
export function actionOf(turn: Turn, { action, path }: TaskDefinition, place: Place): string {
  if (action === null || turn.program.definition.dialect === 'native') {
    return action ?? 'core.noop';
  }
  const name = evaluate(turn, action, `${path}/action`, place);
  if (typeof name !== 'string') {
    const message = `the action is ${JSON.stringify(name)}, not a name`;
    throw new EvaluationFailure({
      code: 'invalid_action',
      message,
      kind: 'expression',
      path: `${path}/action`,
    });
  }
  return name;
}
