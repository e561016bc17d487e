import { type DateTime, type Fields, offsetText, two } from './time-values.ts';

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
  return (
    (Object.hasOwn(CODES, code) ? CODES[code]?.({ ...time.fields, ...calendarOf(time) }, time) : undefined) ??
    composed(time, code)
  );
}

/** What stands for a letter behind a percent sign. */
const CODES: Readonly<Record<string, (parts: Fields & Calendar, time: DateTime) => string | undefined>> = {
  Y: ({ year }) => String(year),
  y: ({ year }) => two(year % 100),
  m: ({ month }) => two(month),
  d: ({ day }) => two(day),
  e: ({ day }) => String(day).padStart(2, ' '),
  H: ({ hour }) => two(hour),
  I: ({ hour }) => two(hour % 12 || 12),
  M: ({ minute }) => two(minute),
  S: ({ second }) => two(second),
  f: ({ micros }) => String(micros).padStart(6, '0'),
  p: ({ hour }) => (hour < 12 ? 'AM' : 'PM'),
  z: (_, { offset }) => offsetText(offset, ''),
  Z: (_, { offset }) => (offset === 0 ? 'UTC' : ''),
  s: (_, { millis }) => String(Math.floor(millis / 1000)),
  '%': () => '%',
  a: ({ weekday }) => WEEKDAYS[weekday]?.slice(0, 3),
  A: ({ weekday }) => WEEKDAYS[weekday],
  b: ({ month }) => MONTHS[month - 1]?.slice(0, 3),
  h: ({ month }) => MONTHS[month - 1]?.slice(0, 3),
  B: ({ month }) => MONTHS[month - 1],
  j: ({ dayOfYear }) => String(dayOfYear).padStart(3, '0'),
  w: ({ weekday }) => String((weekday + 1) % 7),
  u: ({ weekday }) => String(weekday + 1),
  U: ({ weekday, dayOfYear }) => two(Math.floor((dayOfYear + 6 - ((weekday + 1) % 7)) / 7)),
  W: ({ weekday, dayOfYear }) => two(Math.floor((dayOfYear + 6 - weekday) / 7)),
};

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
