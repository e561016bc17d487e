import { numberOfDigits } from '../core/syntax.ts';
import type { Literal } from './ast.ts';

export function literal(value: null | boolean | number | string, offset: number, float = false): Literal {
  return { type: 'literal', offset, depth: 1, value, float };
}

/** A number literal. */
export function number(digits: string, float: boolean, offset: number): Literal {
  return literal(numberOfDigits(digits, float, offset), offset, float);
}
