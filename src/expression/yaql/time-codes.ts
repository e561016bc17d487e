import { type DateTime, digits, type Fields } from './time-values.ts';

export const WEEKDAYS = 'Monday Tuesday Wednesday Thursday Friday Saturday Sunday'.split(' ');
const MONTHS = 'January February March April May June July August September October November December'.split(' ');

/**
 * A code of C's `strftime`: how it is written, a number with two digits. If it can be read too: what it looks like,
 * how it is understood and the code under which it is found.
 */
type Code = readonly [
  write: (fields: Fields, time: DateTime) => number | string,
  pattern?: string,
  read?: (found: string) => number,
  as?: string,
];

const TWO = '\\d{1,2}';
const SHORT = '[A-Za-z]{3}';

function field(at: 2 | 3 | 4 | 5): Code {
  return [(fields) => fields[at], TWO];
}

function composed(format: string): Code {
  return [(_, time) => formatTime(time, format)];
}

/** The first day of the year is 1. */
function dayOfYear({ local }: DateTime): number {
  return Math.floor((local.getTime() - new Date(local).setUTCMonth(0, 0)) / 86_400_000);
}

/** The week of the year, when weeks begin with a day. */
function week(begin: number): Code {
  return [(_, time) => Math.floor((dayOfYear(time) + 6 - ((time.weekday + begin) % 7)) / 7)];
}

/** Where a name stands that a word is or begins with at least three letters, counted from 1; 0 when there is none. */
export function placeIn(names: readonly string[], word: string): number {
  return names.findIndex((name) => word.length > 2 && name.toLowerCase().startsWith(word.toLowerCase())) + 1;
}

function month(length: number, pattern: string): Code {
  return [([, at]) => String(MONTHS[at - 1]).slice(0, length), pattern, readMonth, 'm'];
}

function readMonth(found: string): number {
  return Number(found) || placeIn(MONTHS, found);
}

function weekday(length: number, pattern: string): Code {
  return [(_, time) => String(WEEKDAYS[time.weekday]).slice(0, length), pattern];
}

/** The offset of a zone in seconds. */
function readZone(text: string): number {
  const parts = text.match(/\d\d/g) ?? [];
  const offset = parts.reduce((sum, part, i) => sum + Number(part) * 60 ** (2 - i), 0);
  return text.startsWith('-') ? -offset : offset;
}

export const CODES: Readonly<Record<string, Code>> = {
  Y: [([year]) => String(year), '\\d{4}'],
  y: [([year]) => year % 100, '\\d{2}', (found) => ((Number(found) + 31) % 100) + 1969, 'Y'],
  m: [(fields) => fields[1], TWO, readMonth],
  d: field(2),
  H: field(3),
  M: field(4),
  S: field(5),
  I: [(fields) => fields[3] % 12 || 12, TWO, (found) => Number(found) % 12, 'H'],
  e: [(fields) => String(fields[2]).padStart(2)],
  f: [(fields) => digits(fields[6], 6), '\\d{1,6}', (found) => Number(found.padEnd(6, '0'))],
  p: [(fields) => (fields[3] < 12 ? 'AM' : 'PM'), '[AaPp][Mm]', (found) => (/p/i.test(found) ? 12 : 0)],
  b: month(3, SHORT),
  h: month(3, SHORT),
  B: month(9, '[A-Za-z]{3,9}'),
  a: weekday(3, SHORT),
  A: weekday(9, '[A-Za-z]{6,9}'),
  z: [(_, { zone }) => zone.replaceAll(':', ''), '[Zz]|[+-]\\d\\d:?\\d\\d', readZone],
  Z: [(_, { offset }) => (offset === 0 ? 'UTC' : ''), 'UTC|GMT'],
  s: [(_, { seconds }) => String(seconds)],
  j: [(_, time) => digits(dayOfYear(time), 3)],
  w: [(_, time) => String((time.weekday + 1) % 7)],
  u: [(_, time) => String(time.weekday + 1)],
  U: week(1),
  W: week(0),
  '%': [() => '%', '%'],
  c: composed('%a %b %e %H:%M:%S %Y'),
  x: composed('%m/%d/%y'),
  D: composed('%m/%d/%y'),
  F: composed('%Y-%m-%d'),
  X: composed('%H:%M:%S'),
  T: composed('%H:%M:%S'),
  R: composed('%H:%M'),
};

/** Writes a time in the manner of C's `strftime`. */
export function formatTime(time: DateTime, format: string): string {
  const { fields } = time;
  return format.replace(/%(.)/g, (whole, code: string) => {
    const written = CODES[code]?.[0](fields, time) ?? whole;
    return typeof written === 'number' ? digits(written) : written;
  });
}
