import type { Value } from '../../core/value.ts';
import type { Lambda } from '../lambda.ts';
import { compareValues } from '../operators.ts';
import { OrderedSequence, type OrderField } from '../ordered.ts';
import { eager, type Overload } from '../overloads.ts';

function field(selector: Lambda, sign: 1 | -1): OrderField {
  return [(item) => selector([item]), (a, b) => compareValues(a, b) * sign];
}

function orderBy(sign: 1 | -1) {
  return (items: Iterable<Value>, selector: Lambda): Value => new OrderedSequence(items, field(selector, sign));
}

function thenBy(sign: 1 | -1) {
  return ({ source, fields }: OrderedSequence, selector: Lambda): Value =>
    new OrderedSequence(source, ...fields, field(selector, sign));
}

export const ORDERS: readonly Overload[] = eager({
  '.orderBy collection:iterable selector:lambda': orderBy(1),
  '.orderByDescending collection:iterable selector:lambda': orderBy(-1),
  '.thenBy collection:ordered selector:lambda': thenBy(1),
  '.thenByDescending collection:ordered selector:lambda': thenBy(-1),
});
