import { float, type Value } from '../../core/value.ts';
import { DateTime, TimeSpan, UNITS } from '../time-values.ts';

type Property = readonly [name: string, read: (receiver: Value) => Value | undefined];

function dateOf({ fields, offset }: DateTime): DateTime {
  return DateTime.of([...fields.slice(0, 3), 0, 0, 0, 0], offset);
}

/** A property of the values of a class. */
function property<T extends Value>(
  kind: new (...parts: never) => T,
  name: string,
  read: (value: T) => Value,
): Property {
  return [name, (value) => (value instanceof kind ? read(value) : undefined)];
}

/** Properties of times and spans of time; undefined for what has not the property. */
export const PROPERTIES: ReadonlyMap<string, Property[1]> = new Map([
  ...'year month day hour minute second microsecond'
    .split(' ')
    .map((name, i) => property(DateTime, name, ({ fields }) => fields[i] as number)),
  property(DateTime, 'weekday', ({ weekday }) => weekday),
  property(DateTime, 'date', dateOf),
  property(DateTime, 'time', (time) => time.minus(dateOf(time))),
  property(DateTime, 'utc', ({ seconds, micros }) => new DateTime(seconds, micros, 0)),
  property(DateTime, 'offset', ({ offset }) => new TimeSpan(offset * 1_000_000)),
  property(DateTime, 'timestamp', ({ seconds, micros }) => float(seconds + micros / 1_000_000)),
  ...'days hours minutes seconds milliseconds'
    .split(' ')
    .map((name, i) => property(TimeSpan, name, ({ micros }) => float(micros / (UNITS[i] as number)))),
  property(TimeSpan, 'microseconds', ({ micros }) => micros),
]);
