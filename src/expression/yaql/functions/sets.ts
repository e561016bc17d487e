import { ValueSet } from '../../core/value-set.ts';
import { difference, union } from '../operators.ts';
import { eager, type Overload } from '../overloads.ts';
import { spreadAll } from './lists.ts';

export const SETS: readonly Overload[] = eager({
  'set *args:any': (...values) => ValueSet.of(spreadAll(...values)),
  '.toSet collection:iterable': ValueSet.of,
  '.union left:set right:set': union,
  '.intersect left:set right:set': (a, b) => difference(a, difference(a, b)),
  '.difference left:set right:set': difference,
  '.symmetricDifference left:set right:set': (a, b) => union(difference(a, b), difference(b, a)),
  '.add set:set *values:any': (set, ...values) => union(set, ValueSet.of(values)),
  '.remove set:set *values:any': (set, ...values) => difference(set, ValueSet.of(values)),
});
