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

function positions(index: 'index' | 'lastIndex', last: boolean): readonly Overload[] {
  return [
    eager(`.${index}Of collection:iterable item:any`, (items, item) =>
      position(items, (member) => equal(member, item), last),
    ),
    eager(`.${index}Where collection:iterable predicate:lambda`, (items, predicate) =>
      position(items, (item) => holds(predicate, item), last),
    ),
  ];
}

export const REDUCERS: readonly Overload[] = [
  eager(
    '.sum collection:iterable initial=:any',
    reducing((total, item) => plus(total, item)),
  ),
  eager('.max collection:iterable initial=:any', reducing(larger)),
  eager('.min collection:iterable initial=:any', reducing(smaller)),
  eager('.aggregate|.reduce collection:iterable selector:lambda seed=:any', (items, selector, seed) =>
    reducing(by(selector))(items, seed),
  ),
  lazy('.accumulate collection:iterable selector:lambda seed=:any', function* (items, selector, seed) {
    if (seed !== undefined) {
      yield seed;
    }
    yield* totals(items, by(selector), seed);
  }),
  eager('.first collection:iterable default=:any', (items, otherwise) => {
    for (const item of items) {
      return item;
    }
    return orFail(otherwise);
  }),
  eager('.last collection:iterable default=:any', (items, otherwise) => {
    let last = otherwise;
    for (const item of items) {
      last = item;
    }
    return orFail(last);
  }),
  eager('.single collection:iterable', (items) => {
    let only: Value | undefined;
    for (const item of items) {
      only = only === undefined ? item : fail('stop_iteration', 'the list has more than one item');
    }
    return orFail(only);
  }),
  eager('any|.any collection:iterable predicate=:lambda', (items, predicate) => {
    for (const item of items) {
      if (predicate === undefined || holds(predicate, item)) {
        return true;
      }
    }
    return false;
  }),
  eager('all|.all collection:iterable predicate=:lambda', (items, predicate) => {
    for (const item of items) {
      if (!truth(predicate ? predicate([item]) : item)) {
        return false;
      }
    }
    return true;
  }),
  ...positions('index', false),
  ...positions('lastIndex', true),
];
