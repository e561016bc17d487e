import type { Value } from '../../core/value.ts';
import type { Lambda } from '../lambda.ts';
import { compareValues } from '../operators.ts';
import { OrderedSequence } from '../ordered.ts';
import { eager, type Overload } from '../overloads.ts';

function thenBy(sign: 1 | -1) {
  return ({ source, fields }: Pick<OrderedSequence, 'source' | 'fields'>, selector: Lambda): Value =>
    new OrderedSequence(source, ...fields, [(item) => selector([item]), (a, b) => compareValues(a, b) * sign]);
}

function orderBy(sign: 1 | -1) {
  return (source: Iterable<Value>, selector: Lambda): Value => thenBy(sign)({ source, fields: [] }, selector);
}

export const ORDERS: readonly Overload[] = eager({
  '.orderBy collection:iterable selector:lambda': orderBy(1),
  '.orderByDescending collection:iterable selector:lambda': orderBy(-1),
  '.thenBy collection:ordered selector:lambda': thenBy(1),
  '.thenByDescending collection:ordered selector:lambda': thenBy(-1),
});
