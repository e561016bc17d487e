import { float, type Value } from '../../core/value.ts';
import { weekdayOf } from '../time-format.ts';
import { DateTime, TimeSpan, UNITS } from '../time-values.ts';

function dateOf(time: DateTime): DateTime {
  return DateTime.of(time.fields.with(3, 0).with(4, 0).with(5, 0).with(6, 0), time.offset);
}

const OF_TIMES: readonly (readonly [string, (time: DateTime) => Value])[] = [
  ...['year', 'month', 'day', 'hour', 'minute', 'second', 'microsecond'].map(
    (name, i) => [name, (time: DateTime) => time.fields[i] as number] as const,
  ),
  ['weekday', weekdayOf],
  ['date', dateOf],
  ['time', (time) => time.minus(dateOf(time))],
  ['utc', (time) => new DateTime(time.millis, time.rest, 0)],
  ['offset', (time) => new TimeSpan(time.offset * 1000)],
  ['timestamp', (time) => float(time.millis / 1000 + time.rest / 1_000_000)],
];

const OF_SPANS = ['days', 'hours', 'minutes', 'seconds', 'milliseconds', 'microseconds'].map((name, i) => {
  const read = ({ micros }: TimeSpan): Value => (i === 5 ? micros : float(micros / (UNITS[i] as number)));
  return [name, read] as const;
});

/** Properties of times and spans of time; undefined for what has not the property. */
export const PROPERTIES: ReadonlyMap<string, (receiver: Value) => Value | undefined> = new Map([
  ...OF_TIMES.map(
    ([name, read]) => [name, (value: Value) => (value instanceof DateTime ? read(value) : undefined)] as const,
  ),
  ...OF_SPANS.map(
    ([name, read]) => [name, (value: Value) => (value instanceof TimeSpan ? read(value) : undefined)] as const,
  ),
]);
