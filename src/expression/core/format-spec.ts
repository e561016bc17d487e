import { exceeded, fail, tooLarge } from '../error.ts';
import { integer } from './arithmetic.ts';
import { sliceCharacters } from './characters.ts';
import { exponential, numberText } from './python-text.ts';
import { fixed } from './round.ts';
import { padded } from './text-functions.ts';
import { Float, numeric, type Value } from './value.ts';

/** What `{:…}` and `%…` ask for. */
export interface FormatSpec {
  readonly fill: string;
  /** `<`, `>`, `^`, `=`; empty: as it is usual for the value. */
  readonly align: '<' | '>' | '^' | '=' | '';
  readonly sign: string;
  readonly alternate: boolean;
  readonly width: number;
  readonly grouping: string;
  readonly precision: number | undefined;
  readonly type: string;
}

const SPEC = /^(?:([\s\S])?([<>=^]))?([+\- ])?(#)?(0)?(\d+)?([,_])?(?:\.(\d+))?([a-zA-Z%])?$/u;
const WIDEST = 10_000;
const MOST_DIGITS = 100;

/** Reads the part after the colon of a replacement field. */
export function parseSpec(text: string): FormatSpec {
  const [, fill, align, sign = '', alternate, zero, width, grouping = '', precision, type = ''] =
    SPEC.exec(text) ?? fail('value_error', `the format '${text}' is not known`);
  return {
    fill: fill ?? zero ?? ' ',
    align: align ?? (zero ? '=' : ''),
    sign,
    alternate: alternate !== undefined,
    width: limited(Number(width ?? 0)),
    grouping,
    precision: precision && limited(Number(precision)),
    type,
  } as FormatSpec;
}

/** A width or precision that is not too large. */
export function limited(value: number): number {
  return value > WIDEST ? exceeded(WIDEST, 'characters of a width') : value;
}

/** A text in its field. */
export function formatText(text: string, spec: FormatSpec): string {
  if (!/^s?$/.test(spec.type) || spec.align === '=') {
    fail('value_error', `the format '${spec.align}${spec.type}' is not for strings`);
  }
  return inField('', sliceCharacters(text, 0, spec.precision ?? text.length), spec, '<');
}

/** A number in its field. */
export function formatNumber(value: Value, spec: FormatSpec): string {
  const number = numeric(value) as number;
  const isFloat = value instanceof Float || !Number.isInteger(number);
  return inField(signOf(number, spec), digits(Math.abs(number), isFloat, spec), spec, '>');
}

/** An integer in its field, where a precision is the least number of digits. */
export function formatInteger(number: number, spec: FormatSpec): string {
  return inField(signOf(number, spec), whole(Math.abs(number), spec).padStart(spec.precision ?? 0, '0'), spec, '>');
}

const BASES: Readonly<Record<string, number>> = { b: 2, o: 8, x: 16, X: 16 };

/** The sign and, if it is asked for, the mark of the base. */
function signOf(number: number, { sign, alternate, type }: FormatSpec): string {
  const shown = number < 0 || Object.is(number, -0) ? '-' : sign.replace('-', '');
  return alternate && BASES[type] ? `${shown}0${type}` : shown;
}

function whole(size: number, { type, grouping }: FormatSpec): string {
  const base = BASES[type];
  return grouped(cased(integer(size).toString(base), type), grouping, base ? /\B(?=(?:.{4})+$)/g : THOUSANDS);
}

function digits(size: number, isFloat: boolean, spec: FormatSpec): string {
  const { type, precision, grouping } = spec;
  const isPlain = !isFloat && precision === undefined;
  if (/[bcdoxX]/.test(type) || (isPlain && /^n?$/.test(type))) {
    if (!isPlain) {
      fail('value_error', `the format '${type}' needs an integer`);
    }
    if (type !== 'c') {
      return whole(size, spec);
    }
    return size <= 0x10ffff ? String.fromCodePoint(size) : tooLarge();
  }
  const places = Math.min(MOST_DIGITS, precision ?? 6);
  switch (type.toLowerCase()) {
    case 'f':
      return grouped(fixed(size, places), grouping);
    case '%':
      return `${grouped(fixed(size * 100, places), grouping)}%`;
    case 'e':
      return cased(exponential(size, places), type);
    case 'g':
    case 'n':
      return cased(grouped(general(size, places, spec.alternate), grouping), type);
    case '': {
      const text = precision === undefined ? numberText(size, isFloat) : general(size, places, false);
      return grouped(/[.ein]/.test(text) ? text : `${text}.0`, grouping);
    }
  }
  return fail('value_error', `the format '${type}' is not for numbers`);
}

function cased(text: string, type: string): string {
  return /[A-Z]/.test(type) ? text.toUpperCase() : text;
}

/** So many significant digits, in the shorter of the two ways to write them. */
function general(size: number, precision: number, alternate: boolean): string {
  if (size === 0 || !Number.isFinite(size)) {
    return fixed(size, 0);
  }
  const places = Math.max(1, precision) - 1;
  const exponent = Number(size.toExponential(places).split('e')[1]);
  const text = exponent < -4 || exponent > places ? exponential(size, places) : fixed(size, places - exponent);
  return alternate ? text : text.replace(/(\.\d*?)0+(?=e|$)/, '$1').replace(/\.(?=e|$)/, '');
}

const THOUSANDS = /\B(?=(?:.{3})+$)/g;

function grouped(text: string, separator: string, places = THOUSANDS): string {
  return text.replace(/^[\da-z]*?(?=[.e]|$)/i, (body) => body.replace(places, separator));
}

function inField(prefix: string, body: string, { fill, align, width }: FormatSpec, usual: '<' | '>'): string {
  const side = align || usual;
  return side === '='
    ? prefix + padded(body, width - prefix.length, '>', fill)
    : padded(prefix + body, width, side, fill);
}
