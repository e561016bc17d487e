import { concatSealed, type Sealed } from '../../value/sealed.ts';
import { divisionByZero, fail, tooLarge } from '../error.ts';
import { chargeItems, chargeText } from '../run.ts';
import { needed } from './arguments.ts';
import { refuseSealed, sealed } from './seal.ts';
import { defined } from './undefined.ts';
import { describe, float, isInteger, isList, isNumber, numeric, Tuple, unmarked, type Value } from './value.ts';

/** An operation on two values. */
export type Operator = (a: Value, b: Value) => Value;

/** An integer result; beyond 2^53 it would be rounded silently. */
export function integer(value: number): number {
  return Number.isSafeInteger(value) ? value + 0 : tooLarge();
}

/** A finite float result. */
export function finite(value: number): Value {
  return Number.isFinite(value)
    ? float(value)
    : Number.isNaN(value)
      ? fail('value_error', 'the result is no real number')
      : tooLarge();
}

function isWhole(value: Value): boolean {
  return typeof value === 'boolean' || isInteger(value);
}

/** Applies an operation to two numbers, keeping integers integers; undefined when one is no number. */
function onNumbers(a: Value, b: Value, operation: (x: number, y: number) => number, whole = true): Value | undefined {
  const x = numeric(a);
  const y = numeric(b);
  if (x === undefined || y === undefined) {
    return undefined;
  }
  const result = operation(x, y);
  return whole && isWhole(a) && isWhole(b) ? integer(result) : finite(result);
}

/** Refuses operands that the operation does not know, saying which. */
function cannot(verb: string, a: Value, b: Value): never {
  refuseSealed(defined(a), defined(b));
  return fail('type_error', `cannot ${verb} ${describe(a)} and ${describe(b)}`);
}

export function add(a: Value, b: Value): Value {
  return onNumbers(a, b, (x, y) => x + y) ?? joinText(a, b) ?? joinLists(a, b) ?? cannot('add', a, b);
}

function joinText(a: Value, b: Value): Value | undefined {
  const x = unmarked(a);
  const y = unmarked(b);
  if (typeof x === 'string' && typeof y === 'string') {
    chargeText(x.length + y.length);
    return x + y;
  }
  return isTextual(x) && isTextual(y) ? concatSealed([x, y]) : undefined;
}

/** Text, or a sealed value, which may stand in text. */
export function isTextual(value: Value): value is string | Sealed {
  return typeof value === 'string' || sealed(value);
}

function joinLists(a: Value, b: Value): Value | undefined {
  if (!isList(a) || !isList(b) || a instanceof Tuple !== b instanceof Tuple) {
    return undefined;
  }
  chargeItems(a.length + b.length);
  return like(a, [...a, ...b]);
}

/** Items as a tuple where they come from one. */
function like(list: readonly Value[], items: readonly Value[]): readonly Value[] {
  return list instanceof Tuple ? Tuple.from<Value>(items) : items;
}

export function multiply(a: Value, b: Value): Value {
  return onNumbers(a, b, (x, y) => x * y) ?? repeat(a, b) ?? repeat(b, a) ?? cannot('multiply', a, b);
}

function repeat(what: Value, times: Value): Value | undefined {
  if (!isWhole(times)) {
    return undefined;
  }
  const count = Math.max(0, Number(times));
  const text = unmarked(what);
  if (typeof text === 'string') {
    chargeText(text.length * count);
    return text.repeat(text === '' ? 0 : count);
  }
  if (!isList(what)) {
    return undefined;
  }
  chargeItems(what.length * count);
  return like(what, what.length === 0 ? [] : Array.from({ length: count }, () => what).flat());
}

function divisor(y: number): number {
  return y === 0 ? divisionByZero() : y;
}

function operator(verb: string, run: (x: number, y: number) => number, whole = true): Operator {
  return (a, b) => onNumbers(a, b, run, whole) ?? cannot(verb, a, b);
}

export const subtract = operator('subtract', (x, y) => x - y);

/** Division that always gives a float. */
export const divide = operator('divide', (x, y) => x / divisor(y), false);

export const floorDivide = operator('divide', (x, y) => Math.floor(x / divisor(y)));

/** The rest of a division, with the divisor's sign. */
export const modulo = operator('divide', (x, y) => {
  const rest = x % divisor(y);
  return rest !== 0 && rest < 0 !== y < 0 ? rest + y : rest;
});

export function power(a: Value, b: Value): Value {
  const negative = (numeric(b) ?? 0) < 0;
  const run = (x: number, y: number): number => (negative ? divisor(x) : x) ** y;
  return operator('raise', run, !negative)(a, b);
}

/** `-a` and `+a`. */
export function sign(operation: '+' | '-', a: Value): Value {
  const x = numeric(a);
  if (x === undefined) {
    return needed('a number', defined(a));
  }
  if (operation === '+') {
    return isNumber(a) ? a : x;
  }
  return isWhole(a) ? integer(-x) : float(-x);
}
