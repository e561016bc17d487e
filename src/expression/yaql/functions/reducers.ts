import { equal } from '../../core/equality.ts';
import { truth } from '../../core/truth.ts';
import type { Value } from '../../core/value.ts';
import { fail } from '../../error.ts';
import type { Lambda } from '../lambda.ts';
import { compareValues, plus } from '../operators.ts';
import { eager, lazy, type Overload } from '../overloads.ts';
import { holds } from './branching.ts';

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
  return (items, initial) => {
    let last = initial ?? null;
    for (const total of totals(items, step, initial)) {
      last = total;
    }
    return last;
  };
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
function position(items: Iterable<Value>, passes: (item: Value) => boolean, last: boolean): number {
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

function indexOf(last: boolean) {
  return (items: Iterable<Value>, item: Value): number => position(items, (member) => equal(member, item), last);
}

function indexWhere(last: boolean) {
  return (items: Iterable<Value>, predicate: Lambda): number => position(items, (item) => holds(predicate, item), last);
}

export const REDUCERS: readonly Overload[] = [
  ...eager({
    '.indexOf collection:iterable item:any': indexOf(false),
    '.lastIndexOf collection:iterable item:any': indexOf(true),
    '.indexWhere collection:iterable predicate:lambda': indexWhere(false),
    '.lastIndexWhere collection:iterable predicate:lambda': indexWhere(true),
    '.sum collection:iterable initial=:any': reducing((total, item) => plus(total, item)),
    '.max collection:iterable initial=:any': reducing(larger),
    '.min collection:iterable initial=:any': reducing(smaller),
    '.aggregate|.reduce collection:iterable selector:lambda seed=:any': (items, selector, seed) =>
      reducing(by(selector))(items, seed),
    '.first collection:iterable default=:any': (items, otherwise) => {
      for (const item of items) {
        return item;
      }
      return orFail(otherwise);
    },
    '.last collection:iterable default=:any': (items, otherwise) => {
      let last = otherwise;
      for (const item of items) {
        last = item;
      }
      return orFail(last);
    },
    '.single collection:iterable': (items) => {
      let only: Value | undefined;
      for (const item of items) {
        only = only === undefined ? item : fail('stop_iteration', 'the list has more than one item');
      }
      return orFail(only);
    },
    'any|.any collection:iterable predicate=:lambda': (items, predicate) => {
      for (const item of items) {
        if (predicate === undefined || holds(predicate, item)) {
          return true;
        }
      }
      return false;
    },
    'all|.all collection:iterable predicate=:lambda': (items, predicate) => {
      for (const item of items) {
        if (!truth(predicate ? predicate([item]) : item)) {
          return false;
        }
      }
      return true;
    },
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
