import { resolvePointer } from '../../definition/json-schema/validate.ts';
import { isObject, type Json, type JsonObject, objectFrom, own } from '../../value/json.ts';

/** Encrypts the JSON text of a value. */
export type SealText = (text: string) => Promise<string>;

/**
 * Puts every value whose schema says `secret: true`, at any depth, into a sealed marker: from here on it is in the
 * clear nowhere but in the call that uses it. Null says only that there is none, and stays.
 */
export function sealInput(parameters: JsonObject, input: JsonObject, seal: SealText): Promise<JsonObject> {
  return JSON.stringify(parameters).includes('"secret":true')
    ? new InputSealer(parameters, seal).members([parameters], input, [])
    : Promise.resolve(input);
}

const SECRET: JsonObject = { secret: true };

function isSecret({ secret }: JsonObject): boolean {
  return secret === true;
}

class InputSealer {
  readonly #root: JsonObject;
  readonly #seal: SealText;
  readonly #whole = new Map<Json, readonly JsonObject[]>();

  constructor(root: JsonObject, seal: SealText) {
    this.#root = root;
    this.#seal = seal;
  }

  async members(schemas: readonly Json[], value: JsonObject, path: readonly string[]): Promise<JsonObject> {
    const all = this.#parts(schemas);
    const fields = (name: string) => (all.some(isSecret) ? [SECRET] : all.flatMap((part) => fieldSchemas(part, name)));
    const entries = Object.entries(value).map(
      async ([name, member]) => [name, await this.#value(fields(name), member, [...path, name])] as const,
    );
    return objectFrom(await Promise.all(entries));
  }

  async #value(schemas: readonly Json[], value: Json, path: readonly string[]): Promise<Json> {
    const all = this.#parts(schemas);
    if (all.length === 0 || value === null) {
      return value;
    }
    if (all.some(isSecret)) {
      return { $sealed: [{ parameter: path.join('.'), box: await this.#seal(JSON.stringify(value)) }] };
    }
    if (Array.isArray(value)) {
      const items = all.flatMap(itemSchemas);
      return Promise.all(value.map((item, i) => this.#value(items, item, [...path, String(i)])));
    }
    return isObject(value) ? this.members(all, value, path) : value;
  }

  /** The schemas with all that are held against the same value, whether or not it fits them. */
  #parts(schemas: readonly Json[]): readonly JsonObject[] {
    return [...new Set(schemas.flatMap((schema) => this.#partsOf(schema)))];
  }

  #partsOf(schema: Json): readonly JsonObject[] {
    const known = this.#whole.get(schema);
    if (known !== undefined) {
      return known;
    }
    const found = new Set<JsonObject>();
    const queue: Json[] = [schema];
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
      if (isObject(next) && !found.has(next)) {
        found.add(next);
        queue.push(...inPlace(next, this.#root));
      }
    }
    const parts = [...found];
    this.#whole.set(schema, parts);
    return parts;
  }
}

/** The keywords that hold the same value against further schemas. */
function inPlace(schema: JsonObject, root: JsonObject): readonly Json[] {
  const { allOf, anyOf, oneOf, if: condition, then: yes, else: no, dependentSchemas, $ref } = schema;
  return [
    ...[allOf, anyOf, oneOf].flatMap(listOf),
    ...[condition, yes, no].flatMap(given),
    ...(isObject(dependentSchemas) ? Object.values(dependentSchemas) : []),
    ...(typeof $ref === 'string' ? given(referred($ref, root)) : []),
  ];
}

function referred(reference: string, root: JsonObject): Json | undefined {
  const pointer = reference.replace(/^#/, '');
  try {
    return resolvePointer(root, decodeURIComponent(pointer));
  } catch {
    return resolvePointer(root, pointer);
  }
}

/** Every schema that may be meant for a field; whether a pattern fits its name is not asked. */
function fieldSchemas(schema: JsonObject, name: string): readonly Json[] {
  const { properties, patternProperties, additionalProperties, unevaluatedProperties } = schema;
  const named = isObject(properties) ? own(properties, name) : undefined;
  const patterns = isObject(patternProperties) ? Object.values(patternProperties) : [];
  const others = named === undefined ? [additionalProperties, unevaluatedProperties] : [];
  return [...given(named), ...patterns, ...others.flatMap(given)];
}

function itemSchemas({ items, prefixItems, contains, unevaluatedItems }: JsonObject): readonly Json[] {
  return [...listOf(prefixItems), ...[items, contains, unevaluatedItems].flatMap(given)];
}

function given(schema: Json | undefined): readonly Json[] {
  return schema === undefined ? [] : [schema];
}

function listOf(schemas: Json | undefined): readonly Json[] {
  return Array.isArray(schemas) ? schemas : [];
}
