import type { Env } from '../../core/env.ts';
import type { Lambda } from '../lambda.ts';
import { compareValues } from '../operators.ts';
import { OrderedSequence, type OrderField } from '../ordered.ts';
import { eager, type Overload } from '../overloads.ts';

function field(selector: Lambda, sign: 1 | -1, env: Env): OrderField {
  return { key: (item) => selector([item]), compare: (a, b) => compareValues(a, b, env) * sign };
}

function ordering(suffix: '' | 'Descending', sign: 1 | -1): readonly Overload[] {
  return [
    eager(
      `.orderBy${suffix} collection:iterable selector:lambda`,
      (env, items, selector) => new OrderedSequence(env, items, [field(selector, sign, env)]),
    ),
    eager(
      `.thenBy${suffix} collection:ordered selector:lambda`,
      (env, { source, fields }, selector) => new OrderedSequence(env, source, [...fields, field(selector, sign, env)]),
    ),
  ];
}

export const ORDERS: readonly Overload[] = [...ordering('', 1), ...ordering('Descending', -1)];
