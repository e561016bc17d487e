import { numberOf } from '../core/arguments.ts';
import type { Operator } from '../core/arithmetic.ts';
import * as arithmetic from '../core/arithmetic.ts';
import { contains } from '../core/contains.ts';
import { dictFrom, type Mapping, pairsOf } from '../core/dictionary.ts';
import { equal } from '../core/equality.ts';
import { compare, ORDERS } from '../core/order.ts';
import { Regex } from '../core/regex.ts';
import { refuseSealed } from '../core/seal.ts';
import { Sequence } from '../core/sequence.ts';
import { describe, type Value } from '../core/value.ts';
import { ValueSet } from '../core/value-set.ts';
import { fail } from '../error.ts';
import { chargeItems } from '../run.ts';
import { CHECKS, isIterable, stream } from './parameters.ts';
import { type DateTime, TimeSpan } from './time-values.ts';

/** Refuses operands that an operator does not know. */
function noOverload(operator: string, a: Value, b: Value): never {
  refuseSealed(a, b);
  return fail('no_matching_overload', `'${operator}' does not take ${describe(a)} and ${describe(b)}`);
}

type Check = (value: Value) => boolean;

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
const { timespan: isSpan, datetime: isTime, string: isString, any: isAny } = CHECKS;

/** `+`: numbers, strings, lists, sets, dictionaries, times. */
export const plus = choose(
  '+',
  [isNumber, isNumber, arithmetic.add],
  [arithmetic.isTextual, arithmetic.isTextual, arithmetic.add],
  [isDict, isDict, (a: Mapping, b: Mapping) => dictFrom([...pairsOf(a), ...pairsOf(b)])],
  [isList, isList, joined],
  [isSet, isSet, union],
  [isIterable, isIterable, inTurn],
  [isSpan, isSpan, onSpans(arithmetic.add)],
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

/** The members of two sets; of equal ones that of the first. */
export function union(a: ValueSet, b: ValueSet): ValueSet {
  chargeItems(a.members.size + b.members.size);
  return new ValueSet(new Map([...a.members, ...b.members, ...a.members]));
}

/** The members of a set that another has not. */
export function difference(a: ValueSet, b: ValueSet): ValueSet {
  chargeItems(a.members.size);
  return new ValueSet(new Map([...a.members].filter(([key]) => !b.members.has(key))));
}

function isRepeatable(value: Value): boolean {
  return typeof value === 'string' || isList(value);
}

/** An operation on spans of time, as numbers of microseconds; the result is a span again. */
function onSpans(operate: Operator) {
  return (...operands: readonly [Value, Value]): Value => {
    const [a, b] = operands.map((operand) => (operand instanceof TimeSpan ? operand.micros : operand));
    return new TimeSpan(numberOf(operate(a as Value, b as Value)));
  };
}

const ORDERED = [isNumber, isString, isTime, isSpan];

/** Orders two values: below, at or above zero. Null comes before everything. */
export function compareValues(a: Value, b: Value, operator = '<'): number {
  if (a === null || b === null) {
    refuseSealed(a, b);
    return Number(a !== null) - Number(b !== null);
  }
  return ORDERED.some((check) => check(a) && check(b)) ? compare(a, b) : noOverload(operator, a, b);
}

/** How two sets are ordered: one is below another that has all its members and more. */
function orderOfSets(a: ValueSet, b: ValueSet): number {
  const common = difference(a, difference(a, b)).members.size;
  const [size, other] = [a.members.size, b.members.size];
  return common === Math.min(size, other) ? size - other : Number.NaN;
}

function relation(operator: keyof typeof ORDERS): Operator {
  const holds = ORDERS[operator];
  return choose(
    operator,
    [isSet, isSet, (a: ValueSet, b: ValueSet) => holds(orderOfSets(a, b))],
    [isAny, isAny, (a: Value, b: Value) => holds(compareValues(a, b, operator))],
  );
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

/** Whether a pattern is found in a text. */
export const finds = choose(
  '=~ or !~',
  [isString, CHECKS.regex, (text: string, regex: Regex) => regex.search(text) !== undefined],
  [isString, isString, (text: string, pattern: string) => new Regex(pattern).search(text) !== undefined],
);

/** What the operators between two values do. */
export const OPERATORS: Readonly<Record<string, Operator>> = {
  '+': plus,
  '-': choose(
    '-',
    [isNumber, isNumber, arithmetic.subtract],
    [isSet, isSet, difference],
    [isTime, isTime, (a: DateTime, b: DateTime) => a.minus(b)],
    [isSpan, isSpan, onSpans(arithmetic.subtract)],
    [isTime, isSpan, (a: DateTime, b: TimeSpan) => a.plus(-b.micros)],
  ),
  '*': choose(
    '*',
    [isNumber, isNumber, arithmetic.multiply],
    [isRepeatable, isWhole, arithmetic.multiply],
    [isWhole, isRepeatable, arithmetic.multiply],
    [isSpan, isNumber, onSpans(arithmetic.multiply)],
    [isNumber, isSpan, onSpans(arithmetic.multiply)],
  ),
  '/': choose(
    '/',
    [isInteger, isInteger, arithmetic.floorDivide],
    [isNumber, isNumber, arithmetic.divide],
    [isSpan, isSpan, (a: TimeSpan, b: TimeSpan) => arithmetic.divide(a.micros, b.micros)],
    [isSpan, isNumber, onSpans(arithmetic.divide)],
  ),
  mod: choose('mod', [isNumber, isNumber, arithmetic.modulo]),
  '=': equal,
  '!=': (a, b) => !equal(a, b),
  '<': relation('<'),
  '<=': relation('<='),
  '>': relation('>'),
  '>=': relation('>='),
  in: choose(
    'in',
    [isString, isString, (part: string, text: string) => contains(text, part)],
    [isAny, isIterable, (item: Value, items: Value) => hasItem(stream(items), item)],
  ),
  '=~': finds,
  '!~': (a, b) => !finds(a, b),
};

/** `-x` and `+x`. */
export function sign(operator: '+' | '-', value: Value): Value {
  const span = onSpans(arithmetic.multiply);
  return isSpan(value)
    ? span(Number(`${operator}1`), value)
    : isNumber(value)
      ? arithmetic.sign(operator, value)
      : noOverload(operator, value, value);
}
