import type { Env } from '../core/env.ts';
import { type Match, Regex } from '../core/regex.ts';
import { fail } from '../error.ts';
import { MONTHS, WEEKDAYS } from './time-format.ts';
import { DateTime, type Fields } from './time-values.ts';

const CLOCK = /(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(am|pm)?/i;
const ZONE = /(?:(z|utc|gmt)|([+-])(\d{2}):?(\d{2})?(?::?(\d{2}))?)\s*$/i;
const ISO_DATE = /^\s*(\d{4})[-/.]?(\d{2})[-/.]?(\d{2})(?=$|[T\s])/i;
const YEAR_FIRST = /^\s*(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?(?=$|[T\s])/i;
const NUMBERS = /(?:^|\s)(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?=$|[\sT,])/i;
const LONGEST = 100;

/** Reads a time as it is commonly written: ISO 8601, `Jan 5 2020 10:20`, `5 January 2020`, `01/31/2020`. */
export function parseTime(text: string): DateTime {
  if (text.length > LONGEST) {
    return unreadable(text);
  }
  const clock = CLOCK.exec(text);
  const before = clock === null ? text : text.slice(0, clock.index);
  const behind = clock === null ? '' : text.slice(clock.index + clock[0].length);
  const zone = ZONE.exec(behind);
  const date = readDate(before.replace(/T\s*$/i, '')) ?? readDate(behind.replace(ZONE, ''));
  if (date === undefined) {
    return unreadable(text);
  }
  return DateTime.of({ ...date, ...readClock(clock) }, readZone(zone));
}

function unreadable(text: string): never {
  return fail('value_error', `'${text.slice(0, 40)}' is not a date or time`);
}

function readDate(text: string): Pick<Fields, 'year' | 'month' | 'day'> | undefined {
  const iso = ISO_DATE.exec(text) ?? YEAR_FIRST.exec(text);
  if (iso !== null) {
    return { year: Number(iso[1]), month: Number(iso[2]), day: Number(iso[3] ?? 1) };
  }
  const numbers = NUMBERS.exec(text);
  if (numbers !== null) {
    const [first, second] = [Number(numbers[1]), Number(numbers[2])];
    const [month, day] = first > 12 ? [second, first] : [first, second];
    return { year: Number(numbers[3]), month, day };
  }
  return readWords(text);
}

/** A date with the month's name. */
function readWords(text: string): Pick<Fields, 'year' | 'month' | 'day'> | undefined {
  const words = text.toLowerCase().match(/[a-z]+|\d+/g) ?? [];
  const known = (names: readonly string[], word: string): number =>
    word.length < 3 ? -1 : names.findIndex((name) => name.toLowerCase().startsWith(word.replace(/^sept$/, 'sep')));
  const month = words.map((word) => known(MONTHS, word)).find((index) => index !== -1);
  const strange = words.filter(
    (word) =>
      /[a-z]/.test(word) &&
      known(MONTHS, word) === -1 &&
      known(WEEKDAYS, word) === -1 &&
      !/^(st|nd|rd|th|of)$/.test(word),
  );
  const numbers = words.filter((word) => /\d/.test(word));
  const year = numbers.find((word) => word.length === 4);
  const day = numbers.find((word) => word.length < 3);
  if (month === undefined || year === undefined || strange.length > 0) {
    return undefined;
  }
  return { year: Number(year), month: month + 1, day: Number(day ?? 1) };
}

function readClock(clock: RegExpExecArray | null): Pick<Fields, 'hour' | 'minute' | 'second' | 'micros'> {
  if (clock === null) {
    return { hour: 0, minute: 0, second: 0, micros: 0 };
  }
  const [, hour, minute, second = '0', fraction = '', half] = clock;
  const base = half === undefined ? Number(hour) : (Number(hour) % 12) + (half.toLowerCase() === 'pm' ? 12 : 0);
  return {
    hour: base,
    minute: Number(minute),
    second: Number(second),
    micros: Number(fraction.slice(0, 6).padEnd(6, '0')),
  };
}

function readZone(zone: RegExpExecArray | null): number {
  if (zone === null || zone[1] !== undefined) {
    return 0;
  }
  const [, , sign, hours = '0', minutes = '0', seconds = '0'] = zone;
  const millis = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
  return sign === '-' ? -millis : millis;
}

type Reading = Partial<Fields> & { readonly afternoon?: boolean; readonly offset?: number };

/** What a field of a format matches, and what it says. */
const FIELDS: Readonly<Record<string, readonly [string, (found: string) => Reading]>> = {
  Y: ['\\d{4}', (found) => ({ year: Number(found) })],
  y: ['\\d{2}', (found) => ({ year: Number(found) + (Number(found) < 69 ? 2000 : 1900) })],
  m: ['\\d{1,2}', (found) => ({ month: Number(found) })],
  d: ['\\d{1,2}', (found) => ({ day: Number(found) })],
  H: ['\\d{1,2}', (found) => ({ hour: Number(found) })],
  I: ['\\d{1,2}', (found) => ({ hour: Number(found) % 12 })],
  M: ['\\d{1,2}', (found) => ({ minute: Number(found) })],
  S: ['\\d{1,2}', (found) => ({ second: Number(found) })],
  f: ['\\d{1,6}', (found) => ({ micros: Number(found.padEnd(6, '0')) })],
  p: ['[AaPp][Mm]', (found) => ({ afternoon: /p/i.test(found) })],
  b: ['[A-Za-z]{3}', (found) => ({ month: monthOf(found) })],
  B: ['[A-Za-z]{3,9}', (found) => ({ month: monthOf(found) })],
  a: ['[A-Za-z]{3}', () => ({})],
  A: ['[A-Za-z]{6,9}', () => ({})],
  z: ['(?:[Zz]|[+-]\\d{2}:?\\d{2})', (found) => ({ offset: readZone(ZONE.exec(found)) })],
  Z: ['(?:UTC|GMT)', () => ({})],
};

function monthOf(name: string): number {
  return MONTHS.findIndex((month) => month.toLowerCase().startsWith(name.toLowerCase())) + 1;
}

/** Reads a time in a given format, as `strptime` does. */
export function parseTimeAs(text: string, format: string, env: Env): DateTime {
  if (text.length > LONGEST || format.length > LONGEST) {
    return unreadable(text);
  }
  const codes: string[] = [];
  const pattern = format.replace(/%(.)|\s+|[^\s%]/g, (part, code: string | undefined) => {
    if (code === undefined) {
      return /\s/.test(part) ? '\\s+' : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    }
    if (code === '%') {
      return '%';
    }
    codes.push(code);
    const field = Object.hasOwn(FIELDS, code) ? FIELDS[code] : undefined;
    return `(${field?.[0] ?? fail('value_error', `'%${code}' is not known in a format`)})`;
  });
  const match = new Regex(`^${pattern}$`, {}, env).search(text, env);
  return match === undefined ? unreadable(text) : assemble(codes, match);
}

function assemble(codes: readonly string[], match: Match): DateTime {
  const parts = codes.map((code, i) => FIELDS[code]?.[1](match.groups[i + 1]?.text ?? ''));
  const reading: Reading = Object.assign({}, ...parts);
  const { year = 1900, month = 1, day = 1, hour = 0, minute = 0, second = 0, micros = 0 } = reading;
  const clock = reading.afternoon === true ? hour + 12 : hour;
  return DateTime.of({ year, month, day, hour: clock, minute, second, micros }, reading.offset ?? 0);
}
