import { fail } from '../error.ts';
import { chargeText } from '../run.ts';
import { integer } from './arithmetic.ts';
import { characterCount, sliceCharacters } from './characters.ts';
import { exponential, numberText } from './python-text.ts';
import { fixed } from './round.ts';
import { Float, numeric, type Value } from './value.ts';

/** What `{:…}` and `%…` ask for. */
export interface FormatSpec {
  readonly fill: string;
  /** `<`, `>`, `^`, `=`; empty: as it is usual for the value. */
  readonly align: string;
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
  const match = SPEC.exec(text) ?? fail('value_error', `the format '${text}' is not understood`);
  const [, fill, align, sign = '', alternate, zero, width = 0, grouping = '', precision, type = ''] = match;
  return {
    fill: fill ?? (zero ? '0' : ' '),
    align: align ?? (zero ? '=' : ''),
    sign,
    alternate: alternate !== undefined,
    width: limited(Number(width)),
    grouping,
    precision: precision === undefined ? undefined : limited(Number(precision)),
    type,
  };
}

/** A width or precision that is not too large. */
export function limited(value: number): number {
  return value > WIDEST ? fail('budget_exceeded', `a width of more than ${WIDEST} is not allowed`) : value;
}

/** A text in its field. */
export function formatText(text: string, spec: FormatSpec): string {
  if (!/^s?$/.test(spec.type) || spec.align === '=') {
    fail('value_error', `the format '${spec.align}${spec.type}' is not for strings`);
  }
  return inField('', spec.precision === undefined ? text : sliceCharacters(text, 0, spec.precision), spec, '<');
}

/** A number in its field. */
export function formatNumber(value: Value, spec: FormatSpec): string {
  const number = numeric(value) ?? 0;
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
  return alternate && type in BASES ? `${shown}0${type}` : shown;
}

function whole(size: number, { type, grouping }: FormatSpec): string {
  const base = Object.hasOwn(BASES, type) ? BASES[type] : undefined;
  return grouped(cased(integer(size).toString(base), type), grouping, base ? 4 : 3);
}

function digits(size: number, isFloat: boolean, spec: FormatSpec): string {
  const { type, precision, grouping } = spec;
  if (type === '' || type === 'n' ? !isFloat && precision === undefined : /[bcdoxX]/.test(type)) {
    if (isFloat || precision !== undefined) {
      fail('value_error', `the format '${type}' needs an integer and takes no precision`);
    }
    if (type !== 'c') {
      return whole(size, spec);
    }
    return size <= 0x10ffff ? String.fromCodePoint(size) : fail('overflow', 'the number is too large');
  }
  const places = Math.min(MOST_DIGITS, precision ?? 6);
  switch (type.toLowerCase()) {
    case 'f':
      return grouped(fixed(size, places), grouping, 3);
    case '%':
      return `${grouped(fixed(size * 100, places), grouping, 3)}%`;
    case 'e':
      return cased(exponential(size, places), type);
    case 'g':
    case 'n':
      return cased(grouped(general(size, places, spec.alternate), grouping, 3), type);
    case '': {
      const text = precision === undefined ? numberText(size, isFloat) : general(size, places, false);
      return grouped(/[.ein]/.test(text) ? text : `${text}.0`, grouping, 3);
    }
  }
  return fail('value_error', `the format '${type}' is not known for numbers`);
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
  const text =
    exponent >= -4 && exponent <= places ? fixed(size, Math.max(0, places - exponent)) : exponential(size, places);
  return alternate ? text : text.replace(/(\.\d*?)0+(?=e|$)/, '$1').replace(/\.(?=e|$)/, '');
}

function grouped(text: string, separator: string, size: 3 | 4): string {
  const [, body = '', rest = ''] = /^([\da-z]*?)((?:[.e].*)?)$/i.exec(text) ?? [];
  return separator === ''
    ? text
    : body.replace(size === 3 ? /\B(?=(?:.{3})+$)/g : /\B(?=(?:.{4})+$)/g, separator) + rest;
}

function inField(prefix: string, body: string, { fill, align, width }: FormatSpec, usual: string): string {
  const missing = width - characterCount(prefix) - characterCount(body);
  if (missing <= 0) {
    return prefix + body;
  }
  chargeText(missing);
  const side = align || usual;
  if (side === '=') {
    return prefix + fill.repeat(missing) + body;
  }
  const before = side === '<' ? 0 : side === '^' ? missing >> 1 : missing;
  return fill.repeat(before) + prefix + body + fill.repeat(missing - before);
}
