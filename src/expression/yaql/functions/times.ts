import { countOf } from '../../core/text-functions.ts';
import { numeric } from '../../core/value.ts';
import { tooLarge } from '../../error.ts';
import { charge, chargeReading, counted, run } from '../../run.ts';
import { eager, type Overload } from '../overloads.ts';
import { formatTime } from '../time-codes.ts';
import { parseTime, parseTimeAs } from '../time-parse.ts';
import { DateTime, TimeSpan, UNITS } from '../time-values.ts';

/** The offset of a zone in whole seconds. */
function secondsOf(offset: TimeSpan | null | undefined): number {
  return Math.round((offset?.micros ?? 0) / 1_000_000);
}

export const TIMES: readonly Overload[] = eager({
  'datetime year:int month:int day:int hour=:int minute=:int second=:int microsecond=:int offset=:timespan': (
    year,
    month,
    day,
    hour = 0,
    minute = 0,
    second = 0,
    micros = 0,
    offset = undefined,
  ) => DateTime.of([year, month, day, hour, minute, second, micros], secondsOf(offset)),
  'datetime timestamp:number offset=:timespan': (timestamp, offset) => {
    const micros = Math.round((numeric(timestamp) as number) * 1_000_000);
    return Number.isSafeInteger(micros) ? new DateTime(0, micros, secondsOf(offset)) : tooLarge();
  },
  'datetime string:string format=:string?': (text, format) => {
    chargeReading(text);
    return format ? parseTimeAs(text, format) : parseTime(text);
  },
  'timespan days=:int hours=:int minutes=:int seconds=:integer milliseconds=:integer microseconds=:integer': (
    ...units
  ) => new TimeSpan(UNITS.reduce<number>((sum, unit, i) => sum + unit * (units[i] ?? 0), 0)),
  'now offset=:timespan': (offset) => new DateTime(0, Math.floor(run.scope.now) * 1000, secondsOf(offset)),
  'localtz|utctz': () => new TimeSpan(0),
  '.format dt:datetime format:string': (time, format) => {
    charge(16 * countOf(format, '%'));
    return counted(formatTime(time, format));
  },
  '.replace dt:datetime year=:int? month=:int? day=:int? hour=:int? minute=:int? second=:int? microsecond=:int? offset=:timespan?':
    (time, ...given) => {
      const fields = time.fields.map((old, i) => (given[i] as number | null | undefined) ?? old);
      return DateTime.of(fields, given[7] ? secondsOf(given[7]) : time.offset);
    },
});
