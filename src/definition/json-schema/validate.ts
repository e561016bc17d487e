import { canonical, isObject, type Json, type JsonObject, own } from '../../value/json.ts';
import { isSealed } from '../../value/sealed.ts';
import { parsePointer } from '../yaml/tree.ts';
import { assertValue, countFaults, type Fault } from './assertions.ts';
import { compilePattern } from './pattern.ts';

/** One way in which a value does not fit its schema. */
export interface Mismatch extends Fault {
  readonly path: readonly (string | number)[];
}

/** Bounds for schemas that refer to themselves or branch at every level. */
const MOST_STEPS = 500_000;
const DEEPEST = 256;

/**
 * Compares a value with a JSON Schema (2020-12, references within the schema only). All mismatches are
 * collected. Sealed values fit everywhere: nothing may look into them.
 */
export function validate(schema: Json, value: Json): readonly Mismatch[] {
  return new Validator(schema).run(value);
}

/** What the keywords of a schema have looked at; `unevaluated…` applies to the rest. */
class Evaluated {
  readonly properties = new Set<string>();
  readonly items = new Set<number>();

  add(other: Evaluated): void {
    for (const name of other.properties) {
      this.properties.add(name);
    }
    for (const index of other.items) {
      this.items.add(index);
    }
  }
}

interface Result {
  readonly mismatches: readonly Mismatch[];
  readonly evaluated: Evaluated;
}

type Steps = readonly (string | number)[];

class Validator {
  readonly #root: Json;
  #steps = 0;
  #depth = 0;
  #exhausted = false;

  constructor(root: Json) {
    this.#root = root;
  }

  run(value: Json): readonly Mismatch[] {
    const { mismatches } = this.#check(this.#root, value, []);
    return this.#exhausted
      ? [{ path: [], keyword: '$ref', message: 'is too much work to check against its schema' }]
      : mismatches;
  }

  #check(schema: Json | undefined, value: Json, path: Steps): Result {
    const evaluated = new Evaluated();
    this.#steps += 1;
    if (this.#steps > MOST_STEPS || this.#depth > DEEPEST) {
      this.#exhausted = true;
    }
    if (schema === false) {
      return { mismatches: [{ path, keyword: 'false', message: 'is not allowed here' }], evaluated };
    }
    if (!isObject(schema) || isSealed(value) || this.#exhausted) {
      return { mismatches: [], evaluated };
    }
    this.#depth += 1;
    const mismatches: Mismatch[] = assertValue(schema, value).map((fault) => ({ ...fault, path }));
    this.#combine(schema, value, path, mismatches, evaluated);
    if (isObject(value)) {
      this.#object(schema, value, path, mismatches, evaluated);
    } else if (Array.isArray(value)) {
      this.#list(schema, value, path, mismatches, evaluated);
    }
    this.#depth -= 1;
    return { mismatches, evaluated };
  }

  #combine(schema: JsonObject, value: Json, path: Steps, out: Mismatch[], evaluated: Evaluated): void {
    const must = (part: Json | undefined) => {
      const result = this.#check(part, value, path);
      out.push(...result.mismatches);
      evaluated.add(result.evaluated);
    };
    if (typeof schema.$ref === 'string') {
      must(this.#resolve(schema.$ref));
    }
    for (const part of list(schema.allOf)) {
      must(part);
    }
    if (Array.isArray(schema.anyOf)) {
      this.#choose('anyOf', schema.anyOf, value, path, out, evaluated);
    }
    if (Array.isArray(schema.oneOf)) {
      this.#choose('oneOf', schema.oneOf, value, path, out, evaluated);
    }
    if (schema.not !== undefined && this.#check(schema.not, value, path).mismatches.length === 0) {
      out.push({ path, keyword: 'not', message: 'is of a form that its schema excludes' });
    }
    if (schema.if !== undefined) {
      const condition = this.#check(schema.if, value, path);
      if (condition.mismatches.length === 0) {
        evaluated.add(condition.evaluated);
        must(schema.then);
      } else {
        must(schema.else);
      }
    }
  }

  #choose(
    keyword: 'anyOf' | 'oneOf',
    parts: readonly Json[],
    value: Json,
    path: Steps,
    out: Mismatch[],
    evaluated: Evaluated,
  ): void {
    const results = parts.map((part) => this.#check(part, value, path));
    const fitting = results.filter((result) => result.mismatches.length === 0);
    for (const result of fitting) {
      evaluated.add(result.evaluated);
    }
    if (fitting.length > 1 && keyword === 'oneOf') {
      out.push({
        path,
        keyword,
        message: `must fit exactly one of ${parts.length} forms, but fits ${fitting.length}`,
      });
    }
    if (fitting.length === 0) {
      // The forms of another type were never meant; if one is left, its mismatches say more.
      const meant = results.filter(
        ({ mismatches }) =>
          !mismatches.some((one) => one.keyword === 'type' && one.path.length === path.length),
      );
      const only = meant.length === 1 ? meant[0] : undefined;
      out.push(
        ...(only?.mismatches ?? [
          { path, keyword, message: `must fit one of ${parts.length} forms, and fits none` },
        ]),
      );
    }
  }

  #object(schema: JsonObject, value: JsonObject, path: Steps, out: Mismatch[], evaluated: Evaluated): void {
    const names = Object.keys(value);
    out.push(
      ...countFaults(schema, names.length, 'Properties', 'field').map((fault) => ({ ...fault, path })),
    );
    for (const name of list(schema.required)) {
      if (typeof name === 'string' && !Object.hasOwn(value, name)) {
        out.push({ path: [...path, name], keyword: 'required', message: 'is missing' });
      }
    }
    const child = (part: Json | undefined, name: string) => {
      out.push(...this.#check(part, value[name] ?? null, [...path, name]).mismatches);
      evaluated.properties.add(name);
    };
    this.#dependents(schema, value, path, out, evaluated);
    const properties = isObject(schema.properties) ? schema.properties : {};
    const patterns = isObject(schema.patternProperties) ? Object.entries(schema.patternProperties) : [];
    for (const name of names) {
      const known = own(properties, name);
      const matching = patterns.filter(([pattern]) => matchesPattern(pattern, name));
      if (known !== undefined) {
        child(known, name);
      }
      for (const [, part] of matching) {
        child(part, name);
      }
      if (known === undefined && matching.length === 0 && schema.additionalProperties !== undefined) {
        child(schema.additionalProperties, name);
      }
      if (schema.propertyNames !== undefined) {
        const faults = this.#check(schema.propertyNames, name, [...path, name]).mismatches;
        out.push(...faults.map((fault) => ({ ...fault, message: `as a name ${fault.message}` })));
      }
    }
    if (schema.unevaluatedProperties !== undefined) {
      for (const name of names.filter((name) => !evaluated.properties.has(name))) {
        child(schema.unevaluatedProperties, name);
      }
    }
  }

  #dependents(
    schema: JsonObject,
    value: JsonObject,
    path: Steps,
    out: Mismatch[],
    evaluated: Evaluated,
  ): void {
    for (const [name, needed] of Object.entries(
      isObject(schema.dependentRequired) ? schema.dependentRequired : {},
    )) {
      for (const other of Object.hasOwn(value, name) ? list(needed) : []) {
        if (typeof other === 'string' && !Object.hasOwn(value, other)) {
          out.push({ path: [...path, other], keyword: 'required', message: `is missing beside ${name}` });
        }
      }
    }
    for (const [name, part] of Object.entries(
      isObject(schema.dependentSchemas) ? schema.dependentSchemas : {},
    )) {
      if (Object.hasOwn(value, name)) {
        const result = this.#check(part, value, path);
        out.push(...result.mismatches);
        evaluated.add(result.evaluated);
      }
    }
  }

  #list(
    schema: JsonObject,
    value: readonly Json[],
    path: Steps,
    out: Mismatch[],
    evaluated: Evaluated,
  ): void {
    out.push(...countFaults(schema, value.length, 'Items', 'item').map((fault) => ({ ...fault, path })));
    if (schema.uniqueItems === true && new Set(value.map(canonical)).size < value.length) {
      out.push({ path, keyword: 'uniqueItems', message: 'must not hold an item twice' });
    }
    const prefix = list(schema.prefixItems);
    for (const [index, item] of value.entries()) {
      const part = index < prefix.length ? prefix[index] : schema.items;
      if (part !== undefined) {
        out.push(...this.#check(part, item, [...path, index]).mismatches);
        evaluated.items.add(index);
      }
    }
    this.#contains(schema, value, path, out, evaluated);
    if (schema.unevaluatedItems !== undefined) {
      for (const [index, item] of value.entries()) {
        if (!evaluated.items.has(index)) {
          out.push(...this.#check(schema.unevaluatedItems, item, [...path, index]).mismatches);
        }
      }
    }
  }

  #contains(
    schema: JsonObject,
    value: readonly Json[],
    path: Steps,
    out: Mismatch[],
    evaluated: Evaluated,
  ): void {
    if (schema.contains === undefined) {
      return;
    }
    const fitting = value.flatMap((item, index) =>
      this.#check(schema.contains, item, [...path, index]).mismatches.length === 0 ? [index] : [],
    );
    for (const index of fitting) {
      evaluated.items.add(index);
    }
    const bounds = {
      minItems: schema.minContains ?? 1,
      ...(schema.maxContains === undefined ? {} : { maxItems: schema.maxContains }),
    };
    const faults = countFaults(bounds, fitting.length, 'Items', 'fitting item');
    out.push(...faults.map(({ message }) => ({ path, keyword: 'contains', message })));
  }

  /** A part of the schema by its pointer; what is not there refuses everything. */
  #resolve(reference: string): Json {
    if (!reference.startsWith('#')) {
      return false;
    }
    return resolvePointer(this.#root, decode(reference.slice(1))) ?? false;
  }
}

/** What stands at a JSON pointer of a value. */
export function resolvePointer(root: Json, target: string): Json | undefined {
  let found: Json | undefined = root;
  for (const step of parsePointer(target)) {
    if (isObject(found)) {
      found = own(found, step);
    } else {
      found = Array.isArray(found) ? found[Number(step)] : undefined;
    }
  }
  return found;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function list(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

function matchesPattern(pattern: string, name: string): boolean {
  const compiled = compilePattern(pattern);
  return 'test' in compiled && compiled.test(name);
}
