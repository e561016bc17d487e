import { type DateTime, digits } from './time-values.ts';

export const WEEKDAYS = 'Monday Tuesday Wednesday Thursday Friday Saturday Sunday'.split(' ');
export const MONTHS = 'January February March April May June July August September October November December'.split(
  ' ',
);

/** Codes that stand for several. */
const COMPOSED: Readonly<Record<string, string>> = {
  c: '%a %b %e %H:%M:%S %Y',
  x: '%m/%d/%y',
  D: '%m/%d/%y',
  F: '%Y-%m-%d',
  X: '%H:%M:%S',
  T: '%H:%M:%S',
  R: '%H:%M',
};

/** What the codes of C's `strftime` write of a time; numbers get two digits. */
function partsOf({ fields, local, weekday, zone, seconds }: DateTime): Readonly<Record<string, number | string>> {
  const [Y, m, d, H, M, S, f] = fields;
  const month = String(MONTHS[m - 1]);
  const day = String(WEEKDAYS[weekday]);
  const dayOfYear = (local.getTime() - new Date(local).setUTCMonth(0, 0)) / 86_400_000;
  /** The week of the year, when weeks begin with a day. */
  const week = (begin: number): number => Math.floor((dayOfYear + 6 - ((weekday + begin) % 7)) / 7);
  return {
    Y: String(Y),
    y: Y % 100,
    m,
    d,
    H,
    M,
    S,
    I: H % 12 || 12,
    e: String(d).padStart(2),
    f: digits(f, 6),
    p: H < 12 ? 'AM' : 'PM',
    b: month.slice(0, 3),
    h: month.slice(0, 3),
    B: month,
    a: day.slice(0, 3),
    A: day,
    z: zone.replaceAll(':', ''),
    Z: zone === '+00:00' ? 'UTC' : '',
    s: String(seconds),
    j: digits(dayOfYear, 3),
    w: String((weekday + 1) % 7),
    u: String(weekday + 1),
    U: week(1),
    W: week(0),
    '%': '%',
  };
}

/** Writes a time in the manner of C's `strftime`. */
export function formatTime(time: DateTime, format: string): string {
  const parts = partsOf(time);
  return format
    .replace(/%(.)/g, (whole, code: string) => COMPOSED[code] ?? whole)
    .replace(/%(.)/g, (whole, code: string) => {
      const written = parts[code] ?? whole;
      return typeof written === 'number' ? digits(written) : written;
    });
}
