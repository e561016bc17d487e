import { type DateTime, digits, offsetText } from './time-values.ts';

export const WEEKDAYS = 'Monday Tuesday Wednesday Thursday Friday Saturday Sunday'.split(' ');
export const MONTHS = 'January February March April May June July August September October November December'.split(
  ' ',
);

const DAY = 86_400_000;

/** Monday is 0. */
export function weekdayOf(time: DateTime): number {
  return (new Date(time.millis + time.offset).getUTCDay() + 6) % 7;
}

/** The first day of the year is 1. */
function dayOfYear({ millis, offset, fields: [year = 0] }: DateTime): number {
  return Math.floor((millis + offset - new Date(0).setUTCFullYear(year, 0, 1)) / DAY) + 1;
}

/** The week of the year, when weeks begin with a day. */
function week(time: DateTime, begin: number): string {
  return digits(Math.floor((dayOfYear(time) + 6 - ((weekdayOf(time) + begin) % 7)) / 7));
}

/** Writes a time in the manner of C's `strftime`. */
export function formatTime(time: DateTime, format: string): string {
  return format.replace(/%([a-zA-Z%])/g, (whole, code: string) => field(time, code) ?? whole);
}

function field(time: DateTime, code: string): string | undefined {
  const [year = 0, month = 1, day = 0, hour = 0, minute = 0, second = 0, micros = 0] = time.fields;
  const weekday = weekdayOf(time);
  switch (code) {
    case 'Y':
      return String(year);
    case 'y':
      return digits(year % 100);
    case 'm':
      return digits(month);
    case 'd':
      return digits(day);
    case 'e':
      return String(day).padStart(2);
    case 'H':
      return digits(hour);
    case 'I':
      return digits(hour % 12 || 12);
    case 'M':
      return digits(minute);
    case 'S':
      return digits(second);
    case 'f':
      return digits(micros, 6);
    case 'p':
      return hour < 12 ? 'AM' : 'PM';
    case 'z':
      return offsetText(time.offset, '');
    case 'Z':
      return time.offset === 0 ? 'UTC' : '';
    case 's':
      return String(Math.floor(time.millis / 1000));
    case '%':
      return '%';
    case 'a':
      return WEEKDAYS[weekday]?.slice(0, 3);
    case 'A':
      return WEEKDAYS[weekday];
    case 'b':
    case 'h':
      return MONTHS[month - 1]?.slice(0, 3);
    case 'B':
      return MONTHS[month - 1];
    case 'j':
      return digits(dayOfYear(time), 3);
    case 'w':
      return String((weekday + 1) % 7);
    case 'u':
      return String(weekday + 1);
    case 'U':
      return week(time, 1);
    case 'W':
      return week(time, 0);
  }
  const composed = COMPOSED.get(code);
  return composed && formatTime(time, composed);
}

const COMPOSED: ReadonlyMap<string, string> = new Map([
  ['c', '%a %b %e %H:%M:%S %Y'],
  ['x', '%m/%d/%y'],
  ['D', '%m/%d/%y'],
  ['F', '%Y-%m-%d'],
  ['X', '%H:%M:%S'],
  ['T', '%H:%M:%S'],
  ['R', '%H:%M'],
]);
