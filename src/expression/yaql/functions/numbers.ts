import { needed } from '../../core/arguments.ts';
import { finite, integer, modulo, power, sign } from '../../core/arithmetic.ts';
import { parseFloatText, parseIntegerText } from '../../core/number-text.ts';
import { roundHalfEven } from '../../core/round.ts';
import { float, isInteger, numeric, type Value } from '../../core/value.ts';
import { atLeast, fail, tooLarge } from '../../error.ts';
import { run } from '../../run.ts';
import { eager, type Overload } from '../overloads.ts';
import { larger, smaller } from './reducers.ts';

const SHOWN = 40;

/** The number of a value, of a text as a function reads it, zero for null. */
function numberIn(value: Value, parse: (text: string) => number | undefined, kind: string): number {
  if (typeof value === 'string') {
    return parse(value) ?? fail('value_error', `'${value.slice(0, SHOWN)}' is not ${kind}`);
  }
  return value === null ? 0 : (numeric(value) ?? needed(kind, value));
}

/** An operation on the binary digits of two integers. */
function bitwise(run: (a: bigint, b: bigint) => bigint) {
  return (a: number, b: number): number => integer(Number(run(BigInt(a), BigInt(b))));
}

function shift(run: (value: bigint, by: bigint) => bigint) {
  return (value: number, by: number): number => bitwise(run)(value, Math.min(64, atLeast(0, by, 'number of places')));
}

function modularPower(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  let square = base % modulus;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) {
      result = (result * square) % modulus;
    }
    square = (square * square) % modulus;
  }
  return result % modulus;
}

export const NUMBERS: readonly Overload[] = eager({
  'int value:any': (value) => {
    const number = numberIn(value, (text) => parseIntegerText(text, 10), 'an integer');
    return Number.isFinite(number) ? integer(Math.trunc(number)) : tooLarge();
  },
  'float value:any': (value) => float(numberIn(value, parseFloatText, 'a number')),
  'abs op:number': (value) => ((numeric(value) as number) < 0 ? sign('-', value) : value),
  'sign num:number': (value) => Math.sign(numeric(value) as number) + 0,
  'round number:number ndigits=:int': (value, digits = 0) => {
    const rounded = roundHalfEven(numeric(value) as number, digits);
    return isInteger(value) ? rounded : finite(rounded);
  },
  'pow a:number b:number c=:number?': (base, exponent, by = null) => {
    if (by === null) {
      return power(base, exponent);
    }
    if (!isInteger(base) || !isInteger(exponent) || !isInteger(by)) {
      return needed('an integer', [base, exponent, by].find((one) => !isInteger(one)) as Value);
    }
    return exponent < 0 || by === 0
      ? fail('value_error', 'an exponent below zero or a modulus of zero')
      : modulo(Number(modularPower(BigInt(base), BigInt(exponent), BigInt(by))), by);
  },
  'max a:any b:any': larger,
  'min a:any b:any': smaller,
  random: () => float(run.scope.random()),
  'random from:int to:int': (low, high) =>
    high < low ? fail('value_error', 'the range is empty') : low + Math.floor(run.scope.random() * (high - low + 1)),
  'bitwiseNot arg:int': (value) => integer(-value - 1),
  'hex num:number?': (value) =>
    isInteger(value) ? value.toString(16).replace(/\w/, '0x$&') : needed('an integer', value),
  'bitwiseAnd left:int right:int': bitwise((a, b) => a & b),
  'bitwiseOr left:int right:int': bitwise((a, b) => a | b),
  'bitwiseXor left:int right:int': bitwise((a, b) => a ^ b),
  'shiftBitsLeft value:int bitsNumber:int': shift((value, by) => value << by),
  'shiftBitsRight value:int bitsNumber:int': shift((value, by) => value >> by),
});
