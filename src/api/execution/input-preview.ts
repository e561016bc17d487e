import { isObject, type JsonObject } from '../../value/json.ts';

const LONGEST = 256;

/** The beginning of an input, for lists and searches; parameters that are secret in any part are left out. */
export function inputPreview(parameters: JsonObject, input: JsonObject): string {
  const schemas = isObject(parameters.properties) ? parameters.properties : {};
  const shown = Object.entries(input).filter(
    ([name]) => Object.hasOwn(schemas, name) && !JSON.stringify(schemas[name]).includes('"secret":true'),
  );
  return JSON.stringify(Object.fromEntries(shown)).slice(0, LONGEST);
}
