import { stringOf } from '../../core/arguments.ts';
import { entriesOf } from '../../core/dictionary.ts';
import type { Env } from '../../core/env.ts';
import { hashKey } from '../../core/hash.ts';
import { iterate } from '../../core/iterate.ts';
import { Group, pathOf } from '../../core/member.ts';
import { compare, sortBy } from '../../core/order.ts';
import { type AnyOperation, type Bound, operation } from '../../core/signature.ts';
import { truth } from '../../core/truth.ts';
import { defined, Undefined } from '../../core/undefined.ts';
import { describe, isMapping, orElse, tuple, type Value } from '../../core/value.ts';
import { fail } from '../../error.ts';

/** Filters that compare: letters count the same in both cases unless asked otherwise. */
export const ORDER_FILTERS: readonly (readonly [string, AnyOperation])[] = [
  ['sort', operation('reverse? case_sensitive? attribute?', sort)],
  ['unique', operation('case_sensitive? attribute?', unique)],
  ['min', operation('case_sensitive? attribute?', (input, given, env) => extreme(input, given, -1, env))],
  ['max', operation('case_sensitive? attribute?', (input, given, env) => extreme(input, given, 1, env))],
  ['groupby', operation('attribute default? case_sensitive?', groupBy)],
  ['dictsort', operation('case_sensitive? by? reverse?', dictSort)],
];

type Key = (item: Value) => Value;

function keyOf(attribute: Value | undefined, caseSensitive: Value, env: Env, otherwise?: Value): Key {
  const fold = (value: Value): Value =>
    typeof value === 'string' && !truth(caseSensitive) ? value.toLowerCase() : value;
  return (item) => fold(attributeOf(item, attribute, env, otherwise));
}

function attributeOf(item: Value, attribute: Value | undefined, env: Env, otherwise?: Value): Value {
  if (attribute === undefined || attribute === null) {
    return item;
  }
  const value = pathOf(item, attribute, env);
  return value instanceof Undefined && otherwise !== undefined ? otherwise : defined(value);
}

function sort(input: Value, [reverse = false, caseSensitive = false, attribute]: Bound, env: Env): Value {
  const keys = typeof attribute === 'string' ? attribute.split(',') : [attribute];
  const parts = keys.map((key) => keyOf(key, caseSensitive, env));
  const [only] = parts;
  const key: Key = only !== undefined && parts.length === 1 ? only : (item) => parts.map((part) => part(item));
  return sorted(iterate(input, env), key, truth(reverse), env);
}

/** Sorted either way, equals keep their order. */
function sorted(items: readonly Value[], key: Key, reverse: boolean, env: Env): Value[] {
  return sortBy(items, key, (a, b) => (reverse ? compare(b, a, env) : compare(a, b, env)), env);
}

function unique(input: Value, [caseSensitive = false, attribute]: Bound, env: Env): Value {
  const key = keyOf(attribute, caseSensitive, env);
  const seen = new Map<string, Value>();
  for (const item of iterate(input, env)) {
    const hash = hashKey(key(item), env);
    if (!seen.has(hash)) {
      seen.set(hash, item);
    }
  }
  env.meter.items(seen.size);
  return [...seen.values()];
}

function extreme(input: Value, [caseSensitive = false, attribute]: Bound, sign: 1 | -1, env: Env): Value {
  const key = keyOf(attribute, caseSensitive, env);
  let best: Value | undefined;
  for (const item of iterate(input, env)) {
    if (best === undefined || compare(key(item), key(best), env) * sign > 0) {
      best = item;
    }
  }
  return orElse(best, () => new Undefined('undefined_variable', 'item', 'there is no item, the list is empty'));
}

function groupBy(input: Value, [attribute = null, otherwise, caseSensitive = false]: Bound, env: Env): Value {
  const key = keyOf(attribute, caseSensitive, env, otherwise);
  const ordered = sorted(iterate(input, env), key, false, env);
  const groups: { readonly name: Value; readonly hash: string; readonly items: Value[] }[] = [];
  for (const item of ordered) {
    const hash = hashKey(key(item), env);
    const group = groups.at(-1);
    if (group?.hash === hash) {
      group.items.push(item);
    } else {
      groups.push({ name: attributeOf(item, attribute, env, otherwise), hash, items: [item] });
    }
  }
  env.meter.items(ordered.length + groups.length * 4);
  return groups.map(({ name, items }) => Group.from<Value>([name, items]));
}

function dictSort(input: Value, [caseSensitive = false, by = 'key', reverse = false]: Bound, env: Env): Value {
  const field = stringOf(by);
  if (field !== 'key' && field !== 'value') {
    fail('value_error', "'key' or 'value' is needed");
  }
  if (!isMapping(input)) {
    return fail('type_error', `${describe(input)} has no keys and values`);
  }
  const pairs = entriesOf(input, env).map(([key, value]) => tuple(key, value));
  const fold = keyOf(undefined, caseSensitive, env);
  const at = field === 'key' ? 0 : 1;
  return sorted(pairs, (pair) => fold((pair as readonly Value[])[at] ?? null), truth(reverse), env);
}
