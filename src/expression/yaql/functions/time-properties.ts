import { float, type Value } from '../../core/value.ts';
import { DateTime, TimeSpan } from '../time-values.ts';

type Property = (receiver: Value) => Value | undefined;

function ofTime(read: (time: DateTime) => Value): Property {
  return (receiver) => (receiver instanceof DateTime ? read(receiver) : undefined);
}

function ofSpan(micros: number): Property {
  return (receiver) => (receiver instanceof TimeSpan ? float(receiver.micros / micros) : undefined);
}

/** The time at midnight of the same day. */
function dateOf(time: DateTime): DateTime {
  return DateTime.of({ ...time.fields, hour: 0, minute: 0, second: 0, micros: 0 }, time.offset);
}

/** Monday is 0. */
function weekday(time: DateTime): number {
  return (new Date(time.millis + time.offset).getUTCDay() + 6) % 7;
}

/** Properties of times and time spans; undefined when the receiver is neither or has it not. */
export const PROPERTIES: ReadonlyMap<string, Property> = new Map<string, Property>([
  ['year', ofTime((time) => time.fields.year)],
  ['month', ofTime((time) => time.fields.month)],
  ['day', ofTime((time) => time.fields.day)],
  ['hour', ofTime((time) => time.fields.hour)],
  ['minute', ofTime((time) => time.fields.minute)],
  ['second', ofTime((time) => time.fields.second)],
  ['microsecond', ofTime((time) => time.fields.micros)],
  ['weekday', ofTime(weekday)],
  ['date', ofTime(dateOf)],
  ['time', ofTime((time) => time.minus(dateOf(time)))],
  ['utc', ofTime((time) => time.at(0))],
  ['offset', ofTime((time) => new TimeSpan(time.offset * 1000))],
  ['timestamp', ofTime(timestamp)],
  ['microseconds', (receiver) => (receiver instanceof TimeSpan ? receiver.micros : undefined)],
  ['milliseconds', ofSpan(1000)],
  ['seconds', ofSpan(1_000_000)],
  ['minutes', ofSpan(60_000_000)],
  ['hours', ofSpan(3_600_000_000)],
  ['days', ofSpan(86_400_000_000)],
]);

/** Seconds since the epoch. */
function timestamp(time: DateTime): Value {
  return float(time.millis / 1000 + time.rest / 1_000_000);
}
