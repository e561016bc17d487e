import { Regex } from '../core/regex.ts';
import { fail } from '../error.ts';
import { MONTHS, WEEKDAYS } from './time-codes.ts';
import { DateTime } from './time-values.ts';

/**
 * A code of C's `strptime`: what it looks like, and if it is no plain number, how it is understood and the code under
 * which it is found.
 */
type Code = readonly [pattern: string, read?: (found: string) => number, as?: string];

const TWO = '\\d{1,2}';

const CODES: Readonly<Record<string, Code>> = {
  Y: ['\\d{4}'],
  y: ['\\d{2}', (found) => ((Number(found) + 31) % 100) + 1969, 'Y'],
  m: [TWO, readMonth],
  d: [TWO],
  H: [TWO],
  M: [TWO],
  S: [TWO],
  I: [TWO, (found) => Number(found) % 12, 'H'],
  f: ['\\d{1,6}', (found) => Number(found.padEnd(6, '0'))],
  p: ['[ap]m', (found) => (/p/i.test(found) ? 12 : 0)],
  b: ['[a-z]{3}', readMonth, 'm'],
  h: ['[a-z]{3}', readMonth, 'm'],
  B: ['[a-z]{3,9}', readMonth, 'm'],
  a: ['[a-z]{3}'],
  A: ['[a-z]{6,9}'],
  z: ['z|[+-]\\d\\d:?\\d\\d', readZone],
  Z: ['utc|gmt'],
  '%': ['%'],
};

function readMonth(found: string): number {
  return Number(found) || placeIn(MONTHS, found);
}

/** Where a name stands that a word is or begins with at least three letters, counted from 1; 0 when there is none. */
function placeIn(names: readonly string[], word: string): number {
  return names.findIndex((name) => word.length > 2 && name.toLowerCase().startsWith(word.toLowerCase())) + 1;
}

/** The offset of a zone in seconds. */
function readZone(found: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = (found.match(/\d\d/g) ?? []).map(Number);
  const offset = (hours * 60 + minutes) * 60 + seconds;
  return found.startsWith('-') ? -offset : offset;
}

const LONGEST = 100;

const CLOCK =
  /(\d\d?):(\d\d?)(?::(\d\d?)(?:[.,](\d{1,6})\d*)?)?\s*([AaPp][Mm])?\s*(?:[A-Z]{3,5}\b)?\s*([+-]\d\d(?::?\d\d){0,2})?/;

/** The usual orders of a date's parts, with the codes of the parts. */
const DATES: readonly (readonly [RegExp, string])[] = [
  [/^(\d{4})(\d\d)(\d\d)$/, 'Ymd'],
  [/^(\d{4})-(\d\d?|[a-z]+)(?:-(\d\d?))?$/i, 'Ymd'],
  [/^(1[0-2]|0?[1-9]|[a-z]+)(?:-(\d\d?))?-(\d{4})$/i, 'mdY'],
  [/^(\d\d?)-(\d\d?|[a-z]+)-(\d{4})$/i, 'dmY'],
];

/** Reads a date and time in the usual ways of writing them. */
export function parseTime(text: string): DateTime {
  const clock = text.length > LONGEST ? unreadable(text) : CLOCK.exec(text);
  const words = text.replace(CLOCK, ' ').match(/[a-z]+|\d+/gi) ?? [];
  const date = words.filter((word) => !isIdle(word)).join('-');
  for (const [order, codes] of DATES) {
    const found = order.exec(date);
    if (found) {
      return timeOf(` ${codes} HMSfpz`, [...found, ...(clock ?? [])]);
    }
  }
  return unreadable(text);
}

/** Whether a word says nothing of a date. */
function isIdle(word: string): boolean {
  return /^(?:[tz]|st|nd|rd|th|of|at|utc|gmt)$/i.test(word) || placeIn(WEEKDAYS, word) > 0;
}

function unreadable(text: string): never {
  return fail('value_error', `'${text.slice(0, 40)}' is not a date or time`);
}

/** The time of what was found for codes. A blank stands for what is not to be read. */
function timeOf(codes: string, found: readonly (string | null | undefined)[]): DateTime {
  const parts: Record<string, number> = {};
  [...codes].forEach((code, i) => {
    const [, read = Number, as = code] = CODES[code] ?? [];
    const text = found[i];
    if (text) {
      parts[as] = read(text);
    }
  });
  const { Y = 1900, m = 1, d = 1, H = 0, M = 0, S = 0, f = 0, p, z = 0 } = parts;
  return DateTime.of([Y, m, d, p === undefined ? H : (H % 12) + p, M, S, f], z);
}

/** Reads a time in a given format, in the manner of C's `strptime`. */
export function parseTimeAs(text: string, format: string): DateTime {
  if (text.length > LONGEST || format.length > LONGEST) {
    return unreadable(text);
  }
  let codes = ' ';
  const escaped = format.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/\s+/g, '\\s+');
  const pattern = escaped.replace(/%(.)/g, (_, code: string) => {
    codes += code;
    return `(${CODES[code]?.[0] ?? fail('value_error', `'%${code}' is not known in a format`)})`;
  });
  const { groups } = new Regex(`^${pattern}$`, true).search(text) ?? unreadable(text);
  return timeOf(
    codes,
    groups.map((group) => group.text),
  );
}
