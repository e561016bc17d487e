import type { Env } from '../../core/env.ts';
import { equal } from '../../core/equality.ts';
import { truth } from '../../core/truth.ts';
import type { Value } from '../../core/value.ts';
import { fail } from '../../error.ts';
import type { Lambda } from '../lambda.ts';
import { compareValues, plus } from '../operators.ts';
import { eager, lazy, type Overload } from '../overloads.ts';
import { holds } from './branching.ts';

type Step = (env: Env, total: Value, item: Value) => Value;

/** Totals, one after each item. */
function* totals(env: Env, items: Iterable<Value>, step: Step, initial?: Value): Generator<Value> {
  let total = initial;
  for (const item of items) {
    total = total === undefined ? item : step(env, total, item);
    yield total;
  }
  if (total === undefined) {
    fail('type_error', 'an empty list has no total without an initial value');
  }
}

function reducing(step: Step): (env: Env, items: Iterable<Value>, initial?: Value) => Value {
  return (env, items, initial) => {
    let last = initial ?? null;
    for (const total of totals(env, items, step, initial)) {
      last = total;
    }
    return last;
  };
}

function by(selector: Lambda): Step {
  return (_, total, item) => selector([total, item]);
}

export function larger(env: Env, a: Value, b: Value): Value {
  return compareValues(b, a, env) > 0 ? b : a;
}

export function smaller(env: Env, a: Value, b: Value): Value {
  return larger(env, a, b) === b ? a : b;
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
    eager(`.${index}Of collection:iterable item:any`, (env, items, item) =>
      position(items, (member) => equal(member, item, env), last),
    ),
    eager(`.${index}Where collection:iterable predicate:lambda`, (_, items, predicate) =>
      position(items, (item) => holds(predicate, item), last),
    ),
  ];
}

export const REDUCERS: readonly Overload[] = [
  eager(
    '.sum collection:iterable initial=:any',
    reducing((env, total, item) => plus(total, item, env)),
  ),
  eager('.max collection:iterable initial=:any', reducing(larger)),
  eager('.min collection:iterable initial=:any', reducing(smaller)),
  eager('.aggregate|.reduce collection:iterable selector:lambda seed=:any', (env, items, selector, seed) =>
    reducing(by(selector))(env, items, seed),
  ),
  lazy('.accumulate collection:iterable selector:lambda seed=:any', function* (env, items, selector, seed) {
    if (seed !== undefined) {
      yield seed;
    }
    yield* totals(env, items, by(selector), seed);
  }),
  eager('.first collection:iterable default=:any', (_, items, otherwise) => {
    for (const item of items) {
      return item;
    }
    return orFail(otherwise);
  }),
  eager('.last collection:iterable default=:any', (_, items, otherwise) => {
    let last = otherwise;
    for (const item of items) {
      last = item;
    }
    return orFail(last);
  }),
  eager('.single collection:iterable', (_, items) => {
    let only: Value | undefined;
    for (const item of items) {
      only = only === undefined ? item : fail('stop_iteration', 'the list has more than one item');
    }
    return orFail(only);
  }),
  eager('any|.any collection:iterable predicate=:lambda', (_, items, predicate) => {
    for (const item of items) {
      if (predicate === undefined || holds(predicate, item)) {
        return true;
      }
    }
    return false;
  }),
  eager('all|.all collection:iterable predicate=:lambda', (_, items, predicate) => {
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
