import type { CompareOperator } from '../ast.ts';
import { contains } from '../core/contains.ts';
import type { Env } from '../core/env.ts';
import { equal } from '../core/equality.ts';
import { compare } from '../core/order.ts';
import type { Value } from '../core/value.ts';

export type Relation = (a: Value, b: Value, env: Env) => boolean;

/** What the comparing operators say of two values; tests say the same. */
export const RELATIONS: Readonly<Record<CompareOperator, Relation>> = {
  '==': equal,
  '!=': (a, b, env) => !equal(a, b, env),
  '<': (a, b, env) => compare(a, b, env) < 0,
  '<=': (a, b, env) => compare(a, b, env) <= 0,
  '>': (a, b, env) => compare(a, b, env) > 0,
  '>=': (a, b, env) => compare(a, b, env) >= 0,
  in: (a, b, env) => contains(b, a, env),
  'not in': (a, b, env) => !contains(b, a, env),
};
