import { dictFrom, dictSize, entriesOf, lookUp, type Mapping, type Pair } from '../../core/dictionary.ts';
import type { Env } from '../../core/env.ts';
import { equal } from '../../core/equality.ts';
import { hashKey } from '../../core/hash.ts';
import { orElse, type Value } from '../../core/value.ts';
import { ValueSet } from '../../core/value-set.ts';
import { fail } from '../../error.ts';
import type { Rule } from '../lambda.ts';
import { eager, type Overload } from '../overloads.ts';
import { isIterable, stream } from '../parameters.ts';

function ruled(rules: readonly Rule[]): readonly Pair[] {
  return rules.map(({ source, value }) => [source([]), value([])]);
}

function pairOf(item: Value, env: Env): Pair {
  if (!isIterable(item)) {
    return fail('type_error', 'a dictionary is made of pairs');
  }
  const [key, value] = [...stream(item, env)];
  env.meter.items(2);
  return key === undefined || value === undefined
    ? fail('stop_iteration', 'a pair needs a key and a value')
    : [key, value];
}

function changed(dict: Mapping, by: Iterable<Pair>, env: Env): Value {
  return dictFrom([...entriesOf(dict, env), ...by], env);
}

function without(env: Env, dict: Mapping, keys: Iterable<Value>): Value {
  const gone = ValueSet.of(keys, env).members;
  return dictFrom(
    entriesOf(dict, env).filter(([key]) => !gone.has(hashKey(key, env))),
    env,
  );
}

export const DICTS: readonly Overload[] = [
  eager('dict *args:rule', (env, ...rules) => dictFrom(ruled(rules), env)),
  eager('dict items:iterable', (env, items) =>
    dictFrom(
      [...items].map((item) => pairOf(item, env)),
      env,
    ),
  ),
  eager('.toDict collection:iterable keySelector:lambda valueSelector=:lambda', (env, items, key, value) => {
    const pairs: Pair[] = [];
    for (const item of items) {
      env.meter.items(2);
      pairs.push([key([item]), value ? value([item]) : item]);
    }
    return dictFrom(pairs, env);
  }),
  eager('len|.len dict:dict', (_, dict) => dictSize(dict)),
  eager('.get dict:dict key:any default=:any', (env, dict, key, otherwise = null) =>
    orElse(lookUp(dict, key, env), () => otherwise),
  ),
  eager('.set dict:dict key:any value:any', (env, dict, key, value) => changed(dict, [[key, value]], env)),
  eager('.set dict:dict replacements:dict', (env, dict, other) => changed(dict, entriesOf(other, env), env)),
  eager('.set dict:dict *args:rule', (env, dict, ...rules) => changed(dict, ruled(rules), env)),
  eager('.keys dict:dict', (env, dict) =>
    ValueSet.of(
      entriesOf(dict, env).map(([key]) => key),
      env,
    ),
  ),
  eager('.values dict:dict', (env, dict) => entriesOf(dict, env).map(([, value]) => value)),
  eager('.items dict:dict', (env, dict) => {
    const pairs = entriesOf(dict, env);
    env.meter.items(pairs.length * 2);
    return new ValueSet(new Map(pairs.map((pair) => [hashKey(pair[0], env), [...pair]])));
  }),
  eager('.containsKey dict:dict key:any', (env, dict, key) => lookUp(dict, key, env) !== undefined),
  eager('.containsValue dict:dict value:any', (env, dict, wanted) =>
    entriesOf(dict, env).some(([, value]) => equal(value, wanted, env)),
  ),
  eager('.delete dict:dict *keys:any', (env, dict, ...keys) => without(env, dict, keys)),
  eager('.deleteAll dict:dict keys:iterable', without),
];
