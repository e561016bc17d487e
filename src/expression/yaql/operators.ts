import type { Operator } from '../closures.ts';
import * as arithmetic from '../core/arithmetic.ts';
import { contains } from '../core/contains.ts';
import { dictFrom, entriesOf } from '../core/dictionary.ts';
import type { Env } from '../core/env.ts';
import { equal } from '../core/equality.ts';
import { compare } from '../core/order.ts';
import { Regex } from '../core/regex.ts';
import { refuseSealed, sealed } from '../core/seal.ts';
import { Sequence } from '../core/sequence.ts';
import { describe, float, isInteger, isList, isMapping, isNumber, numeric, type Value } from '../core/value.ts';
import { ValueSet } from '../core/value-set.ts';
import { fail } from '../error.ts';
import { isIterable, stream } from './parameters.ts';
import { DateTime, TimeSpan } from './time-values.ts';

/** Refuses operands that an operator does not know. */
function noOverload(operator: string, a: Value, b: Value): never {
  refuseSealed(a, b);
  return fail('no_matching_overload', `'${operator}' does not take ${describe(a)} and ${describe(b)}`);
}

function bothNumbers(a: Value, b: Value): boolean {
  return isNumber(a) && isNumber(b);
}

function isWhole(value: Value): boolean {
  return isInteger(value) || typeof value === 'boolean';
}

/** `+`: numbers, strings, lists, sets, dictionaries, times. */
export function plus(a: Value, b: Value, env: Env): Value {
  if (bothNumbers(a, b) || isTextual(a, b)) {
    return arithmetic.add(a, b, env);
  }
  if (isMapping(a) && isMapping(b) && !sealed(a) && !sealed(b)) {
    return dictFrom([...entriesOf(a, env), ...entriesOf(b, env)], env);
  }
  if (isIterable(a) && isIterable(b)) {
    return joined(a, b, env);
  }
  if (a instanceof TimeSpan && b instanceof TimeSpan) {
    return new TimeSpan(a.micros + b.micros);
  }
  if (a instanceof DateTime && b instanceof TimeSpan) {
    return a.plus(b);
  }
  return a instanceof TimeSpan && b instanceof DateTime ? b.plus(a) : noOverload('+', a, b);
}

/** Strings; a sealed value counts as one. */
function isTextual(a: Value, b: Value): boolean {
  return (typeof a === 'string' || sealed(a)) && (typeof b === 'string' || sealed(b));
}

function joined(a: Value, b: Value, env: Env): Value {
  if (isList(a) && isList(b)) {
    env.meter.items(a.length + b.length);
    return [...a, ...b];
  }
  if (a instanceof ValueSet && b instanceof ValueSet) {
    return ValueSet.of([...a.members.values(), ...b.members.values()], env);
  }
  return new Sequence(env, function* () {
    yield* stream(a, env);
    yield* stream(b, env);
  });
}

function minus(a: Value, b: Value, env: Env): Value {
  if (bothNumbers(a, b)) {
    return arithmetic.subtract(a, b);
  }
  if (a instanceof ValueSet && b instanceof ValueSet) {
    return difference(a, b, env);
  }
  if (a instanceof TimeSpan && b instanceof TimeSpan) {
    return new TimeSpan(a.micros - b.micros);
  }
  if (a instanceof DateTime && b instanceof DateTime) {
    return a.minus(b);
  }
  return a instanceof DateTime && b instanceof TimeSpan ? a.plus(b, -1) : noOverload('-', a, b);
}

/** The members of one set that are not in another. */
export function difference(a: ValueSet, b: ValueSet, env: Env): ValueSet {
  env.meter.items(a.members.size);
  return new ValueSet(new Map([...a.members].filter(([key]) => !b.members.has(key))));
}

function times(a: Value, b: Value, env: Env): Value {
  if (bothNumbers(a, b)) {
    return arithmetic.multiply(a, b, env);
  }
  const repeats = (what: Value, count: Value): boolean => (typeof what === 'string' || isList(what)) && isWhole(count);
  if (repeats(a, b) || repeats(b, a)) {
    return arithmetic.multiply(a, b, env);
  }
  if (a instanceof TimeSpan && isNumber(b)) {
    return new TimeSpan(a.micros * (numeric(b) ?? 0));
  }
  return b instanceof TimeSpan && isNumber(a) ? new TimeSpan(b.micros * (numeric(a) ?? 0)) : noOverload('*', a, b);
}

/** Between integers `/` rounds down. */
function divide(a: Value, b: Value): Value {
  if (bothNumbers(a, b)) {
    return isInteger(a) && isInteger(b) ? arithmetic.floorDivide(a, b) : arithmetic.divide(a, b);
  }
  if (a instanceof TimeSpan && b instanceof TimeSpan) {
    return b.micros === 0 ? fail('division_by_zero', 'division by zero') : float(a.micros / b.micros);
  }
  if (a instanceof TimeSpan && isNumber(b)) {
    const by = numeric(b) ?? 0;
    return by === 0 ? fail('division_by_zero', 'division by zero') : new TimeSpan(a.micros / by);
  }
  return noOverload('/', a, b);
}

/** The order of two values: null is below everything else; undefined when there is none. */
function orderOf(a: Value, b: Value, env: Env): number | undefined {
  if (a === null || b === null) {
    return Number(a !== null) - Number(b !== null);
  }
  const comparable =
    bothNumbers(a, b) ||
    (typeof a === 'string' && typeof b === 'string') ||
    (a instanceof DateTime && b instanceof DateTime) ||
    (a instanceof TimeSpan && b instanceof TimeSpan);
  return comparable ? compare(a, b, env) : undefined;
}

/** The order that `orderBy` sorts by. */
export function compareValues(a: Value, b: Value, env: Env): number {
  return orderOf(a, b, env) ?? noOverload('<', a, b);
}

function relation(operator: string, holds: (order: number) => boolean): Operator {
  return (a, b, env) => {
    if (sealed(a) || sealed(b)) {
      return noOverload(operator, a, b);
    }
    const order = orderOf(a, b, env);
    if (order !== undefined) {
      return holds(order);
    }
    return a instanceof ValueSet && b instanceof ValueSet ? compareSets(operator, a, b) : noOverload(operator, a, b);
  };
}

function compareSets(operator: string, a: ValueSet, b: ValueSet): boolean {
  const [less, more] = operator.startsWith('<') ? [a.members, b.members] : [b.members, a.members];
  const strict = !operator.endsWith('=');
  return [...less.keys()].every((key) => more.has(key)) && (!strict || less.size < more.size);
}

function isIn(item: Value, container: Value, env: Env): Value {
  if (typeof container === 'string' && typeof item === 'string') {
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

function matches(operator: string, text: Value, pattern: Value, env: Env): boolean {
  const regex = typeof pattern === 'string' ? new Regex(pattern, {}, env) : pattern;
  if (typeof text !== 'string' || !(regex instanceof Regex)) {
    return noOverload(operator, text, pattern);
  }
  return regex.search(text, env) !== undefined;
}

/** Operators whose operands are both evaluated. */
export const OPERATORS: Readonly<Record<string, Operator>> = {
  '+': plus,
  '-': minus,
  '*': times,
  '/': divide,
  mod: (a, b) => (bothNumbers(a, b) ? arithmetic.modulo(a, b) : noOverload('mod', a, b)),
  '=': equal,
  '!=': (a, b, env) => !equal(a, b, env),
  '<': relation('<', (order) => order < 0),
  '<=': relation('<=', (order) => order <= 0),
  '>': relation('>', (order) => order > 0),
  '>=': relation('>=', (order) => order >= 0),
  in: isIn,
  '=~': (text, pattern, env) => matches('=~', text, pattern, env),
  '!~': (text, pattern, env) => !matches('!~', text, pattern, env),
};

/** `-x` and `+x`. */
export function sign(operator: '+' | '-', value: Value): Value {
  if (value instanceof TimeSpan) {
    return operator === '-' ? new TimeSpan(-value.micros) : value;
  }
  if (!isNumber(value)) {
    return noOverload(operator, value, value);
  }
  return operator === '-' ? arithmetic.sign('-', value) : value;
}
