import { equal } from '../../core/equality.ts';
import { truth } from '../../core/truth.ts';
import type { Value } from '../../core/value.ts';
import { fail } from '../../error.ts';
import type { Lambda } from '../lambda.ts';
import { compareValues, plus } from '../operators.ts';
import { eager, lazy, type Overload } from '../overloads.ts';
import { holds } from './branching.ts';
import { lastOf } from './each.ts';

type Step = (total: Value, item: Value) => Value;

/** Totals, one after each item. */
function* totals(items: Iterable<Value>, step: Step, initial?: Value): Generator<Value> {
  let total = initial;
  for (const item of items) {
    total = total === undefined ? item : step(total, item);
    yield total;
  }
  if (total === undefined) {
    fail('type_error', 'the list is empty');
  }
}

function reducing(step: Step): (items: Iterable<Value>, initial?: Value) => Value {
  return (items, initial) => lastOf(totals(items, step, initial), initial ?? null);
}

function by(selector: Lambda): Step {
  return (total, item) => selector([total, item]);
}

export function larger(a: Value, b: Value): Value {
  return compareValues(b, a) > 0 ? b : a;
}

export function smaller(a: Value, b: Value): Value {
  return larger(a, b) === b ? a : b;
}

function orFail(value: Value | undefined): Value {
  return value === undefined ? fail('stop_iteration', 'the list is empty') : value;
}

/** Where the first item stands, or the last, that passes; -1 when none does. */
function position(items: Iterable<Value>, passes: (item: Value) => boolean, last = false): number {
  let found = -1;
  let i = 0;
  for (const item of items) {
    if (passes(item)) {
      found = i;
      if (!last) {
        break;
      }
    }
    i++;
  }
  return found;
}

export const REDUCERS: readonly Overload[] = [
  ...eager({
    '.indexOf collection:iterable item:any': (items, item) => position(items, (one) => equal(one, item)),
    '.lastIndexOf collection:iterable item:any': (items, item) => position(items, (one) => equal(one, item), true),
    '.indexWhere collection:iterable predicate:lambda': (items, predicate) =>
      position(items, (one) => holds(predicate, one)),
    '.lastIndexWhere collection:iterable predicate:lambda': (items, predicate) =>
      position(items, (one) => holds(predicate, one), true),
    '.sum collection:iterable initial=:any': reducing(plus),
    '.max collection:iterable initial=:any': reducing(larger),
    '.min collection:iterable initial=:any': reducing(smaller),
    '.aggregate|.reduce collection:iterable selector:lambda seed=:any': (items, selector, seed) =>
      reducing(by(selector))(items, seed),
    '.first collection:iterable default=:any': (items, otherwise) => {
      const [first = otherwise] = items;
      return orFail(first);
    },
    '.last collection:iterable default=:any': (items, otherwise) => orFail(lastOf(items, otherwise)),
    '.single collection:iterable': (items) => {
      const [only, another] = items;
      return another === undefined ? orFail(only) : fail('stop_iteration', 'the list has more than one item');
    },
    'any|.any collection:iterable predicate=:lambda': (items, predicate) =>
      position(items, (one) => !predicate || holds(predicate, one)) >= 0,
    'all|.all collection:iterable predicate=:lambda': (items, predicate) =>
      position(items, (one) => !truth(predicate ? predicate([one]) : one)) < 0,
  }),
  ...lazy({
    '.accumulate collection:iterable selector:lambda seed=:any': function* (items, selector, seed) {
      if (seed !== undefined) {
        yield seed;
      }
      yield* totals(items, by(selector), seed);
    },
  }),
];
