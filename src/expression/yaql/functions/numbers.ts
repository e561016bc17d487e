import { integerOf, needed } from '../../core/arguments.ts';
import { finite, integer, modulo, power, sign } from '../../core/arithmetic.ts';
import { parseFloatText, parseIntegerText } from '../../core/number-text.ts';
import { roundHalfEven } from '../../core/round.ts';
import { float, isInteger, numeric, type Value } from '../../core/value.ts';
import { atLeast, fail } from '../../error.ts';
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

function shift(direction: 1 | -1) {
  return (value: number, by: number): number =>
    integer(Math.floor(value * 2 ** (direction * Math.min(64, atLeast(0, by, 'number of places')))));
}

function modularPower(base: bigint, exponent: bigint, modulus: bigint): bigint {
  const half = exponent && modularPower((base * base) % modulus, exponent >> 1n, modulus);
  return (exponent ? (exponent & 1n ? half * base : half) : 1n) % modulus;
}

export const NUMBERS: readonly Overload[] = eager({
  'int value:any': (value) => integer(Math.trunc(numberIn(value, (text) => parseIntegerText(text, 10), 'an integer'))),
  'float value:any': (value) => float(numberIn(value, parseFloatText, 'a number')),
  'abs op:number': (value) => ((numeric(value) as number) < 0 ? sign('-', value) : value),
  'sign num:number': (value) => Math.sign(numeric(value) as number) + 0,
  'round number:number ndigits=:int': (value, digits = 0) => {
    const rounded = roundHalfEven(numeric(value) as number, digits);
    return isInteger(value) ? rounded : finite(rounded);
  },
  'pow a:number b:number c=:number?': (base, exponent, modulus = null) => {
    if (modulus === null) {
      return power(base, exponent);
    }
    const numbers = [base, exponent, modulus].map(integerOf);
    return (numbers[1] as number) < 0 || modulus === 0
      ? fail('value_error', 'an exponent below zero or a modulus of zero')
      : modulo(Number(modularPower(...(numbers.map(BigInt) as [bigint, bigint, bigint]))), modulus);
  },
  'max a:any b:any': larger,
  'min a:any b:any': smaller,
  random: () => float(run.scope.random()),
  'random from:int to:int': (low, high) =>
    high < low ? fail('value_error', 'the range is empty') : low + Math.floor(run.scope.random() * (high - low + 1)),
  'bitwiseNot arg:int': (value) => integer(-value - 1),
  'hex num:number?': (value) => integerOf(value).toString(16).replace(/\w/, '0x$&'),
  'bitwiseAnd left:int right:int': bitwise((a, b) => a & b),
  'bitwiseOr left:int right:int': bitwise((a, b) => a | b),
  'bitwiseXor left:int right:int': bitwise((a, b) => a ^ b),
  'shiftBitsLeft value:int bitsNumber:int': shift(1),
  'shiftBitsRight value:int bitsNumber:int': shift(-1),
});
