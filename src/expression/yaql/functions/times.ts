import type { Env } from '../../core/env.ts';
import { numeric, type Value } from '../../core/value.ts';
import { fail } from '../../error.ts';
import { asFunction, asMethod, type Entry } from '../overloads.ts';
import { type Given, textIn, valueIn, wholeIn } from '../parameters.ts';
import { formatTime } from '../time-format.ts';
import { parseTime, parseTimeAs } from '../time-parse.ts';
import { DateTime, type Fields, TimeSpan } from '../time-values.ts';

/** An offset from UTC in milliseconds. */
function offsetIn(given: Given): number {
  return given instanceof TimeSpan ? Math.round(given.micros / 1000) : 0;
}

function timeIn(given: Given): DateTime {
  return given instanceof DateTime ? given : new DateTime(0, 0, 0);
}

/** Calendar and clock as given; what is not given is as before. */
function fieldsIn([year, month, day, hour, minute, second, microsecond]: readonly Given[], old: Fields): Fields {
  return {
    year: wholeIn(year, old.year),
    month: wholeIn(month, old.month),
    day: wholeIn(day, old.day),
    hour: wholeIn(hour, old.hour),
    minute: wholeIn(minute, old.minute),
    second: wholeIn(second, old.second),
    micros: wholeIn(microsecond, old.micros),
  };
}

function build(given: readonly Given[]): Value {
  return DateTime.of(fieldsIn(given, new DateTime(0, 0, 0).fields), offsetIn(given[7]));
}

function fromTimestamp([timestamp, offset]: readonly Given[]): Value {
  const micros = Math.round((numeric(valueIn(timestamp)) ?? 0) * 1_000_000);
  if (!Number.isSafeInteger(micros)) {
    fail('overflow', 'the number is too large');
  }
  const millis = Math.floor(micros / 1000);
  return new DateTime(millis, micros - millis * 1000, offsetIn(offset));
}

function replace([time, ...given]: readonly Given[]): Value {
  const old = timeIn(time);
  const offset = given[7] ?? null;
  return DateTime.of(fieldsIn(given, old.fields), offset === null ? old.offset : offsetIn(offset));
}

const UNITS = [86_400_000_000, 3_600_000_000, 60_000_000, 1_000_000, 1000, 1];

function timespan(given: readonly Given[]): Value {
  return new TimeSpan(UNITS.reduce((sum, micros, i) => sum + micros * wholeIn(given[i]), 0));
}

function now([offset]: readonly Given[], env: Env): Value {
  return new DateTime(Math.floor(env.scope.now), 0, offsetIn(offset));
}

/** Dates, times and lengths of time. The only clock is the event's; the only time zone is UTC. */
export const TIMES: readonly Entry[] = [
  asFunction(
    'datetime year:int month:int day:int hour=:int minute=:int second=:int microsecond=:int offset=:timespan',
    build,
  ),
  asFunction('datetime timestamp:number offset=:timespan', fromTimestamp),
  asFunction('datetime string:string format=:string?', ([text, format], env) => {
    env.meter.read(textIn(text));
    return typeof format === 'string' && format !== ''
      ? parseTimeAs(textIn(text), format, env)
      : parseTime(textIn(text));
  }),
  asFunction(
    'timespan days=:int hours=:int minutes=:int seconds=:integer milliseconds=:integer microseconds=:integer',
    timespan,
  ),
  asFunction('now offset=:timespan', now),
  asFunction('localtz', () => new TimeSpan(0)),
  asFunction('utctz', () => new TimeSpan(0)),
  asFunction('isDatetime value:any', ([value]) => value instanceof DateTime),
  asFunction('isTimespan value:any', ([value]) => value instanceof TimeSpan),
  asMethod('format dt:datetime format:string', ([time, format], env) =>
    env.meter.text(formatTime(timeIn(time), textIn(format))),
  ),
  asMethod(
    'replace dt:datetime year=:int? month=:int? day=:int? hour=:int? minute=:int? second=:int? microsecond=:int? offset=:timespan?',
    replace,
  ),
];
