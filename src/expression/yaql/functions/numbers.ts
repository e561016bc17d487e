import { finite, integer, modulo, negate, power } from '../../core/arithmetic.ts';
import { parseFloatText, parseIntegerText } from '../../core/number-text.ts';
import { roundHalfEven } from '../../core/round.ts';
import { refuseSealed } from '../../core/seal.ts';
import { describe, Float, float, isInteger, isNumber, numeric, type Value } from '../../core/value.ts';
import { fail } from '../../error.ts';
import { compareValues } from '../operators.ts';
import { type Entry, entry } from '../overloads.ts';
import { type Given, valueIn, wholeIn } from '../parameters.ts';

function numberIn(given: Given): number {
  return numeric(valueIn(given)) ?? 0;
}

function toInteger([given]: readonly Given[]): Value {
  const value = valueIn(given);
  if (value === null) {
    return 0;
  }
  refuseSealed(value, 'converted to a number');
  if (typeof value === 'string') {
    const whole = parseIntegerText(value, 10);
    return whole === undefined ? fail('value_error', `'${shown(value)}' is not an integer`) : integer(whole);
  }
  const number = numeric(value) ?? fail('type_error', `${describe(value)} is not a number`);
  return Number.isFinite(number) ? integer(Math.trunc(number)) : fail('overflow', 'the number is not finite');
}

function toFloat([given]: readonly Given[]): Value {
  const value = valueIn(given);
  if (value === null) {
    return new Float(0);
  }
  refuseSealed(value, 'converted to a number');
  if (typeof value === 'string') {
    return float(parseFloatText(value) ?? fail('value_error', `'${shown(value)}' is not a number`));
  }
  return float(numeric(value) ?? fail('type_error', `${describe(value)} is not a number`));
}

function shown(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

/** Bits of integers beyond 32 need exact arithmetic. */
function bits(run: (a: bigint, b: bigint) => bigint): (given: readonly Given[]) => Value {
  return ([a, b]) => integer(Number(run(BigInt(wholeIn(a)), BigInt(wholeIn(b)))));
}

function shift(left: boolean): (given: readonly Given[]) => Value {
  return ([value, count]) => {
    const by = wholeIn(count);
    if (by < 0) {
      fail('value_error', 'bits are shifted by zero or more places');
    }
    if (by > 64) {
      return left && wholeIn(value) !== 0 ? fail('overflow', 'the result is too large') : wholeIn(value) < 0 ? -1 : 0;
    }
    const whole = BigInt(wholeIn(value));
    return integer(Number(left ? whole << BigInt(by) : whole >> BigInt(by)));
  };
}

function powerOf([base, exponent, modulus]: readonly Given[]): Value {
  const by = valueIn(modulus);
  if (by === null) {
    return power(valueIn(base), valueIn(exponent));
  }
  const [b, e] = [valueIn(base), valueIn(exponent)];
  if (!isInteger(b) || !isInteger(e) || !isInteger(by)) {
    return fail('type_error', 'a power with a modulus needs integers');
  }
  if (e < 0 || by === 0) {
    return fail('value_error', 'a power with a modulus needs an exponent of zero or more and a modulus');
  }
  return modulo(Number(modularPower(BigInt(b), BigInt(e), BigInt(by))), by);
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

function round([number, digits]: readonly Given[]): Value {
  const rounded = roundHalfEven(numberIn(number), wholeIn(digits));
  return isInteger(valueIn(number)) ? rounded : finite(rounded);
}

function hexadecimal([number]: readonly Given[]): Value {
  const value = valueIn(number);
  if (!isInteger(value)) {
    return fail('type_error', `hex() takes an integer, not ${describe(value)}`);
  }
  return `${value < 0 ? '-' : ''}0x${Math.abs(value).toString(16)}`;
}

/** Arithmetic and conversions. */
export const NUMBERS: readonly Entry[] = [
  entry('function', 'int', 'value:any', toInteger),
  entry('function', 'float', 'value:any', toFloat),
  entry('function', 'abs', 'op:number', ([op]) => (numberIn(op) < 0 ? negate(valueIn(op)) : valueIn(op))),
  entry('function', 'sign', 'num:number', ([num]) => Math.sign(numberIn(num)) + 0),
  entry('function', 'round', 'number:number ndigits=:int', round),
  entry('function', 'pow', 'a:number b:number c=:number?', powerOf),
  entry('function', 'max', 'a:any b:any', ([a, b], env) =>
    compareValues(valueIn(b), valueIn(a), env) > 0 ? valueIn(b) : valueIn(a),
  ),
  entry('function', 'min', 'a:any b:any', ([a, b], env) =>
    compareValues(valueIn(b), valueIn(a), env) > 0 ? valueIn(a) : valueIn(b),
  ),
  entry('function', 'random', '', (_, env) => float(env.scope.random())),
  entry('function', 'random', 'from:int to:int', ([from, to], env) => {
    const [low, high] = [wholeIn(from), wholeIn(to)];
    return high < low
      ? fail('value_error', 'random() needs a range that is not empty')
      : low + Math.floor(env.scope.random() * (high - low + 1));
  }),
  entry(
    'function',
    'bitwiseAnd',
    'left:int right:int',
    bits((a, b) => a & b),
  ),
  entry(
    'function',
    'bitwiseOr',
    'left:int right:int',
    bits((a, b) => a | b),
  ),
  entry(
    'function',
    'bitwiseXor',
    'left:int right:int',
    bits((a, b) => a ^ b),
  ),
  entry('function', 'bitwiseNot', 'arg:int', ([arg]) => integer(-wholeIn(arg) - 1)),
  entry('function', 'shiftBitsLeft', 'value:int bitsNumber:int', shift(true)),
  entry('function', 'shiftBitsRight', 'value:int bitsNumber:int', shift(false)),
  entry('function', 'hex', 'num:number?', hexadecimal),
  entry('function', 'isInteger', 'value:any', ([value]) => isInteger(valueIn(value))),
  entry('function', 'isNumber', 'value:any', ([value]) => isNumber(valueIn(value))),
];
