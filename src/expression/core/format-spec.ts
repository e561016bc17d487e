import { exceeded, fail, tooLarge } from '../error.ts';
import { needed } from './arguments.ts';
import { integer } from './arithmetic.ts';
import { sliceCharacters } from './characters.ts';
import { exponential, numberText } from './python-text.ts';
import { fixed } from './round.ts';
import { textOf } from './text.ts';
import { padded, type Side } from './text-functions.ts';
import { isFloat, numeric, type Value } from './value.ts';

/** Fill, side, sign, `#`, `0`, width, separator of groups, precision and type. */
const FORMAT = /^(?:([\s\S])?([<>=^]))?(?:([+ ])|-)?(#)?(0)?(\d+)?([,_])?(?:\.(\d+))?([a-zA-Z%])?$/u;
const MOST_DIGITS = 100;
const BASES: Readonly<Record<string, number>> = { b: 2, o: 8, x: 16, X: 16 };

/**
 * A string or a number as a format such as `*^+12,.2f` asks for it. In C's way the precision of an integer is the least
 * number of its digits.
 */
export function formatted(value: Value, format: string, asInC = false): string {
  const [, fill, given, sign = '', alternate, zero, width, grouping = '', places, type = ''] =
    FORMAT.exec(format) ?? refuse(format, 'known');
  const side = given ?? (zero && '=');
  const precision = limited(places);
  const inField = (body: string, usual: Side, prefix = ''): string =>
    padded(body, limited(width), (side as Side | undefined) ?? usual, fill ?? zero, prefix);

  const isForText = /^s?$/.test(type);
  if (typeof value === 'string' || (typeof value === 'boolean' && isForText)) {
    const text = textOf(value);
    return isForText && side !== '='
      ? inField(sliceCharacters(text, 0, places ? precision : text.length), '<')
      : refuse(format, 'for strings');
  }
  const number = numeric(value) ?? needed('a string or a number', value);
  const size = Math.abs(number);
  const base = BASES[type];
  const isPlain = asInC || !(places || isFloat(value));
  const isWhole = /[bcdoxX]/.test(type) || (isPlain && /^n?$/.test(type));
  const body = !isWhole
    ? (WRITERS[type.toLowerCase()] ?? refuse(format, 'for numbers'))(
        size,
        places ? Math.min(MOST_DIGITS, precision) : 6,
        places,
        alternate,
      )
    : !isPlain
      ? refuse(format, 'for floats')
      : type === 'c'
        ? character(size)
        : integer(size).toString(base).padStart(precision, '0');
  const groups = base ? /(?<!\..*)\B(?=(\w{4})+\b)/g : /(?<!\..*)\B(?=(\w{3})+\b)/g;
  const written = grouping ? body.replace(groups, grouping) : body;
  const prefix = (number < 0 || Object.is(number, -0) ? '-' : sign) + (alternate && base ? `0${type}` : '');
  return inField(/[A-Z]/.test(type) ? written.toUpperCase() : written, '>', prefix);
}

function refuse(format: string, what: string): never {
  fail('value_error', `the format '${format}' is not ${what}`);
}

/** A width or precision that is not too large. */
function limited(digits = '0'): number {
  const value = Number(digits);
  return value > 10_000 ? exceeded(10_000, 'characters of a width') : value;
}

function character(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : tooLarge();
}

type Writer = (size: number, digits: number, places?: string, alternate?: string) => string;

const WRITERS: Readonly<Record<string, Writer>> = {
  '': (size, digits, places) => (places ? general(size, digits).replace(/^\d+$/, '$&.0') : numberText(size, true)),
  f: fixed,
  '%': (size, digits) => `${fixed(size * 100, digits)}%`,
  e: exponential,
  g: general,
  n: general,
};

/** So many significant digits, in the shorter of the two ways to write them. */
function general(size: number, digits: number, _places?: string, alternate?: string): string {
  const places = Math.max(1, digits) - 1;
  const exponent = Number(size.toExponential(places).replace(/.*e/, ''));
  const text = exponent < -4 || exponent > places ? exponential(size, places) : fixed(size, places - exponent);
  return alternate ? text : text.replace(/(\.\d*[1-9])0+(?!\d)|\.0*(?!\d)/, '$1');
}
