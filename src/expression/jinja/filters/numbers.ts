import { numberOf } from '../../core/arguments.ts';
import { finite, integer, sign } from '../../core/arithmetic.ts';
import { parseFloatText, parseIntegerText } from '../../core/number-text.ts';
import { roundHalfEven } from '../../core/round.ts';
import { Float, float, isInteger, numeric, type Value } from '../../core/value.ts';
import { fail } from '../../error.ts';
import { type Operation, operations } from '../operation.ts';

const UNITS = 'kMGTPEZY';

/** The number that a value is or, as text, writes. */
function numberIn(value: Value): number | undefined {
  return typeof value === 'string' ? parseFloatText(value) : numeric(value);
}

export const NUMBER_FILTERS: readonly Operation[] = operations({
  'int input:any default=:any base=:int': (input, otherwise = 0, base = 10) => {
    const number = (typeof input === 'string' ? parseIntegerText(input, base) : undefined) ?? numberIn(input);
    return Number.isFinite(number) ? integer(Math.trunc(Number(number))) : otherwise;
  },
  'float input:any default=:any': (input, otherwise = new Float(0)) => {
    const number = numberIn(input);
    return number === undefined ? otherwise : float(number);
  },
  'abs input:any': (input) => (numberOf(input) < 0 ? sign('-', input) : input),
  'round input:any precision=:int method=:string': (input, digits = 0, method = 'common') => {
    const value = numberOf(input);
    const scale = 10 ** digits;
    const rounded =
      method === 'common'
        ? roundHalfEven(value, digits)
        : method === 'ceil' || method === 'floor'
          ? Math[method](value * scale) / scale
          : fail('value_error', `there is no method '${method}'`);
    return method === 'common' && isInteger(input) ? rounded : finite(rounded);
  },
  'filesizeformat input:any binary=:bool': (input, binary = false) => {
    const bytes = numberIn(input) ?? numberOf(input);
    const base = binary ? 1024 : 1000;
    if (bytes < base) {
      return bytes === 1 ? '1 Byte' : `${Math.trunc(bytes)} Bytes`;
    }
    const power = Math.min(UNITS.length, Math.floor(Math.log(bytes) / Math.log(base) + 1e-12));
    const unit = UNITS.charAt(power - 1);
    return `${(bytes / base ** power).toFixed(1)} ${binary ? `${unit.toUpperCase()}i` : unit}B`;
  },
});
