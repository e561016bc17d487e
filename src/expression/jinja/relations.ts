import type { CompareOperator } from '../ast.ts';
import { contains } from '../core/contains.ts';
import type { Env } from '../core/env.ts';
import { equal } from '../core/equality.ts';
import { compare, ORDERS } from '../core/order.ts';
import type { Value } from '../core/value.ts';

export type Relation = (a: Value, b: Value, env: Env) => boolean;

function ordered(operator: keyof typeof ORDERS): Relation {
  return (a, b, env) => ORDERS[operator](compare(a, b, env));
}

/** What the comparing operators say of two values; tests say the same. */
export const RELATIONS: Readonly<Record<CompareOperator, Relation>> = {
  '==': equal,
  '!=': (a, b, env) => !equal(a, b, env),
  '<': ordered('<'),
  '<=': ordered('<='),
  '>': ordered('>'),
  '>=': ordered('>='),
  in: (a, b, env) => contains(b, a, env),
  'not in': (a, b, env) => !contains(b, a, env),
};
