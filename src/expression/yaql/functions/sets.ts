import { ValueSet } from '../../core/value-set.ts';
import { chargeItems } from '../../run.ts';
import { difference } from '../operators.ts';
import { eager, type Overload } from '../overloads.ts';
import { spreadAll } from './lists.ts';

function both(a: ValueSet, b: ValueSet): ValueSet {
  chargeItems(a.members.size + b.members.size);
  return new ValueSet(new Map([...a.members, ...b.members]));
}

export const SETS: readonly Overload[] = eager({
  'set *args:any': (...values) => ValueSet.of(spreadAll(...values)),
  '.toSet collection:iterable': (items) => ValueSet.of(items),
  '.union left:set right:set': (a, b) => both(a, b),
  '.intersect left:set right:set': (a, b) => difference(a, difference(a, b)),
  '.difference left:set right:set': (a, b) => difference(a, b),
  '.symmetricDifference left:set right:set': (a, b) => both(difference(a, b), difference(b, a)),
  '.add set:set *values:any': (set, ...values) => both(set, ValueSet.of(values)),
  '.remove set:set *values:any': (set, ...values) => difference(set, ValueSet.of(values)),
});
