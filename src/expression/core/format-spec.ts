import { fail } from '../error.ts';
import { integer } from './arithmetic.ts';
import { characterCount, sliceCharacters } from './characters.ts';
import type { Env } from './env.ts';
import { numberText } from './python-text.ts';
import { Float, numeric, type Value } from './value.ts';

/** What `{:…}` and `%…` ask for. */
export interface FormatSpec {
  readonly fill: string;
  readonly align: '<' | '>' | '^' | '=' | '';
  readonly sign: '+' | '-' | ' ' | '';
  readonly alternate: boolean;
  readonly width: number;
  readonly grouping: ',' | '_' | '';
  readonly precision: number | undefined;
  readonly type: string;
}

const SPEC = /^(?:([\s\S])?([<>=^]))?([+\- ])?(#)?(0)?(\d+)?([,_])?(?:\.(\d+))?([a-zA-Z%])?$/u;
const WIDEST = 10_000;
const MOST_DIGITS = 100;

/** Reads the part after the colon of a replacement field. */
export function parseSpec(text: string): FormatSpec {
  const match = SPEC.exec(text);
  if (match === null) {
    return fail('value_error', `the format '${text}' is not understood`);
  }
  const [, fill, align, sign, alternate, zero, width, grouping, precision, type] = match;
  return {
    fill: fill ?? (zero !== undefined ? '0' : ' '),
    align: (align ?? (zero !== undefined ? '=' : '')) as FormatSpec['align'],
    sign: (sign ?? '') as FormatSpec['sign'],
    alternate: alternate !== undefined,
    width: checked(Number(width ?? 0), WIDEST, 'width'),
    grouping: (grouping ?? '') as FormatSpec['grouping'],
    precision: precision === undefined ? undefined : checked(Number(precision), WIDEST, 'precision'),
    type: type ?? '',
  };
}

function checked(value: number, most: number, what: string): number {
  return value > most ? fail('budget_exceeded', `a ${what} of more than ${most} is not allowed`) : value;
}

/** A text in its field. */
export function formatText(text: string, spec: FormatSpec, env: Env): string {
  if (!['', 's'].includes(spec.type)) {
    fail('value_error', `the format '${spec.type}' is not for strings`);
  }
  if (spec.align === '=') {
    fail('value_error', "the alignment '=' is not for strings");
  }
  const cut = spec.precision === undefined ? text : sliceCharacters(text, 0, spec.precision);
  return inField('', cut, { ...spec, align: spec.align || '<' }, env);
}

/** A number in its field. */
export function formatNumber(value: Value, spec: FormatSpec, env: Env): string {
  const number = numeric(value) ?? 0;
  const isFloat = value instanceof Float || !Number.isInteger(number);
  const negative = number < 0 || Object.is(number, -0);
  const body = digits(Math.abs(number), isFloat, spec);
  const prefix = spec.alternate && Object.hasOwn(PREFIX, spec.type) ? (PREFIX[spec.type] ?? '') : '';
  const sign = negative ? '-' : spec.sign === '-' ? '' : spec.sign;
  return inField(sign + prefix, body, { ...spec, align: spec.align || '>' }, env);
}

const PREFIX: Readonly<Record<string, string>> = { b: '0b', o: '0o', x: '0x', X: '0X' };
const BASE: Readonly<Record<string, number>> = { b: 2, o: 8, x: 16, X: 16, d: 10 };

function digits(number: number, isFloat: boolean, spec: FormatSpec): string {
  const { type, precision } = spec;
  if (type === '' || type === 'n' ? !isFloat && precision === undefined : Object.hasOwn(BASE, type) || type === 'c') {
    return wholeDigits(number, isFloat, spec);
  }
  const places = Math.min(MOST_DIGITS, precision ?? 6);
  switch (type) {
    case 'f':
    case 'F':
      return grouped(fixed(number, places), spec.grouping, 3);
    case '%':
      return `${grouped(fixed(number * 100, places), spec.grouping, 3)}%`;
    case 'e':
    case 'E':
      return cased(scientific(number, places), type);
    case 'g':
    case 'G':
    case 'n':
      return cased(grouped(general(number, places, spec.alternate), spec.grouping, 3), type);
    case '':
      return grouped(
        precision === undefined ? numberText(number, isFloat) : shortest(number, places),
        spec.grouping,
        3,
      );
  }
  return fail('value_error', `the format '${type}' is not known for numbers`);
}

function wholeDigits(number: number, isFloat: boolean, { type, grouping, precision }: FormatSpec): string {
  if (isFloat || precision !== undefined) {
    fail('value_error', `the format '${type}' needs an integer and takes no precision`);
  }
  if (type === 'c') {
    return number <= 0x10ffff ? String.fromCodePoint(number) : fail('overflow', 'the number is too large');
  }
  const text = integer(number).toString(Object.hasOwn(BASE, type) ? BASE[type] : 10);
  return grouped(cased(text, type), grouping, 'boxX'.includes(type) && type !== '' ? 4 : 3);
}

function cased(text: string, type: string): string {
  return type === type.toUpperCase() && type !== '' ? text.toUpperCase() : text;
}

/** So many decimals; unlike toFixed also for numbers beyond 1e21. */
function fixed(number: number, places: number): string {
  if (!Number.isFinite(number)) {
    return Number.isNaN(number) ? 'nan' : 'inf';
  }
  if (number < 1e21) {
    return evenFixed(number, places);
  }
  return BigInt(number).toString() + (places > 0 ? `.${'0'.repeat(places)}` : '');
}

/** Halves go to the even digit, where toFixed takes the larger one. */
function evenFixed(number: number, places: number): string {
  const exact = number.toFixed(Math.min(100, places + 60));
  const text = number.toFixed(places);
  const cut = exact.length - (Math.min(100, places + 60) - places);
  const rest = exact.slice(cut).replace('.', '');
  const kept = exact.slice(0, cut).replace(/\.$/, '');
  return /^50*$/.test(rest) && Number(kept.at(-1)) % 2 === 0 ? kept : text;
}

function scientific(number: number, places: number): string {
  if (!Number.isFinite(number)) {
    return fixed(number, 0);
  }
  const [mantissa = '', exponent = '+0'] = number.toExponential(places).split('e');
  return `${mantissa}e${exponent.charAt(0)}${exponent.slice(1).padStart(2, '0')}`;
}

function general(number: number, precision: number, alternate: boolean): string {
  const places = precision === 0 ? 1 : precision;
  if (number === 0 || !Number.isFinite(number)) {
    return number === 0 ? '0' : fixed(number, 0);
  }
  const exponent = Number(number.toExponential(places - 1).split('e')[1]);
  const plain = exponent >= -4 && exponent < places;
  const text = plain ? fixed(number, Math.max(0, places - 1 - exponent)) : scientific(number, places - 1);
  return alternate
    ? text
    : text.replace(/\.?0+(?=e|$)/, (zeros, at) => (text.slice(0, at + zeros.length).includes('.') ? '' : zeros));
}

function shortest(number: number, precision: number): string {
  const text = general(number, precision, false);
  return /[.e]|inf|nan/.test(text) ? text : `${text}.0`;
}

function grouped(text: string, separator: string, size: number): string {
  if (separator === '') {
    return text;
  }
  const [, whole = '', rest = ''] = /^([\da-zA-Z]*?)((?:[.e].*)?)$/.exec(text) ?? [];
  const parts: string[] = [];
  for (let end = whole.length; end > 0; end -= size) {
    parts.unshift(whole.slice(Math.max(0, end - size), end));
  }
  return parts.join(separator) + rest;
}

function inField(prefix: string, body: string, { fill, align, width }: FormatSpec, env: Env): string {
  const missing = width - characterCount(prefix) - characterCount(body);
  if (missing <= 0) {
    return prefix + body;
  }
  env.meter.reserve(missing);
  switch (align) {
    case '<':
      return prefix + body + fill.repeat(missing);
    case '^':
      return fill.repeat(Math.floor(missing / 2)) + prefix + body + fill.repeat(Math.ceil(missing / 2));
    case '=':
      return prefix + fill.repeat(missing) + body;
    default:
      return fill.repeat(missing) + prefix + body;
  }
}
