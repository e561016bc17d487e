import { hasExpression } from '../../definition/expression-text.ts';
import type { Findings } from '../../definition/findings.ts';
import { show } from '../../definition/shape/show.ts';
import { childOf, type Path, toJson, type YamlNode } from '../../definition/yaml/tree.ts';
import type { JsonObject } from '../../value/json.ts';
import { checkValueExpression, type Site } from './visible-names.ts';

const PATH = ['input'];

/** Reads `input`: a map whose strings may be expressions, or one expression that gives it. */
export function readInput(around: Omit<Site, 'path'>, findings: Findings): JsonObject | string {
  const node = childOf(around.root, 'input');
  if (node === undefined) {
    return {};
  }
  if (node.kind === 'map') {
    checkStrings(node, PATH, around, findings);
    return toJson(node) as JsonObject;
  }
  if (node.kind === 'scalar' && typeof node.value === 'string' && hasExpression(node.value)) {
    const whole = checkValueExpression(node.value, { ...around, path: PATH }, findings);
    if (whole === 'template') {
      findings.error('invalid_value', PATH, 'This gives text, where a map is needed.', {
        hint: 'Put the whole of it between one pair of delimiters: `"{{ … }}"`.',
      });
    }
    return node.value;
  }
  findings.error('wrong_type', PATH, `\`input\` must be a map, or an expression giving one, not ${show(node)}.`);
  return {};
}

/** Every string with an expression; keys are names and stay as they are. */
function checkStrings(node: YamlNode, path: Path, around: Omit<Site, 'path'>, findings: Findings): void {
  if (findings.full) {
    return;
  }
  if (node.kind === 'scalar') {
    if (typeof node.value === 'string') {
      checkValueExpression(node.value, { ...around, path }, findings);
    }
  } else if (node.kind === 'list') {
    for (const [index, item] of node.items.entries()) {
      checkStrings(item, [...path, index], around, findings);
    }
  } else {
    for (const [key, { value }] of node.entries) {
      if (hasExpression(key)) {
        const message = 'An expression cannot be the name of an input.';
        findings.error('invalid_value', [...path, key], message, { atKey: true });
      }
      checkStrings(value, [...path, key], around, findings);
    }
  }
}
