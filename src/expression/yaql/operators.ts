import { numberOf } from '../core/arguments.ts';
import type { Operator } from '../core/arithmetic.ts';
import * as arithmetic from '../core/arithmetic.ts';
import { contains } from '../core/contains.ts';
import { dictFrom, type Mapping, pairsOf } from '../core/dictionary.ts';
import { equal } from '../core/equality.ts';
import { compare, ORDERS } from '../core/order.ts';
import { Regex } from '../core/regex.ts';
import { refuseSealed, sealed } from '../core/seal.ts';
import { Sequence } from '../core/sequence.ts';
import { describe, float, type Value } from '../core/value.ts';
import { ValueSet } from '../core/value-set.ts';
import { divisionByZero, fail } from '../error.ts';
import { chargeItems } from '../run.ts';
import { CHECKS, isIterable, stream } from './parameters.ts';
import { type DateTime, TimeSpan } from './time-values.ts';

/** Refuses operands that an operator does not know. */
function noOverload(operator: string, a: Value, b: Value): never {
  refuseSealed(a, b);
  return fail('no_matching_overload', `'${operator}' does not take ${describe(a)} and ${describe(b)}`);
}

type Check = (value: Value) => boolean;

function both(check: Check, a: Value, b: Value): boolean {
  return check(a) && check(b);
}

/** What an operator does with two operands, by the first row that says what both are. */
function choose(
  operator: string,
  ...rows: readonly (readonly [left: Check, right: Check, apply: (a: never, b: never) => Value])[]
): Operator {
  return (a, b) => {
    for (const [left, right, apply] of rows) {
      if (left(a) && right(b)) {
        return apply(a as never, b as never);
      }
    }
    return noOverload(operator, a, b);
  };
}

const { integer: isInteger, int: isWhole, number: isNumber, list: isList, set: isSet, dict: isDict } = CHECKS;
const { timespan: isSpan, datetime: isTime } = CHECKS;

/** `+`: numbers, strings, lists, sets, dictionaries, times. */
export const plus = choose(
  '+',
  [isNumber, isNumber, arithmetic.add],
  [arithmetic.isTextual, arithmetic.isTextual, arithmetic.add],
  [isDict, isDict, (a: Mapping, b: Mapping) => dictFrom([...pairsOf(a), ...pairsOf(b)])],
  [isList, isList, joined],
  [isSet, isSet, (a: ValueSet, b: ValueSet) => ValueSet.of([...a.members.values(), ...b.members.values()])],
  [isIterable, isIterable, inTurn],
  [isSpan, isSpan, (a: TimeSpan, b: TimeSpan) => new TimeSpan(a.micros + b.micros)],
  [isTime, isSpan, (a: DateTime, b: TimeSpan) => a.plus(b.micros)],
  [isSpan, isTime, (a: TimeSpan, b: DateTime) => b.plus(a.micros)],
);

function joined(a: readonly Value[], b: readonly Value[]): Value {
  chargeItems(a.length + b.length);
  return [...a, ...b];
}

function inTurn(a: Value, b: Value): Value {
  return new Sequence(function* () {
    yield* stream(a);
    yield* stream(b);
  });
}

/** The members of a set that another has not. */
export function difference(a: ValueSet, b: ValueSet): ValueSet {
  chargeItems(a.members.size);
  return new ValueSet(new Map([...a.members].filter(([key]) => !b.members.has(key))));
}

function isRepeatable(value: Value): boolean {
  return typeof value === 'string' || isList(value);
}

function scaled({ micros }: TimeSpan, by: Value): Value {
  return new TimeSpan(micros * numberOf(by));
}

function quotient({ micros }: TimeSpan, by: number): number {
  return by === 0 ? divisionByZero() : micros / by;
}

/** How two values are ordered; undefined when they are not. Null comes before everything. */
function orderOf(a: Value, b: Value): number | undefined {
  if (a === null || b === null) {
    return Number(a !== null) - Number(b !== null);
  }
  const checks = [isNumber, CHECKS.string, CHECKS.datetime, CHECKS.timespan];
  return checks.some((check) => both(check, a, b)) ? compare(a, b) : undefined;
}

/** Orders two values for sorting and for the largest and smallest. */
export function compareValues(a: Value, b: Value): number {
  return orderOf(a, b) ?? noOverload('<', a, b);
}

function relation(operator: keyof typeof ORDERS): Operator {
  const holds = ORDERS[operator];
  return (a, b) => {
    const order = sealed(a) || sealed(b) ? undefined : orderOf(a, b);
    if (order !== undefined) {
      return holds(order);
    }
    if (!(a instanceof ValueSet) || !(b instanceof ValueSet)) {
      return noOverload(operator, a, b);
    }
    // A set is below another that has all its members and more.
    const common = difference(a, difference(a, b)).members.size;
    const [less, more] = [a.members.size, b.members.size];
    return common === (holds(-1) ? less : more) && holds(less - more);
  };
}

function isIn(item: Value, container: Value): Value {
  if (both(CHECKS.string, container, item)) {
    return contains(container, item);
  }
  return isIterable(container) ? hasItem(stream(container), item) : noOverload('in', item, container);
}

/** Whether one of the items is equal to a value. */
export function hasItem(items: Iterable<Value>, value: Value): boolean {
  for (const item of items) {
    if (equal(item, value)) {
      return true;
    }
  }
  return false;
}

function matching(operator: '=~' | '!~'): Operator {
  return (text, pattern) => {
    const regex = typeof pattern === 'string' ? new Regex(pattern) : pattern;
    return typeof text === 'string' && regex instanceof Regex
      ? (regex.search(text) !== undefined) === (operator === '=~')
      : noOverload(operator, text, pattern);
  };
}

/** What the operators between two values do. */
export const OPERATORS: Readonly<Record<string, Operator>> = {
  '+': plus,
  '-': choose(
    '-',
    [isNumber, isNumber, arithmetic.subtract],
    [isSet, isSet, difference],
    [isTime, isTime, (a: DateTime, b: DateTime) => a.minus(b)],
    [isSpan, isSpan, (a: TimeSpan, b: TimeSpan) => new TimeSpan(a.micros - b.micros)],
    [isTime, isSpan, (a: DateTime, b: TimeSpan) => a.plus(-b.micros)],
  ),
  '*': choose(
    '*',
    [isNumber, isNumber, arithmetic.multiply],
    [isRepeatable, isWhole, arithmetic.multiply],
    [isWhole, isRepeatable, arithmetic.multiply],
    [isSpan, isNumber, scaled],
    [isNumber, isSpan, (a: Value, b: TimeSpan) => scaled(b, a)],
  ),
  '/': choose(
    '/',
    [isInteger, isInteger, arithmetic.floorDivide],
    [isNumber, isNumber, arithmetic.divide],
    [isSpan, isSpan, (a: TimeSpan, b: TimeSpan) => float(quotient(a, b.micros))],
    [isSpan, isNumber, (a: TimeSpan, b: Value) => new TimeSpan(quotient(a, numberOf(b)))],
  ),
  mod: choose('mod', [isNumber, isNumber, arithmetic.modulo]),
  '=': equal,
  '!=': (a, b) => !equal(a, b),
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
