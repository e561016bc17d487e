import type { Env } from '../../core/env.ts';
import type { Value } from '../../core/value.ts';
import { ValueSet } from '../../core/value-set.ts';
import { difference, itemsIn } from '../operators.ts';
import { asFunction, asMethod, type Entry } from '../overloads.ts';
import { type Given, valueIn } from '../parameters.ts';
import { spreadAll } from './lists.ts';

const EMPTY = new ValueSet(new Map());

function setIn(given: Given): ValueSet {
  return given instanceof ValueSet ? given : EMPTY;
}

function both(a: ValueSet, b: ValueSet, env: Env): ValueSet {
  env.meter.items(a.members.size + b.members.size);
  return new ValueSet(new Map([...b.members, ...a.members]));
}

function common(a: ValueSet, b: ValueSet, env: Env): ValueSet {
  env.meter.items(a.members.size);
  return new ValueSet(new Map([...a.members].filter(([key]) => b.members.has(key))));
}

function setOf(values: readonly Given[], env: Env): ValueSet {
  return ValueSet.of(values.map(valueIn), env);
}

type OnSets = (a: ValueSet, b: ValueSet, env: Env) => Value;

function onSets(name: string, run: OnSets): Entry {
  return asMethod(`${name} left:set right:set`, ([a, b], env) => run(setIn(a), setIn(b), env));
}

/** Sets. They keep the order in which their members came. */
export const SETS: readonly Entry[] = [
  asFunction('set *args:any', (values, env) => ValueSet.of(spreadAll(values, env), env)),
  asMethod('toSet collection:iterable', ([list], env) => ValueSet.of(itemsIn(list, env), env)),
  asFunction('isSet arg:any', ([arg]) => arg instanceof ValueSet),
  onSets('union', (a, b, env) => both(b, a, env)),
  onSets('intersect', common),
  onSets('difference', difference),
  onSets('symmetricDifference', (a, b, env) => both(difference(b, a, env), difference(a, b, env), env)),
  asMethod('add set:set *values:any', ([set, ...values], env) => both(setOf(values, env), setIn(set), env)),
  asMethod('remove set:set *values:any', ([set, ...values], env) => difference(setIn(set), setOf(values, env), env)),
];
