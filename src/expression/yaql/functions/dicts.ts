import { dictFrom, dictSize, entriesOf, lookUp } from '../../core/dictionary.ts';
import type { Env } from '../../core/env.ts';
import { equal } from '../../core/equality.ts';
import { hashKey } from '../../core/hash.ts';
import { isMapping, type Value } from '../../core/value.ts';
import { ValueSet } from '../../core/value-set.ts';
import { fail } from '../../error.ts';
import { Rule } from '../lambda.ts';
import { stream } from '../operators.ts';
import { type Entry, entry } from '../overloads.ts';
import { type Given, isIterable, lambdaOf, valueIn } from '../parameters.ts';

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
  for (const item of stream(valueIn(items), env)) {
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
  for (const item of stream(valueIn(list), env)) {
    env.meter.items(2);
    pairs.push([lambdaOf(key)?.call(item) ?? null, value === undefined ? item : (lambdaOf(value)?.call(item) ?? null)]);
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
  entry('function', 'dict', '*args:rule', (rules, env) => dictFrom(ruled(rules), env)),
  entry('function', 'dict', 'items:iterable', fromPairs),
  entry('method', 'toDict', 'collection:iterable keySelector:lambda valueSelector=:lambda', toDict),
  entry('function', 'isDict', 'arg:any', ([arg]) => isMapping(valueIn(arg))),
  entry('both', 'len', 'dict:dict', ([dict]) => {
    const value = valueIn(dict);
    return isMapping(value) ? dictSize(value) : 0;
  }),
  entry('method', 'get', 'dict:dict key:any default=:any', get),
  entry('method', 'set', 'dict:dict key:any value:any', ([dict, key, value], env) =>
    dictFrom([...pairsOf(dict, env), [valueIn(key), valueIn(value)]], env),
  ),
  entry('method', 'set', 'dict:dict replacements:dict', ([dict, other], env) =>
    dictFrom([...pairsOf(dict, env), ...pairsOf(other, env)], env),
  ),
  entry('method', 'set', 'dict:dict *args:rule', ([dict, ...rules], env) =>
    dictFrom([...pairsOf(dict, env), ...ruled(rules)], env),
  ),
  entry('method', 'keys', 'dict:dict', ([dict], env) =>
    ValueSet.of(
      pairsOf(dict, env).map(([key]) => key),
      env,
    ),
  ),
  entry('method', 'values', 'dict:dict', ([dict], env) => pairsOf(dict, env).map(([, value]) => value)),
  entry('method', 'items', 'dict:dict', ([dict], env) => {
    const pairs = pairsOf(dict, env);
    env.meter.items(pairs.length * 2);
    return new ValueSet(new Map(pairs.map(([key, value]) => [hashKey(key, env), [key, value]])));
  }),
  entry('method', 'containsKey', 'dict:dict key:any', ([dict, key], env) => {
    const all = valueIn(dict);
    return isMapping(all) && lookUp(all, valueIn(key), env) !== undefined;
  }),
  entry('method', 'containsValue', 'dict:dict value:any', ([dict, wanted], env) =>
    pairsOf(dict, env).some(([, value]) => equal(value, valueIn(wanted), env)),
  ),
  entry('method', 'delete', 'dict:dict *keys:any', ([dict, ...keys], env) => without(dict, keys.map(valueIn), env)),
  entry('method', 'deleteAll', 'dict:dict keys:iterable', ([dict, keys], env) =>
    without(dict, stream(valueIn(keys), env), env),
  ),
];
