import { isObject, type Json, type JsonObject, own } from '../../value/json.ts';
import { countFaults } from './assertions.ts';
import { type Check, type Evaluation, listOf, type Steps } from './evaluation.ts';
import { compilePattern } from './pattern.ts';

/** The keywords that look at an object and its fields. */
export function checkObject(schema: JsonObject, value: JsonObject, path: Steps, found: Evaluation, check: Check): void {
  found.addAll(countFaults(schema, Object.keys(value).length, 'Properties', 'field'), path);
  checkRequired(listOf(schema.required), value, path, '', found);
  for (const [name, needed] of membersOf(schema.dependentRequired)) {
    if (Object.hasOwn(value, name)) {
      checkRequired(listOf(needed), value, path, ` beside ${name}`, found);
    }
  }
  for (const [name, part] of membersOf(schema.dependentSchemas)) {
    if (Object.hasOwn(value, name)) {
      found.merge(check(part, value, path));
    }
  }
  checkFields(schema, value, path, found, check);
  checkNames(schema, value, path, found, check);
}

/** Comes last: it applies to the fields that nothing else has looked at. */
export function checkUnevaluatedFields(
  schema: JsonObject,
  value: JsonObject,
  path: Steps,
  found: Evaluation,
  check: Check,
): void {
  if (schema.unevaluatedProperties !== undefined) {
    for (const [name, field] of Object.entries(value)) {
      if (!found.properties.has(name)) {
        found.include(check(schema.unevaluatedProperties, field, [...path, name]));
        found.properties.add(name);
      }
    }
  }
}

function checkRequired(names: readonly Json[], value: JsonObject, path: Steps, why: string, found: Evaluation): void {
  for (const name of names) {
    if (typeof name === 'string' && !Object.hasOwn(value, name)) {
      found.add({ path: [...path, name], keyword: 'required', message: `is missing${why}` });
    }
  }
}

function checkFields(schema: JsonObject, value: JsonObject, path: Steps, found: Evaluation, check: Check): void {
  const properties = isObject(schema.properties) ? schema.properties : {};
  const patterns = membersOf(schema.patternProperties);
  for (const [name, field] of Object.entries(value)) {
    const known = own(properties, name);
    const parts = patterns.filter(([pattern]) => matches(pattern, name)).map(([, part]) => part);
    if (known !== undefined) {
      parts.unshift(known);
    }
    if (parts.length === 0 && schema.additionalProperties !== undefined) {
      parts.push(schema.additionalProperties);
    }
    for (const part of parts) {
      found.include(check(part, field, [...path, name]));
      found.properties.add(name);
    }
  }
}

function checkNames(schema: JsonObject, value: JsonObject, path: Steps, found: Evaluation, check: Check): void {
  if (schema.propertyNames !== undefined) {
    for (const name of Object.keys(value)) {
      const place = [...path, name];
      const faults = check(schema.propertyNames, name, place).mismatches;
      found.addAll(
        faults.map((fault) => ({ ...fault, message: `as a name ${fault.message}` })),
        place,
      );
    }
  }
}

function membersOf(value: Json | undefined): readonly (readonly [string, Json])[] {
  return isObject(value) ? Object.entries(value) : [];
}

function matches(pattern: string, name: string): boolean {
  const compiled = compilePattern(pattern);
  return 'test' in compiled && compiled.test(name);
}
