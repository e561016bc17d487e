import type { ReferenceRow } from './row.ts';

/** Properties of times, for the page of the documentation. */
export const YAQL_PROPERTIES: readonly ReferenceRow[] = [
  ['year', '', 'The year.', 'datetime(2020, 1, 31).year', 2020],
  ['month', '', 'The month.', 'datetime(2020, 1, 31).month', 1],
  ['day', '', 'The day of the month.', 'datetime(2020, 1, 31).day', 31],
  ['hour', '', 'The hour.', 'datetime(2020, 1, 31, 12).hour', 12],
  ['minute', '', 'The minute.', 'datetime(2020, 1, 31, 12, 5).minute', 5],
  ['second', '', 'The second.', 'datetime(2020, 1, 31, 12, 5, 7).second', 7],
  ['microsecond', '', 'The microseconds of the second.', 'datetime(1.5).microsecond', 500000],
  ['weekday', '', 'The day of the week; Monday is 0.', 'datetime(2020, 1, 1).weekday', 2],
  ['date', '', 'Midnight of the same day.', 'datetime(2020, 1, 31, 12).date', '2020-01-31T00:00:00+00:00'],
  ['time', '', 'The time since midnight.', 'datetime(2020, 1, 31, 12).time.hours', 12],
  ['utc', '', 'The same moment in UTC.', 'datetime(2020, 1, 1, offset => timespan(hours => 2)).utc.hour', 22],
  ['offset', '', 'The offset from UTC.', 'now().offset.hours', 0],
  ['timestamp', '', 'Seconds since 1970.', 'datetime(2020, 1, 1).timestamp', 1577836800],
  ['microseconds', '', 'A length of time in microseconds.', 'timespan(seconds => 1).microseconds', 1000000],
  ['milliseconds', '', 'In milliseconds.', 'timespan(seconds => 1).milliseconds', 1000],
  ['seconds', '', 'In seconds.', 'timespan(minutes => 1).seconds', 60],
  ['minutes', '', 'In minutes.', 'timespan(hours => 1).minutes', 60],
  ['hours', '', 'In hours.', 'timespan(days => 1).hours', 24],
  ['days', '', 'In days.', 'timespan(hours => 36).days', 1.5],
];
