import type { CompareOperator } from '../ast.ts';
import { contains } from '../core/contains.ts';
import { equal } from '../core/equality.ts';
import { compare, ORDERS } from '../core/order.ts';
import type { Value } from '../core/value.ts';

export type Relation = (a: Value, b: Value) => boolean;

function ordered(operator: keyof typeof ORDERS): Relation {
  return (a, b) => ORDERS[operator](compare(a, b));
}

/** What the comparing operators say of two values; tests say the same. */
export const RELATIONS: Readonly<Record<CompareOperator, Relation>> = {
  '==': equal,
  '!=': (a, b) => !equal(a, b),
  '<': ordered('<'),
  '<=': ordered('<='),
  '>': ordered('>'),
  '>=': ordered('>='),
  in: (a, b) => contains(b, a),
  'not in': (a, b) => !contains(b, a),
};
