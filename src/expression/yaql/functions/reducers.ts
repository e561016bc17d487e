import type { Env } from '../../core/env.ts';
import { equal } from '../../core/equality.ts';
import { Sequence } from '../../core/sequence.ts';
import { truth } from '../../core/truth.ts';
import { isList, type Value } from '../../core/value.ts';
import { fail } from '../../error.ts';
import { compareValues, plus, stream } from '../operators.ts';
import { type Entry, entry } from '../overloads.ts';
import { type Given, lambdaOf, valueIn } from '../parameters.ts';

type Step = (total: Value, item: Value) => Value;

/** Puts all items together, beginning with the first or with a given value. */
function reduce(list: Given, step: Step, initial: Given, env: Env): Value {
  let total: Value | undefined = initial === undefined ? undefined : valueIn(initial);
  for (const item of stream(valueIn(list), env)) {
    total = total === undefined ? item : step(total, item);
  }
  return total === undefined ? fail('type_error', 'an empty list has no total without an initial value') : total;
}

function accumulate([list, selector, seed]: readonly Given[], env: Env): Value {
  return new Sequence(function* () {
    let total: Value | undefined = seed === undefined ? undefined : valueIn(seed);
    if (total !== undefined) {
      yield total;
    }
    for (const item of stream(valueIn(list), env)) {
      total = total === undefined ? item : (lambdaOf(selector)?.call(total, item) ?? null);
      yield total;
    }
    if (total === undefined) {
      fail('type_error', 'an empty list has no total without an initial value');
    }
  });
}

function aggregate([list, selector, seed]: readonly Given[], env: Env): Value {
  return reduce(list, (total, item) => lambdaOf(selector)?.call(total, item) ?? null, seed, env);
}

function first([list, otherwise]: readonly Given[], env: Env): Value {
  for (const item of stream(valueIn(list), env)) {
    return item;
  }
  return otherwise === undefined ? fail('stop_iteration', 'the list is empty') : valueIn(otherwise);
}

function last([list, otherwise]: readonly Given[], env: Env): Value {
  const all = valueIn(list);
  let found: Value | undefined = isList(all) ? all.at(-1) : undefined;
  if (!isList(all)) {
    for (const item of stream(all, env)) {
      found = item;
    }
  }
  if (found !== undefined) {
    return found;
  }
  return otherwise === undefined ? fail('stop_iteration', 'the list is empty') : valueIn(otherwise);
}

function single([list]: readonly Given[], env: Env): Value {
  let found: Value | undefined;
  for (const item of stream(valueIn(list), env)) {
    if (found !== undefined) {
      fail('stop_iteration', 'the list has more than one item');
    }
    found = item;
  }
  return found === undefined ? fail('stop_iteration', 'the list is empty') : found;
}

function any([list, predicate]: readonly Given[], env: Env): Value {
  for (const item of stream(valueIn(list), env)) {
    if (predicate === undefined || truth(lambdaOf(predicate)?.call(item) ?? null)) {
      return true;
    }
  }
  return false;
}

function all([list, predicate]: readonly Given[], env: Env): Value {
  for (const item of stream(valueIn(list), env)) {
    if (!truth(predicate === undefined ? item : (lambdaOf(predicate)?.call(item) ?? null))) {
      return false;
    }
  }
  return true;
}

/** The position of the first or last item that passes a check; -1 when none does. */
function position(list: Given, passes: (item: Value) => boolean, env: Env, fromEnd: boolean): Value {
  let found = -1;
  let i = 0;
  for (const item of stream(valueIn(list), env)) {
    if (passes(item)) {
      found = i;
      if (!fromEnd) {
        break;
      }
    }
    i++;
  }
  return found;
}

function indexOf(fromEnd: boolean): (given: readonly Given[], env: Env) => Value {
  return ([list, item], env) => position(list, (member) => equal(member, valueIn(item), env), env, fromEnd);
}

function indexWhere(fromEnd: boolean): (given: readonly Given[], env: Env) => Value {
  return ([list, predicate], env) =>
    position(list, (item) => truth(lambdaOf(predicate)?.call(item) ?? null), env, fromEnd);
}

function larger(a: Value, b: Value, env: Env): Value {
  return compareValues(b, a, env) > 0 ? b : a;
}

function smaller(a: Value, b: Value, env: Env): Value {
  return compareValues(b, a, env) > 0 ? a : b;
}

/** One value of a whole list. */
export const REDUCERS: readonly Entry[] = [
  entry('method', 'sum', 'collection:iterable initial=:any', ([list, initial], env) =>
    reduce(list, (total, item) => plus(total, item, env), initial, env),
  ),
  entry('method', 'max', 'collection:iterable initial=:any', ([list, initial], env) =>
    reduce(list, (best, item) => larger(best, item, env), initial, env),
  ),
  entry('method', 'min', 'collection:iterable initial=:any', ([list, initial], env) =>
    reduce(list, (best, item) => smaller(best, item, env), initial, env),
  ),
  entry('method', 'aggregate', 'collection:iterable selector:lambda seed=:any', aggregate),
  entry('method', 'reduce', 'collection:iterable selector:lambda seed=:any', aggregate),
  entry('method', 'accumulate', 'collection:iterable selector:lambda seed=:any', accumulate),
  entry('method', 'first', 'collection:iterable default=:any', first),
  entry('method', 'last', 'collection:iterable default=:any', last),
  entry('method', 'single', 'collection:iterable', single),
  entry('both', 'any', 'collection:iterable predicate=:lambda', any),
  entry('both', 'all', 'collection:iterable predicate=:lambda', all),
  entry('method', 'indexOf', 'collection:iterable item:any', indexOf(false)),
  entry('method', 'lastIndexOf', 'collection:iterable item:any', indexOf(true)),
  entry('method', 'indexWhere', 'collection:iterable predicate:lambda', indexWhere(false)),
  entry('method', 'lastIndexWhere', 'collection:iterable predicate:lambda', indexWhere(true)),
];
