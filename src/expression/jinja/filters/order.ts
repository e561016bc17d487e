import { entriesOf } from '../../core/dictionary.ts';
import type { Env } from '../../core/env.ts';
import { hashKey } from '../../core/hash.ts';
import { attributeReader, Group } from '../../core/member.ts';
import { compare, sortBy } from '../../core/order.ts';
import { Undefined } from '../../core/undefined.ts';
import { orElse, tuple, type Value } from '../../core/value.ts';
import { fail } from '../../error.ts';
import { type Operation, operation } from '../operation.ts';

type Key = (item: Value) => Value;

/** What items are compared by. */
function keyOf(attribute: Value, caseSensitive: boolean, env: Env, otherwise?: Value): Key {
  const read = attributeReader(attribute, env, otherwise);
  return (item) => {
    const value = read(item);
    return typeof value === 'string' && !caseSensitive ? value.toLowerCase() : value;
  };
}

function sorted(items: readonly Value[], key: Key, reverse: boolean, env: Env): Value[] {
  return sortBy(items, key, (a, b) => (reverse ? compare(b, a, env) : compare(a, b, env)), env);
}

function extreme(name: 'min' | 'max', sign: 1 | -1): Operation {
  return operation(
    `${name} input:items case_sensitive=:bool attribute=:any`,
    (env, items, caseSensitive = false, attribute = null) => {
      const key = keyOf(attribute, caseSensitive, env);
      const [first, ...others] = items;
      const best = others.reduce<Value | undefined>(
        (found, item) => (compare(key(item), key(found as Value), env) * sign > 0 ? item : found),
        first,
      );
      return orElse(best, () => new Undefined('undefined_variable', 'item', 'there is no item, the list is empty'));
    },
  );
}

export const ORDER_FILTERS: readonly Operation[] = [
  operation(
    'sort input:items reverse=:bool case_sensitive=:bool attribute=:any',
    (env, items, reverse = false, caseSensitive = false, attribute = null) => {
      const paths = typeof attribute === 'string' ? attribute.split(',') : [attribute];
      const keys = paths.map((path) => keyOf(path, caseSensitive, env));
      return sorted(items, (item) => keys.map((key) => key(item)), reverse, env);
    },
  ),
  operation(
    'unique input:items case_sensitive=:bool attribute=:any',
    (env, items, caseSensitive = false, attribute = null) => {
      const key = keyOf(attribute, caseSensitive, env);
      const seen = new Map<string, Value>();
      for (const item of items) {
        const hash = hashKey(key(item), env);
        seen.set(
          hash,
          orElse(seen.get(hash), () => item),
        );
      }
      env.meter.items(seen.size);
      return [...seen.values()];
    },
  ),
  extreme('min', -1),
  extreme('max', 1),
  operation(
    'groupby input:items attribute:any default=:any case_sensitive=:bool',
    (env, items, attribute, otherwise, caseSensitive = false) => {
      const read = attributeReader(attribute, env, otherwise);
      const key = keyOf(attribute, caseSensitive, env, otherwise);
      const groups = new Map<string, readonly [Value, Value[]]>();
      for (const item of sorted(items, key, false, env)) {
        const hash = hashKey(key(item), env);
        const group = groups.get(hash) ?? [read(item), []];
        groups.set(hash, group);
        group[1].push(item);
      }
      env.meter.items(items.length + groups.size * 4);
      return [...groups.values()].map((group) => Group.from<Value>(group));
    },
  ),
  operation(
    'dictsort input:dict case_sensitive=:bool by=:string reverse=:bool',
    (env, dict, caseSensitive = false, by = 'key', reverse = false) => {
      const at = ['key', 'value'].indexOf(by);
      if (at === -1) {
        fail('value_error', "'key' or 'value' is needed");
      }
      const pairs = entriesOf(dict, env).map(([key, value]) => tuple(key, value));
      return sorted(pairs, keyOf(at, caseSensitive, env), reverse, env);
    },
  ),
];
