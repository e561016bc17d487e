import { finite, integer, modulo, negate, power } from '../../core/arithmetic.ts';
import { parseFloatText, parseIntegerText } from '../../core/number-text.ts';
import { roundHalfEven } from '../../core/round.ts';
import { refuseSealed } from '../../core/seal.ts';
import { describe, Float, float, isInteger, isNumber, numeric, type Value } from '../../core/value.ts';
import { fail } from '../../error.ts';
import { compareValues } from '../operators.ts';
import { asFunction, type Entry } from '../overloads.ts';
import { type Given, valueIn, wholeIn } from '../parameters.ts';

function numberIn(given: Given): number {
  return numeric(valueIn(given)) ?? 0;
}

function toInteger([given]: readonly Given[]): Value {
  const value = valueIn(given);
  if (value === null) {
    return 0;
  }
  refuseSealed(value);
  if (typeof value === 'string') {
    const whole = parseIntegerText(value, 10);
    return whole === undefined ? fail('value_error', `'${shown(value)}' is not an integer`) : integer(whole);
  }
  const number = numeric(value) ?? fail('type_error', `${describe(value)} is not a number`);
  return Number.isFinite(number) ? integer(Math.trunc(number)) : fail('overflow', 'the number is too large');
}

function toFloat([given]: readonly Given[]): Value {
  const value = valueIn(given);
  if (value === null) {
    return new Float(0);
  }
  refuseSealed(value);
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
      fail('value_error', 'the number of places must not be negative');
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
    return fail('type_error', 'an integer is needed');
  }
  if (e < 0 || by === 0) {
    return fail('value_error', 'the exponent must not be negative, the modulus not zero');
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
    return fail('type_error', `an integer is needed, not ${describe(value)}`);
  }
  return `${value < 0 ? '-' : ''}0x${Math.abs(value).toString(16)}`;
}

/** Arithmetic and conversions. */
export const NUMBERS: readonly Entry[] = [
  asFunction('int value:any', toInteger),
  asFunction('float value:any', toFloat),
  asFunction('abs op:number', ([op]) => (numberIn(op) < 0 ? negate(valueIn(op)) : valueIn(op))),
  asFunction('sign num:number', ([num]) => Math.sign(numberIn(num)) + 0),
  asFunction('round number:number ndigits=:int', round),
  asFunction('pow a:number b:number c=:number?', powerOf),
  asFunction('max a:any b:any', ([a, b], env) =>
    compareValues(valueIn(b), valueIn(a), env) > 0 ? valueIn(b) : valueIn(a),
  ),
  asFunction('min a:any b:any', ([a, b], env) =>
    compareValues(valueIn(b), valueIn(a), env) > 0 ? valueIn(a) : valueIn(b),
  ),
  asFunction('random', (_, env) => float(env.scope.random())),
  asFunction('random from:int to:int', ([from, to], env) => {
    const [low, high] = [wholeIn(from), wholeIn(to)];
    return high < low
      ? fail('value_error', 'random() needs a range that is not empty')
      : low + Math.floor(env.scope.random() * (high - low + 1));
  }),
  asFunction(
    'bitwiseAnd left:int right:int',
    bits((a, b) => a & b),
  ),
  asFunction(
    'bitwiseOr left:int right:int',
    bits((a, b) => a | b),
  ),
  asFunction(
    'bitwiseXor left:int right:int',
    bits((a, b) => a ^ b),
  ),
  asFunction('bitwiseNot arg:int', ([arg]) => integer(-wholeIn(arg) - 1)),
  asFunction('shiftBitsLeft value:int bitsNumber:int', shift(true)),
  asFunction('shiftBitsRight value:int bitsNumber:int', shift(false)),
  asFunction('hex num:number?', hexadecimal),
  asFunction('isInteger value:any', ([value]) => isInteger(valueIn(value))),
  asFunction('isNumber value:any', ([value]) => isNumber(valueIn(value))),
];
