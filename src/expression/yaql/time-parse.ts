import type { Env } from '../core/env.ts';
import { Regex } from '../core/regex.ts';
import { fail } from '../error.ts';
import {
  AFTERNOON,
  afternoon,
  CODES,
  indexIn,
  MONTHS,
  microsOf,
  NOTHING,
  OFFSET,
  readZone,
  WEEKDAYS,
  withoutZone,
} from './time-codes.ts';
import { DateTime } from './time-values.ts';

const CLOCK = /(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(am|pm)?/i;
const ISO_DATE = /^\s*(\d{4})[-/.]?(\d{2})[-/.]?(\d{2})(?=$|[T\s])/i;
const YEAR_FIRST = /^\s*(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?(?=$|[T\s])/i;
const NUMBERS = /(?:^|\s)(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?=$|[\sT,])/i;

const LONGEST = 100;

/** Reads a date and time in the usual ways of writing them. */
export function parseTime(text: string): DateTime {
  const clock = text.length > LONGEST ? unreadable(text) : CLOCK.exec(text);
  const [whole = '', hour = 0, minute = 0, second = 0, fraction, half] = clock ?? [];
  const at = clock?.index ?? text.length;
  const behind = text.slice(at + whole.length);
  const date = readDate(text.slice(0, at).replace(/T\s*$/i, '')) ?? readDate(withoutZone(behind)) ?? unreadable(text);
  const hours = half === undefined ? Number(hour) : (Number(hour) % 12) + afternoon(half);
  const fields = [...date, hours, minute, second].map(Number);
  return DateTime.of([...fields, microsOf(fraction)], readZone(behind));
}

function unreadable(text: string): never {
  return fail('value_error', `'${text.slice(0, 40)}' is not a date or time`);
}

/** Year, month and day. */
function readDate(text: string): readonly (number | string)[] | undefined {
  const [, year, month = 0, day = 1] = ISO_DATE.exec(text) ?? YEAR_FIRST.exec(text) ?? [];
  if (year !== undefined) {
    return [year, month, day];
  }
  const [, first = 0, second = 0, last] = NUMBERS.exec(text) ?? [];
  if (last === undefined) {
    return readWords(text);
  }
  return Number(first) > 12 ? [last, second, first] : [last, first, second];
}

/** A date with the month in letters: `3 March 2024`, `Mon, 1st of Jan 2024`. */
function readWords(text: string): readonly (number | string)[] | undefined {
  const words = text.toLowerCase().match(/[a-z]+|\d+/g) ?? [];
  const known = [...MONTHS, ...WEEKDAYS, 'st', 'nd', 'rd', 'th', 'of'];
  const strange = words.some((word) => /[a-z]/.test(word) && indexIn(known, word) === -1);
  const month = words.map((word) => indexIn(MONTHS, word)).find((index) => index !== -1);
  const year = words.find((word) => /^\d{4}$/.test(word));
  const day = words.find((word) => /^\d\d?$/.test(word)) ?? 1;
  return month === undefined || year === undefined || strange ? undefined : [year, month + 1, day];
}

/** Reads a time in a given format, in the manner of C's `strptime`. */
export function parseTimeAs(text: string, format: string, env: Env): DateTime {
  if (text.length > LONGEST || format.length > LONGEST) {
    return unreadable(text);
  }
  const codes: string[] = [];
  const pattern = format.replace(/%(.)|\s+|[^\s%]/g, (part, code?: string) => {
    if (code === undefined) {
      return /\s/.test(part) ? '\\s+' : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    }
    codes.push(code);
    return `(${CODES[code]?.[1] ?? fail('value_error', `'%${code}' is not known in a format`)})`;
  });
  const { groups } = new Regex(`^${pattern}$`, {}, env).search(text, env) ?? unreadable(text);
  const fields = [1900, 1, 1, 0, 0, 0, 0, 0, 0];
  codes.forEach((code, i) => {
    const [, , field = NOTHING, read = Number] = CODES[code] ?? [];
    fields[field] = read(groups[i + 1]?.text ?? '');
  });
  const [hour = 0, afternoonHours = 0, offset = 0] = [fields[3], fields[AFTERNOON], fields[OFFSET]];
  return DateTime.of(fields.slice(0, AFTERNOON).with(3, hour + afternoonHours), offset);
}
