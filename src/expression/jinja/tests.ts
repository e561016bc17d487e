import type { CompareOperator } from '../ast.ts';
import { numberOf } from '../core/arguments.ts';
import { modulo } from '../core/arithmetic.ts';
import { Callable } from '../core/callable.ts';
import type { Env } from '../core/env.ts';
import { type AnyOperation, operation } from '../core/signature.ts';
import { Undefined } from '../core/undefined.ts';
import { Float, isFloat, isList, isMapping, isNumber, Markup, Special, type Value } from '../core/value.ts';
import { FILTERS } from './filters/table.ts';
import { RELATIONS, type Relation } from './relations.ts';

type Check = (value: Value, env: Env) => boolean;

function check(test: Check, lenient = false): AnyOperation {
  return operation('', (value, _, env) => test(value, env), lenient);
}

function relation(test: Relation): AnyOperation {
  return operation('other', (value, [other = null], env) => test(value, other, env));
}

/** Tests that say what an operator says, under several names. */
const COMPARISONS: readonly (readonly [CompareOperator, ...string[]])[] = [
  ['==', 'eq', 'equalto'],
  ['!=', 'ne'],
  ['>', 'gt', 'greaterthan'],
  ['>=', 'ge'],
  ['<', 'lt', 'lessthan'],
  ['<=', 'le'],
  ['in'],
];

function text(value: Value): string {
  return typeof value === 'string' ? value : '';
}

function remainder(value: Value, by: number): boolean {
  numberOf(value);
  const rest = modulo(value, by);
  return rest === 0 || (rest instanceof Float && rest.value === 0);
}

function isIterable(value: Value): boolean {
  return isList(value) || isMapping(value) || typeof value === 'string' || isLoopable(value);
}

function isLoopable(value: Value): boolean {
  return value instanceof Special && value.items() !== undefined;
}

/** Tests by name: what may follow `is`. */
export const TESTS: ReadonlyMap<string, AnyOperation> = new Map<string, AnyOperation>([
  ['defined', check((value) => !(value instanceof Undefined), true)],
  ['undefined', check((value) => value instanceof Undefined, true)],
  ['none', check((value) => value === null)],
  ['boolean', check((value) => typeof value === 'boolean')],
  ['true', check((value) => value === true)],
  ['false', check((value) => value === false)],
  ['integer', check((value) => typeof value === 'number' && Number.isInteger(value))],
  ['float', check((value) => isFloat(value))],
  ['number', check((value) => isNumber(value) || typeof value === 'boolean')],
  ['string', check((value) => typeof value === 'string')],
  ['mapping', check((value) => isMapping(value))],
  ['sequence', check((value) => isList(value) || isMapping(value) || typeof value === 'string')],
  ['iterable', check(isIterable)],
  ['callable', check((value) => value instanceof Callable)],
  ['escaped', check((value) => value instanceof Markup)],
  ['lower', check((value) => isCased(text(value), (t) => t.toLowerCase()))],
  ['upper', check((value) => isCased(text(value), (t) => t.toUpperCase()))],
  ['even', check((value) => remainder(value, 2))],
  ['odd', check((value) => !remainder(value, 2))],
  ['divisibleby', operation('num', (value, [by = null]) => remainder(value, numberOf(by)))],
  ['filter', check((value) => FILTERS.has(text(value)))],
  ['test', check((value): boolean => TESTS.has(text(value)))],
  ['sameas', relation((a, b) => a === b || (a instanceof Float && b instanceof Float && a.value === b.value))],
  ['contains', relation((container, item, env) => RELATIONS.in(item, container, env))],
  ...COMPARISONS.flatMap((names) => names.map((name) => [name, relation(RELATIONS[names[0]])] as const)),
]);

/** Text that has letters, all of one case. */
function isCased(value: string, convert: (text: string) => string): boolean {
  return convert(value) === value && value.toLowerCase() !== value.toUpperCase();
}
