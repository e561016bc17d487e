import type { Env } from '../../core/env.ts';
import { equal } from '../../core/equality.ts';
import { Sequence } from '../../core/sequence.ts';
import { truth } from '../../core/truth.ts';
import { isList, type Value } from '../../core/value.ts';
import { fail } from '../../error.ts';
import { compareValues, itemsIn, plus, stream } from '../operators.ts';
import { asBoth, asMethod, type Entry } from '../overloads.ts';
import { callIn, type Given, holdsIn, valueIn } from '../parameters.ts';

type Step = (total: Value, item: Value) => Value;

/** Puts all items together, beginning with the first or with a given value. */
function reduce(list: Given, step: Step, initial: Given, env: Env): Value {
  let total: Value | undefined = initial === undefined ? undefined : valueIn(initial);
  for (const item of itemsIn(list, env)) {
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
    for (const item of itemsIn(list, env)) {
      total = total === undefined ? item : callIn(selector, total, item);
      yield total;
    }
    if (total === undefined) {
      fail('type_error', 'an empty list has no total without an initial value');
    }
  });
}

function aggregate([list, selector, seed]: readonly Given[], env: Env): Value {
  return reduce(list, (total, item) => callIn(selector, total, item), seed, env);
}

function first([list, otherwise]: readonly Given[], env: Env): Value {
  for (const item of itemsIn(list, env)) {
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
  for (const item of itemsIn(list, env)) {
    if (found !== undefined) {
      fail('stop_iteration', 'the list has more than one item');
    }
    found = item;
  }
  return found === undefined ? fail('stop_iteration', 'the list is empty') : found;
}

function any([list, predicate]: readonly Given[], env: Env): Value {
  for (const item of itemsIn(list, env)) {
    if (predicate === undefined || holdsIn(predicate, item)) {
      return true;
    }
  }
  return false;
}

function all([list, predicate]: readonly Given[], env: Env): Value {
  for (const item of itemsIn(list, env)) {
    if (!truth(predicate === undefined ? item : callIn(predicate, item))) {
      return false;
    }
  }
  return true;
}

/** The position of the first or last item that passes a check; -1 when none does. */
function position(list: Given, passes: (item: Value) => boolean, env: Env, fromEnd: boolean): Value {
  let found = -1;
  let i = 0;
  for (const item of itemsIn(list, env)) {
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
  return ([list, predicate], env) => position(list, (item) => holdsIn(predicate, item), env, fromEnd);
}

function larger(a: Value, b: Value, env: Env): Value {
  return compareValues(b, a, env) > 0 ? b : a;
}

function smaller(a: Value, b: Value, env: Env): Value {
  return compareValues(b, a, env) > 0 ? a : b;
}

/** One value of a whole list. */
export const REDUCERS: readonly Entry[] = [
  asMethod('sum collection:iterable initial=:any', ([list, initial], env) =>
    reduce(list, (total, item) => plus(total, item, env), initial, env),
  ),
  asMethod('max collection:iterable initial=:any', ([list, initial], env) =>
    reduce(list, (best, item) => larger(best, item, env), initial, env),
  ),
  asMethod('min collection:iterable initial=:any', ([list, initial], env) =>
    reduce(list, (best, item) => smaller(best, item, env), initial, env),
  ),
  asMethod('aggregate collection:iterable selector:lambda seed=:any', aggregate),
  asMethod('reduce collection:iterable selector:lambda seed=:any', aggregate),
  asMethod('accumulate collection:iterable selector:lambda seed=:any', accumulate),
  asMethod('first collection:iterable default=:any', first),
  asMethod('last collection:iterable default=:any', last),
  asMethod('single collection:iterable', single),
  asBoth('any collection:iterable predicate=:lambda', any),
  asBoth('all collection:iterable predicate=:lambda', all),
  asMethod('indexOf collection:iterable item:any', indexOf(false)),
  asMethod('lastIndexOf collection:iterable item:any', indexOf(true)),
  asMethod('indexWhere collection:iterable predicate:lambda', indexWhere(false)),
  asMethod('lastIndexWhere collection:iterable predicate:lambda', indexWhere(true)),
];
