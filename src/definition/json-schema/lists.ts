import { canonical, type Json, type JsonObject } from '../../value/json.ts';
import { countFaults } from './assertions.ts';
import { type Check, type Evaluation, listOf, type Steps } from './evaluation.ts';

/** The keywords that look at a list and its items. */
export function checkList(
  schema: JsonObject,
  value: readonly Json[],
  path: Steps,
  found: Evaluation,
  check: Check,
): void {
  found.addAll(countFaults(schema, value.length, 'Items', 'item'), path);
  if (schema.uniqueItems === true && new Set(value.map(canonical)).size < value.length) {
    found.add({ path, keyword: 'uniqueItems', message: 'must not hold an item twice' });
  }
  const prefix = listOf(schema.prefixItems);
  for (const [index, item] of value.entries()) {
    const part = index < prefix.length ? prefix[index] : schema.items;
    if (part !== undefined) {
      found.include(check(part, item, [...path, index]));
      found.items.add(index);
    }
  }
  if (schema.contains !== undefined) {
    checkContains(schema, value, path, found, check);
  }
}

/** Comes last: it applies to the items that nothing else has looked at. */
export function checkUnevaluatedItems(
  schema: JsonObject,
  value: readonly Json[],
  path: Steps,
  found: Evaluation,
  check: Check,
): void {
  if (schema.unevaluatedItems !== undefined) {
    for (const [index, item] of value.entries()) {
      if (!found.items.has(index)) {
        found.include(check(schema.unevaluatedItems, item, [...path, index]));
        found.items.add(index);
      }
    }
  }
}

function checkContains(schema: JsonObject, value: readonly Json[], path: Steps, found: Evaluation, check: Check): void {
  let fitting = 0;
  for (const [index, item] of value.entries()) {
    if (check(schema.contains, item, [...path, index]).fits) {
      found.items.add(index);
      fitting += 1;
    }
  }
  const most = schema.maxContains === undefined ? {} : { maxItems: schema.maxContains };
  const bounds = { minItems: schema.minContains ?? 1, ...most };
  for (const { message } of countFaults(bounds, fitting, 'Items', 'fitting item')) {
    found.add({ path, keyword: 'contains', message });
  }
}
