import { concatSealed } from '../../value/sealed.ts';
import { fail } from '../error.ts';
import type { Env } from './env.ts';
import { refuseSealed, sealed } from './seal.ts';
import { defined } from './undefined.ts';
import { describe, float, isList, isNumber, Markup, numeric, Tuple, unmarked, type Value } from './value.ts';

/** An integer result; beyond 2^53 it would be rounded silently. */
export function integer(value: number): number {
  if (!Number.isSafeInteger(value)) {
    fail('overflow', 'an integer beyond 2^53 cannot be kept exactly');
  }
  return value === 0 ? 0 : value;
}

/** A finite float result. */
export function finite(value: number): Value {
  if (!Number.isFinite(value)) {
    fail('overflow', 'the result is too large');
  }
  return float(value);
}

function isWhole(value: Value): boolean {
  return typeof value === 'boolean' || (typeof value === 'number' && Number.isInteger(value));
}

/** Applies an operation to two numbers, keeping integers integers; undefined when one is no number. */
function onNumbers(a: Value, b: Value, operation: (x: number, y: number) => number): Value | undefined {
  const x = numeric(a);
  const y = numeric(b);
  if (x === undefined || y === undefined) {
    return undefined;
  }
  return isWhole(a) && isWhole(b) ? integer(operation(x, y)) : finite(operation(x, y));
}

/** Refuses operands that the operation does not know, saying which. */
export function cannot(verb: string, a: Value, b: Value): never {
  for (const value of [a, b]) {
    defined(value);
    refuseSealed(value);
  }
  return fail('type_error', `cannot ${verb} ${describe(a)} and ${describe(b)}`);
}

export function add(a: Value, b: Value, env: Env): Value {
  if (typeof a === 'number' && typeof b === 'number' && Number.isInteger(a) && Number.isInteger(b)) {
    return integer(a + b);
  }
  return onNumbers(a, b, (x, y) => x + y) ?? joinText(a, b, env) ?? joinLists(a, b, env) ?? cannot('add', a, b);
}

function joinText(a: Value, b: Value, env: Env): Value | undefined {
  if (typeof a === 'string' && typeof b === 'string') {
    env.meter.reserve(a.length + b.length);
    return a + b;
  }
  const known = (value: Value): boolean => typeof value === 'string' || value instanceof Markup || sealed(value);
  if (!known(a) || !known(b)) {
    return undefined;
  }
  const parts = [a, b].map((value) => unmarked(value));
  return concatSealed(parts.filter((part) => typeof part === 'string' || sealed(part)));
}

function joinLists(a: Value, b: Value, env: Env): Value | undefined {
  if (!isList(a) || !isList(b) || a instanceof Tuple !== b instanceof Tuple) {
    return undefined;
  }
  env.meter.items(a.length + b.length);
  return a instanceof Tuple ? Tuple.from<Value>([...a, ...b]) : [...a, ...b];
}

export function subtract(a: Value, b: Value): Value {
  return onNumbers(a, b, (x, y) => x - y) ?? cannot('subtract', a, b);
}

export function multiply(a: Value, b: Value, env: Env): Value {
  return onNumbers(a, b, (x, y) => x * y) ?? repeat(a, b, env) ?? repeat(b, a, env) ?? cannot('multiply', a, b);
}

function repeat(what: Value, times: Value, env: Env): Value | undefined {
  if (!isWhole(times)) {
    return undefined;
  }
  const count = Math.max(0, Number(times));
  const text = unmarked(what);
  if (typeof text === 'string') {
    env.meter.reserve(text.length * count);
    return text.repeat(text === '' ? 0 : count);
  }
  if (!isList(what)) {
    return undefined;
  }
  env.meter.items(what.length * count);
  const all = what.length === 0 ? [] : Array.from({ length: count }, () => what).flat();
  return what instanceof Tuple ? Tuple.from<Value>(all) : all;
}

function divisor(b: Value): number {
  const y = numeric(b);
  if (y === 0) {
    fail('division_by_zero', 'division by zero');
  }
  return y ?? 0;
}

/** Division that always gives a float. */
export function divide(a: Value, b: Value): Value {
  const x = numeric(a);
  return x === undefined || numeric(b) === undefined ? cannot('divide', a, b) : finite(x / divisor(b));
}

export function floorDivide(a: Value, b: Value): Value {
  return onNumbers(a, b, (x) => Math.floor(x / divisor(b))) ?? cannot('divide', a, b);
}

/** The rest of a division, with the divisor's sign. */
export function modulo(a: Value, b: Value): Value {
  const rest = (x: number, y: number): number => {
    const r = x % divisor(y);
    return r !== 0 && r < 0 !== y < 0 ? r + y : r;
  };
  return onNumbers(a, b, rest) ?? cannot('divide', a, b);
}

export function power(a: Value, b: Value): Value {
  const x = numeric(a);
  const y = numeric(b);
  if (x === undefined || y === undefined) {
    return cannot('raise', a, b);
  }
  if (x === 0 && y < 0) {
    fail('division_by_zero', 'division by zero');
  }
  if (isWhole(a) && isWhole(b) && y >= 0) {
    return integer(x ** y);
  }
  const result = x ** y;
  return Number.isNaN(result) ? fail('value_error', 'the result is not a real number') : finite(result);
}

/** `-a` and `+a`. */
export function sign(operator: '+' | '-', a: Value): Value {
  const x = numeric(a);
  if (x === undefined) {
    refuseSealed(defined(a));
    return fail('type_error', `${describe(a)} has no sign`);
  }
  if (operator === '+') {
    return isNumber(a) ? a : x;
  }
  return isWhole(a) ? integer(-x) : float(-x);
}
