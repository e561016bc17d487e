import { countOf } from '../../core/text-functions.ts';
import { numeric } from '../../core/value.ts';
import { fail } from '../../error.ts';
import { eager, type Overload } from '../overloads.ts';
import { formatTime } from '../time-codes.ts';
import { parseTime, parseTimeAs } from '../time-parse.ts';
import { DateTime, TimeSpan, UNITS } from '../time-values.ts';

function millisOf(offset: TimeSpan | null | undefined): number {
  return Math.round((offset?.micros ?? 0) / 1000);
}

function span(...units: readonly (number | undefined)[]): TimeSpan {
  return new TimeSpan(UNITS.reduce<number>((sum, unit, i) => sum + unit * (units[i] ?? 0), 0));
}

export const TIMES: readonly Overload[] = [
  eager(
    'datetime year:int month:int day:int hour=:int minute=:int second=:int microsecond=:int offset=:timespan',
    (_, year, month, day, hour = 0, minute = 0, second = 0, micros = 0, offset = undefined) =>
      DateTime.of([year, month, day, hour, minute, second, micros], millisOf(offset)),
  ),
  eager('datetime timestamp:number offset=:timespan', (_, timestamp, offset) => {
    const micros = Math.round((numeric(timestamp) as number) * 1_000_000);
    return Number.isSafeInteger(micros)
      ? new DateTime(0, micros, millisOf(offset))
      : fail('overflow', 'the number is too large');
  }),
  eager('datetime string:string format=:string?', (env, text, format) => {
    env.meter.read(text);
    return format ? parseTimeAs(text, format, env) : parseTime(text);
  }),
  eager(
    'timespan days=:int hours=:int minutes=:int seconds=:integer milliseconds=:integer microseconds=:integer',
    (_, ...units) => span(...units),
  ),
  eager('now offset=:timespan', (env, offset) => new DateTime(Math.floor(env.scope.now), 0, millisOf(offset))),
  eager('localtz', () => span()),
  eager('utctz', () => span()),
  eager('.format dt:datetime format:string', (env, time, format) => {
    env.meter.charge(16 * countOf(format, '%', env));
    return env.meter.text(formatTime(time, format));
  }),
  eager(
    '.replace dt:datetime year=:int? month=:int? day=:int? hour=:int? minute=:int? second=:int? microsecond=:int? offset=:timespan?',
    (_, time, ...given) => {
      const fields = time.fields.map((old, i) => (given[i] as number | null | undefined) ?? old);
      return DateTime.of(fields, given[7] ? millisOf(given[7]) : time.offset);
    },
  ),
];
