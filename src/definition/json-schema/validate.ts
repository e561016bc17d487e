import { isObject, type Json, type JsonObject, own } from '../../value/json.ts';
import { isSealed } from '../../value/sealed.ts';
import { parsePointer } from '../yaml/tree.ts';
import { assertValue } from './assertions.ts';
import { Evaluation, listOf, type Mismatch, type Steps } from './evaluation.ts';
import { checkList, checkUnevaluatedItems } from './lists.ts';
import { checkObject, checkUnevaluatedFields } from './objects.ts';

/** Bounds for schemas that refer to themselves or branch at every level. */
const MOST_STEPS = 500_000;
const DEEPEST = 256;

/**
 * Compares a value with a JSON Schema (2020-12, references within the schema only). All mismatches are
 * collected, up to a thousand. Sealed values fit everywhere: nothing may look into them.
 */
export function validate(schema: Json, value: Json): readonly Mismatch[] {
  return new Validator(schema).run(value);
}

class Validator {
  readonly #root: Json;
  readonly #check = (schema: Json | undefined, value: Json, path: Steps) => this.#compare(schema, value, path);
  #steps = 0;
  #depth = 0;
  #exhausted = false;

  constructor(root: Json) {
    this.#root = root;
  }

  run(value: Json): readonly Mismatch[] {
    const { mismatches } = this.#compare(this.#root, value, []);
    return this.#exhausted
      ? [{ path: [], keyword: '$ref', message: 'is too much work to check against its schema' }]
      : mismatches;
  }

  #compare(schema: Json | undefined, value: Json, path: Steps): Evaluation {
    const found = new Evaluation();
    this.#steps += 1;
    this.#exhausted ||= this.#steps > MOST_STEPS || this.#depth > DEEPEST;
    if (schema === false) {
      found.add({ path, keyword: 'false', message: 'is not allowed here' });
    }
    if (!isObject(schema) || isSealed(value) || this.#exhausted) {
      return found;
    }
    this.#depth += 1;
    found.addAll(assertValue(schema, value), path);
    this.#combine(schema, value, path, found);
    if (isObject(value)) {
      checkObject(schema, value, path, found, this.#check);
      checkUnevaluatedFields(schema, value, path, found, this.#check);
    } else if (Array.isArray(value)) {
      checkList(schema, value, path, found, this.#check);
      checkUnevaluatedItems(schema, value, path, found, this.#check);
    }
    this.#depth -= 1;
    return found;
  }

  /** The keywords that hold the value against further schemas. */
  #combine(schema: JsonObject, value: Json, path: Steps, found: Evaluation): void {
    if (typeof schema.$ref === 'string') {
      found.merge(this.#compare(this.#resolve(schema.$ref), value, path));
    }
    for (const part of listOf(schema.allOf)) {
      found.merge(this.#compare(part, value, path));
    }
    if (Array.isArray(schema.anyOf)) {
      this.#choose('anyOf', schema.anyOf, value, path, found);
    }
    if (Array.isArray(schema.oneOf)) {
      this.#choose('oneOf', schema.oneOf, value, path, found);
    }
    if (schema.not !== undefined && this.#compare(schema.not, value, path).fits) {
      found.add({ path, keyword: 'not', message: 'is of a form that its schema excludes' });
    }
    if (schema.if !== undefined) {
      const condition = this.#compare(schema.if, value, path);
      if (condition.fits) {
        found.see(condition);
      }
      found.merge(this.#compare(condition.fits ? schema.then : schema.else, value, path));
    }
  }

  #choose(keyword: 'anyOf' | 'oneOf', parts: readonly Json[], value: Json, path: Steps, found: Evaluation): void {
    const results = parts.map((part) => this.#compare(part, value, path));
    const fitting = results.filter(({ fits }) => fits);
    for (const result of fitting) {
      found.see(result);
    }
    if (fitting.length > 1 && keyword === 'oneOf') {
      const message = `must fit exactly one of ${parts.length} forms, but fits ${fitting.length}`;
      found.add({ path, keyword, message });
    }
    if (fitting.length === 0) {
      // Forms of another type were never meant; if one is left, its mismatches say more.
      const meant = results.filter((result) => !isOfOtherType(result, path));
      const only = meant.length === 1 ? meant[0] : undefined;
      if (only === undefined) {
        found.add({ path, keyword, message: `must fit one of ${parts.length} forms, and fits none` });
      } else {
        found.include(only);
      }
    }
  }

  /** A part of the schema by its pointer; what is not there refuses everything. */
  #resolve(reference: string): Json {
    return reference.startsWith('#') ? (resolvePointer(this.#root, decode(reference.slice(1))) ?? false) : false;
  }
}

function isOfOtherType({ mismatches }: Evaluation, path: Steps): boolean {
  return mismatches.some((mismatch) => mismatch.keyword === 'type' && mismatch.path.length === path.length);
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
