import { type DateTime, offsetText, two } from './time-values.ts';

export const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
export const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const DAY = 86_400_000;

interface Calendar {
  /** Monday is 0. */
  readonly weekday: number;
  /** January 1st is 1. */
  readonly dayOfYear: number;
}

function calendarOf(time: DateTime): Calendar {
  const local = new Date(time.millis + time.offset);
  const newYear = new Date(0);
  newYear.setUTCFullYear(local.getUTCFullYear(), 0, 1);
  return {
    weekday: (local.getUTCDay() + 6) % 7,
    dayOfYear: Math.floor((local.getTime() - newYear.getTime()) / DAY) + 1,
  };
}

/** Writes a time as `strftime` does, in English. */
export function formatTime(time: DateTime, format: string): string {
  return format.replace(/%([a-zA-Z%])/g, (whole, code: string) => field(time, code) ?? whole);
}

function field(time: DateTime, code: string): string | undefined {
  const { year, month, day, hour, minute, second, micros } = time.fields;
  switch (code) {
    case 'Y':
      return String(year);
    case 'y':
      return two(year % 100);
    case 'm':
      return two(month);
    case 'd':
      return two(day);
    case 'e':
      return String(day).padStart(2, ' ');
    case 'H':
      return two(hour);
    case 'I':
      return two(hour % 12 === 0 ? 12 : hour % 12);
    case 'M':
      return two(minute);
    case 'S':
      return two(second);
    case 'f':
      return String(micros).padStart(6, '0');
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
  }
  return names(time, code) ?? composed(time, code);
}

function names(time: DateTime, code: string): string | undefined {
  const { month } = time.fields;
  const { weekday, dayOfYear } = calendarOf(time);
  switch (code) {
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
      return String(dayOfYear).padStart(3, '0');
    case 'w':
      return String((weekday + 1) % 7);
    case 'u':
      return String(weekday + 1);
    case 'U':
      return two(Math.floor((dayOfYear + 6 - ((weekday + 1) % 7)) / 7));
    case 'W':
      return two(Math.floor((dayOfYear + 6 - weekday) / 7));
  }
  return undefined;
}

const COMPOSED: Readonly<Record<string, string>> = {
  c: '%a %b %e %H:%M:%S %Y',
  x: '%m/%d/%y',
  X: '%H:%M:%S',
  D: '%m/%d/%y',
  F: '%Y-%m-%d',
  T: '%H:%M:%S',
  R: '%H:%M',
};

function composed(time: DateTime, code: string): string | undefined {
  const format = COMPOSED[code];
  return format === undefined ? undefined : formatTime(time, format);
}
