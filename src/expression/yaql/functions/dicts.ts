import { needed } from '../../core/arguments.ts';
import { dictFrom, dictSize, lookUp, type Mapping, type Pair, pairsOf } from '../../core/dictionary.ts';
import { equal } from '../../core/equality.ts';
import { hashKey } from '../../core/hash.ts';
import { orElse, type Value } from '../../core/value.ts';
import { ValueSet } from '../../core/value-set.ts';
import { fail } from '../../error.ts';
import { chargeItems } from '../../run.ts';
import type { Rule } from '../lambda.ts';
import { eager, type Overload } from '../overloads.ts';
import { isIterable, stream } from '../parameters.ts';
import { each } from './each.ts';

function ruled(rules: readonly Rule[]): readonly Pair[] {
  return rules.map(({ source, value }) => [source([]), value([])]);
}

function pairOf(item: Value): Pair {
  if (!isIterable(item)) {
    return needed('a pair', item);
  }
  const [key, value] = stream(item);
  chargeItems(2);
  return key === undefined || value === undefined
    ? fail('stop_iteration', 'a pair needs a key and a value')
    : [key, value];
}

function changed(dict: Mapping, by: Iterable<Pair>): Value {
  return dictFrom([...pairsOf(dict), ...by]);
}

function without(dict: Mapping, keys: Iterable<Value>): Value {
  const gone = ValueSet.of(keys).members;
  return dictFrom(pairsOf(dict).filter(([key]) => !gone.has(hashKey(key))));
}

export const DICTS: readonly Overload[] = eager({
  'dict *args:rule': (...rules) => dictFrom(ruled(rules)),
  'dict items:iterable': (items) => dictFrom(each(items, pairOf)),
  '.toDict collection:iterable keySelector:lambda valueSelector=:lambda': (items, key, value) =>
    dictFrom(
      each(items, (item): Pair => {
        chargeItems(2);
        return [key([item]), value ? value([item]) : item];
      }),
    ),
  'len|.len dict:dict': dictSize,
  '.get dict:dict key:any default=:any': (dict, key, otherwise = null) => orElse(lookUp(dict, key), () => otherwise),
  '.set dict:dict key:any value:any': (dict, key, value) => changed(dict, [[key, value]]),
  '.set dict:dict replacements:dict': (dict, other) => changed(dict, pairsOf(other)),
  '.set dict:dict *args:rule': (dict, ...rules) => changed(dict, ruled(rules)),
  '.keys dict:dict': (dict) => ValueSet.of(pairsOf(dict).map(([key]) => key)),
  '.values dict:dict': (dict) => pairsOf(dict).map(([, value]) => value),
  '.items dict:dict': (dict) => {
    const pairs = pairsOf(dict);
    chargeItems(pairs.length * 2);
    return new ValueSet(new Map(pairs.map((pair) => [hashKey(pair[0]), [...pair]])));
  },
  '.containsKey dict:dict key:any': (dict, key) => lookUp(dict, key) !== undefined,
  '.containsValue dict:dict value:any': (dict, wanted) => pairsOf(dict).some(([, value]) => equal(value, wanted)),
  '.delete dict:dict *keys:any': (dict, ...keys) => without(dict, keys),
  '.deleteAll dict:dict keys:iterable': without,
});
