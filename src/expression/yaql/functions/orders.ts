import type { Env } from '../../core/env.ts';
import type { Value } from '../../core/value.ts';
import { compareValues } from '../operators.ts';
import { OrderedSequence } from '../ordered.ts';
import { asMethod, type Entry } from '../overloads.ts';
import { type Given, lambdaOf, valueIn } from '../parameters.ts';
import { toList } from './lists.ts';

function orderBy(ascending: boolean): (given: readonly Given[], env: Env) => Value {
  return ([list, selector], env) => {
    const field = lambdaOf(selector);
    const fields = field === undefined ? [] : [{ selector: field, ascending }];
    return new OrderedSequence(() => toList(valueIn(list), env), fields, compareValues, env);
  };
}

function thenBy(ascending: boolean): (given: readonly Given[], env: Env) => Value {
  return ([list, selector]) => {
    const field = lambdaOf(selector);
    return list instanceof OrderedSequence && field !== undefined
      ? list.andThen({ selector: field, ascending })
      : valueIn(list);
  };
}

/** Sorting. */
export const ORDERS: readonly Entry[] = [
  asMethod('orderBy collection:iterable selector:lambda', orderBy(true)),
  asMethod('orderByDescending collection:iterable selector:lambda', orderBy(false)),
  asMethod('thenBy collection:ordered selector:lambda', thenBy(true)),
  asMethod('thenByDescending collection:ordered selector:lambda', thenBy(false)),
];
