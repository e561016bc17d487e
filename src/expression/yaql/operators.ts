import type { Operator } from '../core/arithmetic.ts';
import * as arithmetic from '../core/arithmetic.ts';
import { contains } from '../core/contains.ts';
import { dictFrom, entriesOf } from '../core/dictionary.ts';
import type { Env } from '../core/env.ts';
import { equal } from '../core/equality.ts';
import { compare, ORDERS } from '../core/order.ts';
import { Regex } from '../core/regex.ts';
import { refuseSealed, sealed } from '../core/seal.ts';
import { Sequence } from '../core/sequence.ts';
import { describe, float, isInteger, isList, isMapping, isNumber, numeric, type Value } from '../core/value.ts';
import { ValueSet } from '../core/value-set.ts';
import { fail } from '../error.ts';
import { CHECKS, isIterable, stream } from './parameters.ts';
import { DateTime, TimeSpan } from './time-values.ts';

/** Refuses operands that an operator does not know. */
function noOverload(operator: string, a: Value, b: Value): never {
  refuseSealed(a, b);
  return fail('no_matching_overload', `'${operator}' does not take ${describe(a)} and ${describe(b)}`);
}

function both(check: (value: Value) => boolean, a: Value, b: Value): boolean {
  return check(a) && check(b);
}

/** `+`: numbers, strings, lists, sets, dictionaries, times. */
export function plus(a: Value, b: Value, env: Env): Value {
  if (both(isNumber, a, b) || both(arithmetic.isTextual, a, b)) {
    return arithmetic.add(a, b, env);
  }
  if (isMapping(a) && isMapping(b) && !sealed(a) && !sealed(b)) {
    return dictFrom([...entriesOf(a, env), ...entriesOf(b, env)], env);
  }
  if (isList(a) && isList(b)) {
    env.meter.items(a.length + b.length);
    return [...a, ...b];
  }
  if (a instanceof ValueSet && b instanceof ValueSet) {
    return ValueSet.of([...a.members.values(), ...b.members.values()], env);
  }
  if (both(isIterable, a, b)) {
    return new Sequence(env, function* () {
      yield* stream(a, env);
      yield* stream(b, env);
    });
  }
  return moved(a, b, 1) ?? moved(b, a, 1) ?? noOverload('+', a, b);
}

/** A time or a span of time, a span later or earlier. */
function moved(a: Value, b: Value, sign: 1 | -1): Value | undefined {
  if (b instanceof TimeSpan && a instanceof TimeSpan) {
    return new TimeSpan(a.micros + sign * b.micros);
  }
  return b instanceof TimeSpan && a instanceof DateTime ? a.plus(sign * b.micros) : undefined;
}

function minus(a: Value, b: Value, env: Env): Value {
  if (both(isNumber, a, b)) {
    return arithmetic.subtract(a, b, env);
  }
  if (a instanceof ValueSet && b instanceof ValueSet) {
    return difference(a, b, env);
  }
  return a instanceof DateTime && b instanceof DateTime ? a.minus(b) : (moved(a, b, -1) ?? noOverload('-', a, b));
}

/** The members of a set that another has not. */
export function difference(a: ValueSet, b: ValueSet, env: Env): ValueSet {
  env.meter.items(a.members.size);
  return new ValueSet(new Map([...a.members].filter(([key]) => !b.members.has(key))));
}

function times(a: Value, b: Value, env: Env): Value {
  const repeats = (what: Value, count: Value): boolean =>
    (typeof what === 'string' || isList(what)) && CHECKS.int(count);
  return both(isNumber, a, b) || repeats(a, b) || repeats(b, a)
    ? arithmetic.multiply(a, b, env)
    : (scaled(a, b) ?? scaled(b, a) ?? noOverload('*', a, b));
}

function scaled(span: Value, by: Value): Value | undefined {
  return span instanceof TimeSpan && isNumber(by) ? new TimeSpan(span.micros * (numeric(by) as number)) : undefined;
}

function divide(a: Value, b: Value, env: Env): Value {
  if (both(isInteger, a, b)) {
    return arithmetic.floorDivide(a, b, env);
  }
  if (both(isNumber, a, b)) {
    return arithmetic.divide(a, b, env);
  }
  const by = b instanceof TimeSpan ? b.micros : isNumber(b) ? numeric(b) : undefined;
  if (!(a instanceof TimeSpan) || by === undefined) {
    return noOverload('/', a, b);
  }
  const result = by === 0 ? fail('division_by_zero', 'division by zero') : a.micros / by;
  return b instanceof TimeSpan ? float(result) : new TimeSpan(result);
}

/** How two values are ordered; undefined when they are not. Null comes before everything. */
function orderOf(a: Value, b: Value, env: Env): number | undefined {
  if (a === null || b === null) {
    return Number(a !== null) - Number(b !== null);
  }
  const checks = [isNumber, CHECKS.string, CHECKS.datetime, CHECKS.timespan];
  return checks.some((check) => both(check, a, b)) ? compare(a, b, env) : undefined;
}

/** Orders two values for sorting and for the largest and smallest. */
export function compareValues(a: Value, b: Value, env: Env): number {
  return orderOf(a, b, env) ?? noOverload('<', a, b);
}

function relation(operator: keyof typeof ORDERS): Operator {
  const holds = ORDERS[operator];
  return (a, b, env) => {
    const order = sealed(a) || sealed(b) ? undefined : orderOf(a, b, env);
    if (order !== undefined) {
      return holds(order);
    }
    if (!(a instanceof ValueSet) || !(b instanceof ValueSet)) {
      return noOverload(operator, a, b);
    }
    // A set is below another that has all its members and more.
    const common = difference(a, difference(a, b, env), env).members.size;
    const [less, more] = [a.members.size, b.members.size];
    return common === (holds(-1) ? less : more) && holds(less - more);
  };
}

function isIn(item: Value, container: Value, env: Env): Value {
  if (both(CHECKS.string, container, item)) {
    return contains(container, item, env);
  }
  return isIterable(container) ? hasItem(stream(container, env), item, env) : noOverload('in', item, container);
}

/** Whether one of the items is equal to a value. */
export function hasItem(items: Iterable<Value>, value: Value, env: Env): boolean {
  for (const item of items) {
    if (equal(item, value, env)) {
      return true;
    }
  }
  return false;
}

function matching(operator: '=~' | '!~'): Operator {
  return (text, pattern, env) => {
    const regex = typeof pattern === 'string' ? new Regex(pattern, {}, env) : pattern;
    return typeof text === 'string' && regex instanceof Regex
      ? (regex.search(text, env) !== undefined) === (operator === '=~')
      : noOverload(operator, text, pattern);
  };
}

/** What the operators between two values do. */
export const OPERATORS: Readonly<Record<string, Operator>> = {
  '+': plus,
  '-': minus,
  '*': times,
  '/': divide,
  mod: (a, b, env) => (both(isNumber, a, b) ? arithmetic.modulo(a, b, env) : noOverload('mod', a, b)),
  '=': equal,
  '!=': (a, b, env) => !equal(a, b, env),
  '<': relation('<'),
  '<=': relation('<='),
  '>': relation('>'),
  '>=': relation('>='),
  in: isIn,
  '=~': matching('=~'),
  '!~': matching('!~'),
};

/** `-x` and `+x`. */
export function sign(operator: '+' | '-', value: Value): Value {
  if (value instanceof TimeSpan) {
    return operator === '-' ? new TimeSpan(-value.micros) : value;
  }
  return isNumber(value) ? arithmetic.sign(operator, value) : noOverload(operator, value, value);
}
