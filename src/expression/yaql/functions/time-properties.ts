import { float, type Value } from '../../core/value.ts';
import { weekdayOf } from '../time-codes.ts';
import { DateTime, TimeSpan, UNITS } from '../time-values.ts';

type Property = (receiver: Value) => Value | undefined;

function dateOf({ fields, offset }: DateTime): DateTime {
  return DateTime.of([...fields.slice(0, 3), 0, 0, 0, 0], offset);
}

function ofTimes(name: string, read: (time: DateTime) => Value): readonly [string, Property] {
  return [name, (value) => (value instanceof DateTime ? read(value) : undefined)];
}

/** Properties of times and spans of time; undefined for what has not the property. */
export const PROPERTIES: ReadonlyMap<string, Property> = new Map([
  ...['year', 'month', 'day', 'hour', 'minute', 'second', 'microsecond'].map((name, i) =>
    ofTimes(name, ({ fields }) => fields[i] as number),
  ),
  ofTimes('weekday', weekdayOf),
  ofTimes('date', dateOf),
  ofTimes('time', (time) => time.minus(dateOf(time))),
  ofTimes('utc', ({ millis, rest }) => new DateTime(millis, rest, 0)),
  ofTimes('offset', ({ offset }) => new TimeSpan(offset * 1000)),
  ofTimes('timestamp', ({ millis, rest }) => float(millis / 1000 + rest / 1_000_000)),
  ...['days', 'hours', 'minutes', 'seconds', 'milliseconds', 'microseconds'].map((name, i): [string, Property] => [
    name,
    (value) =>
      value instanceof TimeSpan ? (i === 5 ? value.micros : float(value.micros / (UNITS[i] as number))) : undefined,
  ]),
]);
