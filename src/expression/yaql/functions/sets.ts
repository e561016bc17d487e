import type { Env } from '../../core/env.ts';
import { ValueSet } from '../../core/value-set.ts';
import { difference } from '../operators.ts';
import { eager, type Overload } from '../overloads.ts';
import { spreadAll } from './lists.ts';

function both(a: ValueSet, b: ValueSet, env: Env): ValueSet {
  env.meter.items(a.members.size + b.members.size);
  return new ValueSet(new Map([...a.members, ...b.members]));
}

export const SETS: readonly Overload[] = [
  eager('set *args:any', (env, ...values) => ValueSet.of(spreadAll(env, ...values), env)),
  eager('.toSet collection:iterable', (env, items) => ValueSet.of(items, env)),
  eager('.union left:set right:set', (env, a, b) => both(a, b, env)),
  eager('.intersect left:set right:set', (env, a, b) => difference(a, difference(a, b, env), env)),
  eager('.difference left:set right:set', (env, a, b) => difference(a, b, env)),
  eager('.symmetricDifference left:set right:set', (env, a, b) =>
    both(difference(a, b, env), difference(b, a, env), env),
  ),
  eager('.add set:set *values:any', (env, set, ...values) => both(set, ValueSet.of(values, env), env)),
  eager('.remove set:set *values:any', (env, set, ...values) => difference(set, ValueSet.of(values, env), env)),
];
