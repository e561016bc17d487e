import { Regex } from '../core/regex.ts';
import { fail } from '../error.ts';
import { CODES, placeIn, WEEKDAYS } from './time-codes.ts';
import { DateTime } from './time-values.ts';

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
    const [, , read = Number, as = code] = CODES[code] ?? [];
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
  const pattern = format.replace(/%(.)|\s+|[^\s%]/g, (part, code?: string) => {
    if (code === undefined) {
      return /\s/.test(part) ? '\\s+' : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    }
    codes += code;
    return `(${CODES[code]?.[1] ?? fail('value_error', `'%${code}' is not known in a format`)})`;
  });
  const { groups } = new Regex(`^${pattern}$`).search(text) ?? unreadable(text);
  return timeOf(
    codes,
    groups.map((group) => group.text),
  );
}
