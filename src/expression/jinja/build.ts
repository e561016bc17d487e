import { numberOfDigits } from '../core/syntax.ts';
import type { Arguments, Literal, Node } from './ast.ts';

/** All arguments of a call. */
export function nodesOf(given: Arguments): readonly Node[] {
  return [...given.positional, ...given.named.map(({ value }) => value)];
}

export function literal(value: null | boolean | number | string, offset: number, float = false): Literal {
  return { type: 'literal', offset, depth: 1, value, float };
}

/** A number literal. */
export function number(digits: string, float: boolean, offset: number): Literal {
  return literal(numberOfDigits(digits, float, offset), offset, float);
}
