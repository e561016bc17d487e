import type { Lambda } from '../lambda.ts';
import { compareValues } from '../operators.ts';
import { OrderedSequence, type OrderField } from '../ordered.ts';
import { eager, type Overload } from '../overloads.ts';

function field(selector: Lambda, sign: 1 | -1): OrderField {
  return { key: (item) => selector([item]), compare: (a, b) => compareValues(a, b) * sign };
}

function ordering(suffix: '' | 'Descending', sign: 1 | -1): readonly Overload[] {
  return [
    eager(
      `.orderBy${suffix} collection:iterable selector:lambda`,
      (items, selector) => new OrderedSequence(items, [field(selector, sign)]),
    ),
    eager(
      `.thenBy${suffix} collection:ordered selector:lambda`,
      ({ source, fields }, selector) => new OrderedSequence(source, [...fields, field(selector, sign)]),
    ),
  ];
}

export const ORDERS: readonly Overload[] = [...ordering('', 1), ...ordering('Descending', -1)];
