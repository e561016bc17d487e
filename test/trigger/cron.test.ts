import { describe, expect, test } from 'vitest';
import { type CronTimes, parseCron } from '../../src/trigger/schedule/cron.ts';

function times(text: string): CronTimes {
  const parsed = parseCron(text);
  if (!parsed.ok) {
    throw new Error(parsed.problem);
  }
  return parsed.times;
}

const upTo = (least: number, most: number, by = 1) =>
  Array.from({ length: Math.floor((most - least) / by) + 1 }, (_, i) => least + i * by);

describe('a cron expression', () => {
  test('has five fields', () => {
    expect(times('5 4 3 2 1')).toEqual({
      minutes: [5],
      hours: [4],
      daysOfMonth: [3],
      months: [2],
      daysOfWeek: [1],
      eitherDay: true,
    });
    expect(times('* * * * *')).toEqual({
      minutes: upTo(0, 59),
      hours: upTo(0, 23),
      daysOfMonth: upTo(1, 31),
      months: upTo(1, 12),
      daysOfWeek: upTo(0, 6),
      eitherDay: false,
    });
  });

  test('knows lists, ranges, steps and names', () => {
    expect(times('*/20 * * * *').minutes).toEqual([0, 20, 40]);
    expect(times('5/20 * * * *').minutes).toEqual([5, 25, 45]);
    expect(times('10-30/10,0,20,59 * * * *').minutes).toEqual([0, 10, 20, 30, 59]);
    expect(times('0 0 * JAN,mar-may *').months).toEqual([1, 3, 4, 5]);
    expect(times('0 0 * * mon-fri').daysOfWeek).toEqual([1, 2, 3, 4, 5]);
    expect(times('0 0 * * 5-7').daysOfWeek).toEqual([0, 5, 6]);
    expect(times('0 0 * * 7').daysOfWeek).toEqual([0]);
    expect(times('0 0 * * */2').daysOfWeek).toEqual([0, 2, 4, 6]);
    expect(times('0 0 */2 * mon').eitherDay).toBe(false);
  });

  test.each([
    ['@hourly', '0 * * * *'],
    ['@Daily', '0 0 * * *'],
    ['@weekly', '0 0 * * 0'],
    ['@monthly', '0 0 1 * *'],
    ['@yearly', '0 0 1 1 *'],
  ])('%s is %s', (nickname, long) => {
    expect(times(nickname)).toEqual(times(long));
  });

  test.each([
    ['', 'five fields, not 0'],
    ['* * * *', 'five fields, not 4'],
    ['0 * * * * *', 'five fields, not 6'],
    ['@reboot', 'five fields, not 1'],
    ['60 * * * *', 'from 0 to 59'],
    ['* 24 * * *', 'from 0 to 23'],
    ['* * 0 * *', 'from 1 to 31'],
    ['* * * 13 *', 'from 1 to 12'],
    ['* * * * 8', 'from 0 to 7'],
    ['* * * * mond', 'from 0 to 7'],
    ['* * mon * *', 'from 1 to 31'],
    ['30-10 * * * *', 'a range must go up'],
    ['*/0 * * * *', 'at least 1'],
    ['*-5 * * * *', 'nothing that the minute'],
    ['1,,2 * * * *', 'nothing that the minute'],
    ['-1 * * * *', 'nothing that the minute'],
    ['1.5 * * * *', 'nothing that the minute'],
    ['* * L * *', 'from 1 to 31'],
    ['* * * * 5#2', 'nothing that the day of the week'],
    ['* * 15W * *', 'from 1 to 31'],
    ['0 0 30 2 *', 'no month of it has'],
    ['0 0 31 4,6,9,11 *', 'no month of it has'],
    [`${'1,'.repeat(200)}1 * * * *`, '256 characters'],
  ])('%j is refused: %s', (text, reason) => {
    expect(parseCron(text)).toEqual({ ok: false, problem: expect.stringContaining(reason) });
  });

  test.each(['0 0 29 2 *', '0 0 31 2,3 *', '0 0 30 2 mon'])('%s comes up some time', (text) => {
    expect(parseCron(text).ok).toBe(true);
  });
});
