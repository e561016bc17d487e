import { isObject } from '../../value/json.ts';
import type { TaskDefinition } from '../definition.ts';
import { hasExpression } from '../expression-text.ts';
import type { Findings } from '../findings.ts';
import { isNull, type Path, toJson, type YamlNode } from '../yaml/tree.ts';
import { show } from './show.ts';

type TaskInput = Pick<TaskDefinition, 'input' | 'inputExpression'>;

/** A task's input: a map, or one expression that gives it. */
export function readTaskInput(node: YamlNode | undefined, path: Path, findings: Findings): TaskInput {
  if (node === undefined || isNull(node)) {
    return { input: {} };
  }
  const value = toJson(node);
  if (isObject(value)) {
    return { input: value };
  }
  if (typeof value === 'string' && hasExpression(value)) {
    return { input: {}, inputExpression: value.trim() };
  }
  findings.error('wrong_type', path, `\`input\` must be a map, or an expression giving one, not ${show(node)}.`);
  return { input: {} };
}
