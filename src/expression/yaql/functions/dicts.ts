import { dictFrom, dictSize, entriesOf, lookUp } from '../../core/dictionary.ts';
import type { Env } from '../../core/env.ts';
import { equal } from '../../core/equality.ts';
import { hashKey } from '../../core/hash.ts';
import { isMapping, type Value } from '../../core/value.ts';
import { ValueSet } from '../../core/value-set.ts';
import { fail } from '../../error.ts';
import { Rule } from '../lambda.ts';
import { itemsIn, stream } from '../operators.ts';
import { asBoth, asFunction, asMethod, type Entry } from '../overloads.ts';
import { callIn, type Given, isIterable, selectedIn, valueIn } from '../parameters.ts';

type Pair = readonly [Value, Value];

function pairsOf(given: Given, env: Env): readonly Pair[] {
  const dict = valueIn(given);
  return isMapping(dict) ? entriesOf(dict, env) : [];
}

function ruled(rules: readonly Given[]): readonly Pair[] {
  return rules.map(
    (rule): Pair =>
      rule instanceof Rule
        ? [rule.source.call(), rule.value.call()]
        : fail('no_matching_overload', "'key => value' is needed"),
  );
}

function fromPairs([items]: readonly Given[], env: Env): Value {
  const pairs: Pair[] = [];
  for (const item of itemsIn(items, env)) {
    const [key, value] = isIterable(item) ? [...stream(item, env)] : [];
    if (key === undefined || value === undefined) {
      return isIterable(item)
        ? fail('stop_iteration', 'a pair needs a key and a value')
        : fail('type_error', 'a dictionary is made of pairs');
    }
    env.meter.items(2);
    pairs.push([key, value]);
  }
  return dictFrom(pairs, env);
}

function toDict([list, key, value]: readonly Given[], env: Env): Value {
  const pairs: Pair[] = [];
  for (const item of itemsIn(list, env)) {
    env.meter.items(2);
    pairs.push([callIn(key, item), selectedIn(value, item)]);
  }
  return dictFrom(pairs, env);
}

function get([dict, key, otherwise]: readonly Given[], env: Env): Value {
  const all = valueIn(dict);
  const value = isMapping(all) ? lookUp(all, valueIn(key), env) : undefined;
  return value === undefined ? valueIn(otherwise) : value;
}

function without(dict: Given, keys: Iterable<Value>, env: Env): Value {
  const gone = new Set<string>();
  for (const key of keys) {
    gone.add(hashKey(key, env));
  }
  return dictFrom(
    pairsOf(dict, env).filter(([key]) => !gone.has(hashKey(key, env))),
    env,
  );
}

/** Dictionaries; those that change something give a new one. */
export const DICTS: readonly Entry[] = [
  asFunction('dict *args:rule', (rules, env) => dictFrom(ruled(rules), env)),
  asFunction('dict items:iterable', fromPairs),
  asMethod('toDict collection:iterable keySelector:lambda valueSelector=:lambda', toDict),
  asFunction('isDict arg:any', ([arg]) => isMapping(valueIn(arg))),
  asBoth('len dict:dict', ([dict]) => {
    const value = valueIn(dict);
    return isMapping(value) ? dictSize(value) : 0;
  }),
  asMethod('get dict:dict key:any default=:any', get),
  asMethod('set dict:dict key:any value:any', ([dict, key, value], env) =>
    dictFrom([...pairsOf(dict, env), [valueIn(key), valueIn(value)]], env),
  ),
  asMethod('set dict:dict replacements:dict', ([dict, other], env) =>
    dictFrom([...pairsOf(dict, env), ...pairsOf(other, env)], env),
  ),
  asMethod('set dict:dict *args:rule', ([dict, ...rules], env) =>
    dictFrom([...pairsOf(dict, env), ...ruled(rules)], env),
  ),
  asMethod('keys dict:dict', ([dict], env) =>
    ValueSet.of(
      pairsOf(dict, env).map(([key]) => key),
      env,
    ),
  ),
  asMethod('values dict:dict', ([dict], env) => pairsOf(dict, env).map(([, value]) => value)),
  asMethod('items dict:dict', ([dict], env) => {
    const pairs = pairsOf(dict, env);
    env.meter.items(pairs.length * 2);
    return new ValueSet(new Map(pairs.map(([key, value]) => [hashKey(key, env), [key, value]])));
  }),
  asMethod('containsKey dict:dict key:any', ([dict, key], env) => {
    const all = valueIn(dict);
    return isMapping(all) && lookUp(all, valueIn(key), env) !== undefined;
  }),
  asMethod('containsValue dict:dict value:any', ([dict, wanted], env) =>
    pairsOf(dict, env).some(([, value]) => equal(value, valueIn(wanted), env)),
  ),
  asMethod('delete dict:dict *keys:any', ([dict, ...keys], env) => without(dict, keys.map(valueIn), env)),
  asMethod('deleteAll dict:dict keys:iterable', ([dict, keys], env) => without(dict, itemsIn(keys, env), env)),
];
