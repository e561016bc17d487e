import { type DateTime, digits, offsetText } from './time-values.ts';

export const WEEKDAYS = 'Monday Tuesday Wednesday Thursday Friday Saturday Sunday'.split(' ');
export const MONTHS = 'January February March April May June July August September October November December'.split(
  ' ',
);

/** Places behind the fields of a time for what else is read of it. */
export const AFTERNOON = 7;
export const OFFSET = 8;
export const NOTHING = 9;

/**
 * A code of C's `strftime`: how it is written, a number with two digits. If it can be read too: what it looks like,
 * which field it gives and how it is understood.
 */
type Code = readonly [
  write: (time: DateTime) => number | string,
  pattern?: string,
  field?: number,
  read?: (found: string) => number,
];

const TWO = '\\d{1,2}';

function field(at: 1 | 2 | 3 | 4 | 5): Code {
  return [({ fields }) => fields[at], TWO, at];
}

function composed(format: string): Code {
  return [(time) => formatTime(time, format)];
}

/** Monday is 0. */
export function weekdayOf({ local }: DateTime): number {
  return (local.getUTCDay() + 6) % 7;
}

/** The first day of the year is 1. */
function dayOfYear({ local, fields: [year] }: DateTime): number {
  return Math.floor((local.getTime() - new Date(0).setUTCFullYear(year, 0, 1)) / 86_400_000) + 1;
}

/** The week of the year, when weeks begin with a day. */
function week(begin: number): Code {
  return [(time) => Math.floor((dayOfYear(time) + 6 - ((weekdayOf(time) + begin) % 7)) / 7)];
}

/** A name of a list, the beginning of it or all of it. */
function named(
  names: readonly string[],
  at: (time: DateTime) => number,
  length: number,
  pattern: string,
  to: number,
): Code {
  return [(time) => String(names[at(time)]).slice(0, length), pattern, to, (found) => indexIn(names, found) + 1];
}

/** Where a name stands that a word is, or begins with at least three letters; -1 when there is none. */
export function indexIn(names: readonly string[], word: string): number {
  const begin = word.toLowerCase().replace(/^sept$/, 'sep');
  return names.findIndex((name) => name === begin || (begin.length > 2 && name.toLowerCase().startsWith(begin)));
}

export function microsOf(fraction = ''): number {
  return Number(fraction.slice(0, 6).padEnd(6, '0'));
}

const ZONE = /(?:(z|utc|gmt)|([+-])(\d{2}):?(\d{2})?(?::?(\d{2}))?)\s*$/i;

/** The offset at the end of a text in milliseconds. */
export function readZone(text: string): number {
  const [, , sign, hours = 0, minutes = 0, seconds = 0] = ZONE.exec(text) ?? [];
  const millis = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
  return sign === '-' ? -millis : millis;
}

export function withoutZone(text: string): string {
  return text.replace(ZONE, '');
}

function monthOf({ fields: [, month] }: DateTime): number {
  return month - 1;
}

export function afternoon(found: string): number {
  return /p/i.test(found) ? 12 : 0;
}

const MONTH_SHORT = named(MONTHS, monthOf, 3, '[A-Za-z]{3}', 1);

export const CODES: Readonly<Record<string, Code>> = {
  Y: [({ fields: [year] }) => String(year), '\\d{4}', 0],
  y: [({ fields: [year] }) => year % 100, '\\d{2}', 0, (found) => Number(found) + (Number(found) < 69 ? 2000 : 1900)],
  m: field(1),
  d: field(2),
  H: field(3),
  M: field(4),
  S: field(5),
  I: [({ fields }) => fields[3] % 12 || 12, TWO, 3, (found) => Number(found) % 12],
  e: [({ fields }) => String(fields[2]).padStart(2)],
  f: [({ fields }) => digits(fields[6], 6), '\\d{1,6}', 6, microsOf],
  p: [({ fields }) => (fields[3] < 12 ? 'AM' : 'PM'), '[AaPp][Mm]', AFTERNOON, afternoon],
  b: MONTH_SHORT,
  h: MONTH_SHORT,
  B: named(MONTHS, monthOf, 9, '[A-Za-z]{3,9}', 1),
  a: named(WEEKDAYS, weekdayOf, 3, '[A-Za-z]{3}', NOTHING),
  A: named(WEEKDAYS, weekdayOf, 9, '[A-Za-z]{6,9}', NOTHING),
  z: [({ offset }) => offsetText(offset, ''), '(?:[Zz]|[+-]\\d{2}:?\\d{2})', OFFSET, readZone],
  Z: [({ offset }) => (offset === 0 ? 'UTC' : ''), '(?:UTC|GMT)', NOTHING],
  s: [({ millis }) => String(Math.floor(millis / 1000))],
  j: [(time) => digits(dayOfYear(time), 3)],
  w: [(time) => String((weekdayOf(time) + 1) % 7)],
  u: [(time) => String(weekdayOf(time) + 1)],
  U: week(1),
  W: week(0),
  '%': [() => '%', '%', NOTHING],
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
  return format.replace(/%(.)/g, (whole, code: string) => {
    const written = CODES[code]?.[0](time) ?? whole;
    return typeof written === 'number' ? digits(written) : written;
  });
}
