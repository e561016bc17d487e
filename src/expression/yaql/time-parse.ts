import { Regex } from '../core/regex.ts';
import { fail } from '../error.ts';
import { MONTHS, WEEKDAYS } from './time-format.ts';
import { DateTime, type Fields } from './time-values.ts';

const CLOCK = /(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(am|pm)?/i;
const ZONE = /(?:(z|utc|gmt)|([+-])(\d{2}):?(\d{2})?(?::?(\d{2}))?)\s*$/i;
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
  const date =
    readDate(text.slice(0, at).replace(/T\s*$/i, '')) ?? readDate(behind.replace(ZONE, '')) ?? unreadable(text);
  const hours = half === undefined ? Number(hour) : (Number(hour) % 12) + (/p/i.test(half) ? 12 : 0);
  return DateTime.of([...date, hours, Number(minute), Number(second), microsOf(fraction)], readZone(behind));
}

function unreadable(text: string): never {
  return fail('value_error', `'${text.slice(0, 40)}' is not a date or time`);
}

function microsOf(fraction = ''): number {
  return Number(fraction.slice(0, 6).padEnd(6, '0'));
}

/** Year, month and day. */
function readDate(text: string): Fields | undefined {
  const [, year, month, day = 1] = ISO_DATE.exec(text) ?? YEAR_FIRST.exec(text) ?? [];
  if (year !== undefined) {
    return [Number(year), Number(month), Number(day)];
  }
  const [, first, second, last] = NUMBERS.exec(text) ?? [];
  if (last === undefined) {
    return readWords(text);
  }
  const parts = [Number(first), Number(second)];
  return [Number(last), ...(Number(first) > 12 ? parts.reverse() : parts)];
}

/** A date with the month in letters: `3 March 2024`, `Mon, 1st of Jan 2024`. */
function readWords(text: string): Fields | undefined {
  const words = text.toLowerCase().match(/[a-z]+|\d+/g) ?? [];
  const month = words.map((word) => indexIn(MONTHS, word)).find((index) => index !== -1);
  const strange = words.some(
    (word) => /[a-z]/.test(word) && indexIn([...MONTHS, ...WEEKDAYS, 'st', 'nd', 'rd', 'th', 'of'], word) === -1,
  );
  const year = words.find((word) => /^\d{4}$/.test(word));
  const day = words.find((word) => /^\d\d?$/.test(word)) ?? 1;
  return month === undefined || year === undefined || strange ? undefined : [Number(year), month + 1, Number(day)];
}

/** Where a name stands that a word is, or begins with at least three letters; -1 when there is none. */
function indexIn(names: readonly string[], word: string): number {
  const begin = word.toLowerCase().replace(/^sept$/, 'sep');
  return names.findIndex((name) => name === begin || (begin.length > 2 && name.toLowerCase().startsWith(begin)));
}

/** The offset at the end of a text in milliseconds. */
function readZone(text: string): number {
  const [, , sign, hours = 0, minutes = 0, seconds = 0] = ZONE.exec(text) ?? [];
  const millis = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
  return sign === '-' ? -millis : millis;
}

const AFTERNOON = 7;
const OFFSET = 8;
const NOTHING = 9;
const TWO = '\\d{1,2}';

/** For each code what it looks like, the field it gives and how the field is read. */
const CODES: ReadonlyMap<string, readonly [pattern: string, field: number, read: (found: string) => number]> = new Map([
  ['Y', ['\\d{4}', 0, Number]],
  ['y', ['\\d{2}', 0, (found) => Number(found) + (Number(found) < 69 ? 2000 : 1900)]],
  ['m', [TWO, 1, Number]],
  ['d', [TWO, 2, Number]],
  ['H', [TWO, 3, Number]],
  ['I', [TWO, 3, (found) => Number(found) % 12]],
  ['M', [TWO, 4, Number]],
  ['S', [TWO, 5, Number]],
  ['f', ['\\d{1,6}', 6, microsOf]],
  ['p', ['[AaPp][Mm]', AFTERNOON, (found) => (/p/i.test(found) ? 12 : 0)]],
  ['b', ['[A-Za-z]{3}', 1, (found) => indexIn(MONTHS, found) + 1]],
  ['B', ['[A-Za-z]{3,9}', 1, (found) => indexIn(MONTHS, found) + 1]],
  ['a', ['[A-Za-z]{3}', NOTHING, Number]],
  ['A', ['[A-Za-z]{6,9}', NOTHING, Number]],
  ['z', ['(?:[Zz]|[+-]\\d{2}:?\\d{2})', OFFSET, readZone]],
  ['Z', ['(?:UTC|GMT)', NOTHING, Number]],
]);

/** Reads a time in a given format, in the manner of C's `strptime`. */
export function parseTimeAs(text: string, format: string): DateTime {
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
    return `(${CODES.get(code)?.[0] ?? fail('value_error', `'%${code}' is not known in a format`)})`;
  });
  const { groups } = new Regex(`^${pattern}$`, {}).search(text) ?? unreadable(text);
  const fields = [1900, 1, 1, 0, 0, 0, 0, 0, 0];
  codes.forEach((code, i) => {
    const [, field = NOTHING, read = Number] = CODES.get(code) ?? [];
    fields[field] = read(groups[i + 1]?.text ?? '');
  });
  const offset = fields[OFFSET] as number;
  return DateTime.of(fields.slice(0, AFTERNOON).with(3, (fields[3] as number) + (fields[AFTERNOON] as number)), offset);
}
