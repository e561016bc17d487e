import type { Finding } from '../problem/finding.ts';
import { isObject, type Json, type JsonObject, objectFrom, own } from '../value/json.ts';
import { containsSealed } from '../value/sealed.ts';
import { checkValue } from './check.ts';
import type { Assignment, Definition } from './definition.ts';
import { hasExpression } from './expression-text.ts';

export interface CheckedInput {
  /** The input with defaults; only to be used when there are no findings. */
  readonly input: JsonObject;
  readonly findings: readonly Finding[];
}

type Parameters = Pick<Definition, 'parameters' | 'dialect'>;

/**
 * Where an input comes from. Only the engine may hand over sealed values (a parent to its child): from outside
 * they would open any secret of the pack.
 */
export type InputSource = 'outside' | 'engine';

/**
 * Compares an execution's input with the workflow's parameters and fills in defaults. Unknown fields are
 * refused; in the Orquesta dialect they are dropped. There, defaults may be expressions: those are left to
 * the start of the execution (`expressionDefaults`).
 */
export function checkInput(
  definition: Parameters,
  input: Json | undefined,
  source: InputSource = 'outside',
): CheckedInput {
  if (input !== undefined && input !== null && !isObject(input)) {
    const message = 'The input must be an object.';
    return { input: {}, findings: [{ code: 'wrong_type', severity: 'error', message, path: '' }] };
  }
  const given = input ?? {};
  const { parameters } = definition;
  const orquesta = definition.dialect === 'orquesta';
  const filled = withDefaults(parameters, orquesta ? declared(parameters, given) : given, orquesta);
  const forged = source === 'outside' ? Object.entries(given).flatMap(forgedSeals) : [];
  return { input: filled, findings: [...forged, ...checkValue(parameters, filled)] };
}

function forgedSeals([name, value]: readonly [string, Json]): readonly Finding[] {
  const message = `\`${name}\` holds \`$sealed\`, which only the engine may write.`;
  const path = `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  return containsSealed(value) ? [{ code: 'invalid_value', severity: 'error', message, path }] : [];
}

/** Parameters whose default is to be evaluated when the input has none, in the order of the file. */
export function expressionDefaults(definition: Parameters): readonly Assignment[] {
  return definition.dialect === 'native'
    ? []
    : propertiesOf(definition.parameters).flatMap(([name, schema]) => {
        const value = isObject(schema) ? schema.default : undefined;
        const path = `/parameters/${name.replaceAll('~', '~0').replaceAll('/', '~1')}/default`;
        return value !== undefined && holdsExpression(value) ? [{ name, value, path }] : [];
      });
}

function declared(parameters: JsonObject, input: JsonObject): JsonObject {
  const names = new Set(propertiesOf(parameters).map(([name]) => name));
  return objectFrom(Object.entries(input).filter(([name]) => names.has(name)));
}

/** Defaults are filled in at the top and in the objects below it that are there. */
function withDefaults(schema: Json, value: JsonObject, expressions: boolean): JsonObject {
  const added: [string, Json][] = [];
  for (const [name, property] of propertiesOf(schema)) {
    const present = own(value, name);
    if (present === undefined && isObject(property) && property.default !== undefined) {
      if (!(expressions && holdsExpression(property.default))) {
        added.push([name, property.default]);
      }
    } else if (isObject(present) && isObject(property)) {
      const inner = withDefaults(property, present, expressions);
      if (inner !== present) {
        added.push([name, inner]);
      }
    }
  }
  return added.length === 0 ? value : objectFrom([...Object.entries(value), ...added]);
}

function propertiesOf(schema: Json): readonly (readonly [string, Json])[] {
  return isObject(schema) && isObject(schema.properties) ? Object.entries(schema.properties) : [];
}

function holdsExpression(value: Json): boolean {
  if (typeof value === 'string') {
    return hasExpression(value);
  }
  return Array.isArray(value)
    ? value.some(holdsExpression)
    : isObject(value) && Object.entries(value).some(([key, item]) => hasExpression(key) || holdsExpression(item));
}
