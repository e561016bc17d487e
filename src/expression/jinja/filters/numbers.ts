import { integerOf, numberOf, stringOf } from '../../core/arguments.ts';
import { finite, integer, sign } from '../../core/arithmetic.ts';
import { parseFloatText, parseIntegerText } from '../../core/number-text.ts';
import { roundHalfEven } from '../../core/round.ts';
import { type AnyOperation, type Bound, operation } from '../../core/signature.ts';
import { truth } from '../../core/truth.ts';
import { Float, float, isInteger, numeric, type Value } from '../../core/value.ts';
import { fail } from '../../error.ts';

/** Filters that read and compute numbers. */
export const NUMBER_FILTERS: readonly (readonly [string, AnyOperation])[] = [
  ['int', operation('default? base?', toInteger)],
  ['float', operation('default?', toFloat)],
  ['abs', operation('', absolute)],
  ['round', operation('precision? method?', round)],
  ['filesizeformat', operation('binary?', fileSize)],
];

function toInteger(input: Value, [otherwise = 0, base]: Bound): Value {
  if (typeof input === 'string') {
    const whole = parseIntegerText(input, integerOf(base, 10));
    const number = whole ?? parseFloatText(input);
    const known = number !== undefined && (whole !== undefined || Number.isFinite(number));
    return known ? integer(Math.trunc(number)) : otherwise;
  }
  const number = numeric(input);
  return number === undefined || !Number.isFinite(number) ? otherwise : integer(Math.trunc(number));
}

function toFloat(input: Value, [otherwise = new Float(0)]: Bound): Value {
  const number = typeof input === 'string' ? parseFloatText(input) : numeric(input);
  return number === undefined ? otherwise : float(number);
}

function absolute(input: Value): Value {
  return numberOf(input) < 0 ? sign('-', input) : input;
}

function round(input: Value, [precision, method = 'common']: Bound): Value {
  const value = numberOf(input);
  const digits = integerOf(precision);
  if (method === 'common') {
    const rounded = roundHalfEven(value, digits);
    return isInteger(input) ? rounded : finite(rounded);
  }
  const direction = stringOf(method);
  if (direction !== 'ceil' && direction !== 'floor') {
    fail('value_error', "'common', 'ceil' or 'floor' is needed");
  }
  const scale = 10 ** digits;
  return finite(Math[direction](value * scale) / scale);
}

const UNITS = ['kB', 'MB', 'GB', 'TB', 'PB', 'EB', 'ZB', 'YB'];

function fileSize(input: Value, [binary = false]: Bound): Value {
  const bytes = (typeof input === 'string' ? parseFloatText(input) : undefined) ?? numberOf(input);
  const base = truth(binary) ? 1024 : 1000;
  if (bytes === 1) {
    return '1 Byte';
  }
  if (bytes < base) {
    return `${Math.trunc(bytes)} Bytes`;
  }
  const power = Math.min(UNITS.length, Math.floor(Math.log(bytes) / Math.log(base) + 1e-12));
  const unit = UNITS[power - 1] ?? '';
  return `${(bytes / base ** power).toFixed(1)} ${base === 1024 ? unit.replace(/^k?(.*)B$/, (_, u) => `${u || 'K'}iB`) : unit}`;
}
