import { describe, expect, test } from 'vitest';
import { parseCron } from '../../src/trigger/schedule/cron.ts';
import { plannedTimes } from '../../src/trigger/schedule/times.ts';

const missing = { catch_up: 'none', catch_up_limit: null, overlap: 'skip' } as const;
const cron = (text: string, timezone: string) => plannedTimes({ cron: text, timezone, ...missing }, 0);
const every = (seconds: number, since: number) => plannedTimes({ interval_seconds: seconds, ...missing }, since);
const at = (text: string) => Date.parse(text);

function following(times: ReturnType<typeof cron>, after: string, count: number): readonly string[] {
  const found: string[] = [];
  for (let time: number | null = at(after); found.length < count; ) {
    time = times.next(time);
    if (time === null) {
      break;
    }
    found.push(new Date(time).toISOString().slice(0, 16));
  }
  return found;
}

interface Local {
  readonly minute: number;
  readonly hour: number;
  readonly day: number;
  readonly month: number;
  readonly weekday: number;
}

function localClock(timeZone: string): (time: number) => Local {
  const format = new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone, hourCycle: 'h23', weekday: 'short' },
    ...{ day: 'numeric', month: 'numeric', hour: 'numeric', minute: 'numeric' },
  });
  const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
  return (time) => {
    const parts = Object.fromEntries(format.formatToParts(time).map(({ type, value }) => [type, value]));
    const { minute, hour, day, month, weekday = '' } = parts;
    return {
      ...{ minute: Number(minute), hour: Number(hour), day: Number(day), month: Number(month) },
      weekday: days.indexOf(weekday),
    };
  };
}

const ZONES = ['UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe'];
const FROM = at('2026-01-01T00:00:00Z');
const TO = at('2028-01-01T00:00:00Z');
const QUARTER = 900_000;

/** What the wall clock of a zone shows, for every quarter of an hour of two years. */
function wallClock(zone: string): readonly (Local & { readonly time: number })[] {
  const local = localClock(zone);
  return Array.from({ length: (TO - FROM) / QUARTER }, (_, i) => ({
    ...local(FROM + i * QUARTER),
    time: FROM + i * QUARTER,
  }));
}

/** The times at which the wall clock shows what the expression names. */
function shown(text: string, clock: ReturnType<typeof wallClock>): readonly number[] {
  const parsed = parseCron(text);
  if (!parsed.ok) {
    throw new Error(parsed.problem);
  }
  const { minutes, hours, daysOfMonth, months, daysOfWeek, eitherDay } = parsed.times;
  return clock
    .filter(({ minute, hour, day, month, weekday }) => {
      const [inMonth, inWeek] = [daysOfMonth.includes(day), daysOfWeek.includes(weekday)];
      const rightDay = eitherDay ? inMonth || inWeek : inMonth && inWeek;
      return minutes.includes(minute) && hours.includes(hour) && months.includes(month) && rightDay;
    })
    .map(({ time }) => time);
}

function planned(text: string, zone: string, from = FROM, to = TO): readonly number[] {
  const times = cron(text, zone);
  const found: number[] = [];
  for (let time = times.next(from - 1); time !== null && time < to; time = times.next(time)) {
    found.push(time);
  }
  return found;
}

describe.each(ZONES)('over two years in %s', (zone) => {
  const clock = wallClock(zone);

  // At hours that no clock is put to or from, the wall clock shows each time exactly once.
  test.each([
    '30 6 * * mon-fri',
    '0 12 13 * fri',
    '*/30 12-14 * */2 *',
    '0 23 29 2 *',
    '45 18 31 * *',
    '0 9 */2 * */3',
    '0 * * * *',
  ])('%s comes whenever the wall clock shows it, once, in order', (text) => {
    const found = planned(text, zone);
    expect(found).toEqual(shown(text, clock));
    expect(cron(text, zone).between(FROM - 1, TO - 1, 1000)).toEqual(found.slice(-1000));
  });

  test.each([
    ['in spring', '2026-03-01T00:00:00Z', '2026-04-10T00:00:00Z'],
    ['in autumn', '2027-09-25T00:00:00Z', '2027-11-12T00:00:00Z'],
  ])('every quarter of an hour that passes is one, %s', (_, from, to) => {
    expect(planned('*/15 * * * *', zone, at(from), at(to))).toEqual(
      shown('*/15 * * * *', clock).filter((time) => time >= at(from) && time < at(to)),
    );
  });

  test.each(['30 2 * * *', '30 1 * * *', '0 2 * * *', '15 3 * * *', '0 0 * * *'])(
    'the daily %s comes once on every day, also when the clock is changed',
    (text) => {
      const local = localClock(zone);
      const days = planned(text, zone).map((time) => `${local(time).month}-${local(time).day}`);
      expect(days).toHaveLength(730);
      expect(days.filter((day, i) => day === days[i - 1])).toEqual([]);
    },
  );
});

describe('where the clock is changed', () => {
  test('a time that does not exist comes at the moment the clock is put forward', () => {
    const days = following(cron('30 2 * * *', 'Europe/Berlin'), '2026-03-27T12:00:00Z', 3);
    expect(days).toEqual(['2026-03-28T01:30', '2026-03-29T01:00', '2026-03-30T00:30']);
    const american = following(cron('30 2 * * *', 'America/New_York'), '2026-03-07T12:00:00Z', 2);
    expect(american).toEqual(['2026-03-08T07:00', '2026-03-09T06:30']);
    const half = following(cron('15 2 * * *', 'Australia/Lord_Howe'), '2026-10-02T20:00:00Z', 2);
    expect(half).toEqual(['2026-10-03T15:30', '2026-10-04T15:15']);
  });

  test('a time that comes twice is taken the first time', () => {
    const days = following(cron('30 2 * * *', 'Europe/Berlin'), '2026-10-24T12:00:00Z', 2);
    expect(days).toEqual(['2026-10-25T00:30', '2026-10-26T01:30']);
    const half = following(cron('45 1 * * *', 'Australia/Lord_Howe'), '2026-04-04T12:00:00Z', 2);
    expect(half).toEqual(['2026-04-04T14:45', '2026-04-05T15:15']);
  });

  test('several times of a day come as the wall clock shows them: not at all, or twice', () => {
    const spring = following(cron('0 2,14 * * *', 'Europe/Berlin'), '2026-03-28T20:00:00Z', 2);
    expect(spring).toEqual(['2026-03-29T12:00', '2026-03-30T00:00']);
    const autumn = following(cron('0,30 2 * * *', 'Europe/Berlin'), '2026-10-24T20:00:00Z', 5);
    expect(autumn.map((time) => time.slice(8))).toEqual(['25T00:00', '25T00:30', '25T01:00', '25T01:30', '26T01:00']);
  });
});

test('an expression that never comes again says so', () => {
  expect(cron('0 0 29 2 *', 'UTC').next(at('2026-03-01T00:00:00Z'))).toBe(at('2028-02-29T00:00:00Z'));
});

test('nicknames', () => {
  expect(following(cron('@daily', 'UTC'), '2026-01-01T00:00:00Z', 1)).toEqual(['2026-01-02T00:00']);
});

test('the last times before one are found without walking there', () => {
  const minutely = cron('* * * * *', 'Europe/Berlin');
  const upTo = at('2031-06-01T12:00:30Z');
  expect(minutely.between(FROM, upTo, 3)).toEqual([2, 1, 0].map((n) => at('2031-06-01T12:00:00Z') - n * 60_000));
  expect(minutely.between(upTo - 31_000, upTo, 10)).toEqual([at('2031-06-01T12:00:00Z')]);
  expect(minutely.between(at('2031-06-01T12:00:00Z'), upTo, 10)).toEqual([]);
  expect(minutely.between(FROM, at('2031-06-01T12:00:00Z'), 1)).toEqual([at('2031-06-01T12:00:00Z')]);
});

test('an interval is counted from where it began', () => {
  const times = every(90, 1_000);
  expect(times.next(1_000)).toBe(91_000);
  expect(times.next(0)).toBe(1_000);
  expect(times.next(90_999)).toBe(91_000);
  expect(times.next(91_000)).toBe(181_000);
  expect(times.between(1_000, 300_000, 10)).toEqual([91_000, 181_000, 271_000]);
  expect(times.between(1_000, 271_000, 2)).toEqual([181_000, 271_000]);
  expect(times.between(271_000, 300_000, 2)).toEqual([]);
  const long = every(10, 0);
  expect(long.between(0, TO, 2)).toHaveLength(2);
});
