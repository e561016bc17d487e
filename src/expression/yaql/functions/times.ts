import type { Env } from '../../core/env.ts';
import { numeric, type Value } from '../../core/value.ts';
import { fail } from '../../error.ts';
import { type Entry, entry } from '../overloads.ts';
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

function build([year, month, day, hour, minute, second, microsecond, offset]: readonly Given[]): Value {
  const fields: Fields = {
    year: wholeIn(year),
    month: wholeIn(month),
    day: wholeIn(day),
    hour: wholeIn(hour),
    minute: wholeIn(minute),
    second: wholeIn(second),
    micros: wholeIn(microsecond),
  };
  return DateTime.of(fields, offsetIn(offset));
}

function fromTimestamp([timestamp, offset]: readonly Given[]): Value {
  const micros = Math.round((numeric(valueIn(timestamp)) ?? 0) * 1_000_000);
  if (!Number.isSafeInteger(micros)) {
    fail('overflow', 'the timestamp is out of range');
  }
  const millis = Math.floor(micros / 1000);
  return new DateTime(millis, micros - millis * 1000, offsetIn(offset));
}

function replace([time, ...given]: readonly Given[]): Value {
  const old = timeIn(time);
  const [year, month, day, hour, minute, second, microsecond, offset] = given;
  const { fields } = old;
  const replaced: Fields = {
    year: wholeIn(year, fields.year),
    month: wholeIn(month, fields.month),
    day: wholeIn(day, fields.day),
    hour: wholeIn(hour, fields.hour),
    minute: wholeIn(minute, fields.minute),
    second: wholeIn(second, fields.second),
    micros: wholeIn(microsecond, fields.micros),
  };
  return DateTime.of(replaced, offset === undefined || offset === null ? old.offset : offsetIn(offset));
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
  entry(
    'function',
    'datetime',
    'year:int month:int day:int hour=:int minute=:int second=:int microsecond=:int offset=:timespan',
    build,
  ),
  entry('function', 'datetime', 'timestamp:number offset=:timespan', fromTimestamp),
  entry('function', 'datetime', 'string:string format=:string?', ([text, format], env) => {
    env.meter.read(textIn(text));
    return typeof format === 'string' && format !== ''
      ? parseTimeAs(textIn(text), format, env)
      : parseTime(textIn(text));
  }),
  entry(
    'function',
    'timespan',
    'days=:int hours=:int minutes=:int seconds=:integer milliseconds=:integer microseconds=:integer',
    timespan,
  ),
  entry('function', 'now', 'offset=:timespan', now),
  entry('function', 'localtz', '', () => new TimeSpan(0)),
  entry('function', 'utctz', '', () => new TimeSpan(0)),
  entry('function', 'isDatetime', 'value:any', ([value]) => value instanceof DateTime),
  entry('function', 'isTimespan', 'value:any', ([value]) => value instanceof TimeSpan),
  entry('method', 'format', 'dt:datetime format:string', ([time, format], env) =>
    env.meter.text(formatTime(timeIn(time), textIn(format))),
  ),
  entry(
    'method',
    'replace',
    'dt:datetime year=:int? month=:int? day=:int? hour=:int? minute=:int? second=:int? microsecond=:int? offset=:timespan?',
    replace,
  ),
];
