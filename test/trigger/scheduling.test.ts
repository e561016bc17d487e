import { describe, expect, test } from 'vitest';
import { plannedTimes } from '../../src/trigger/schedule/times.ts';
import { Stage } from './stage.ts';

const schedule = (text: string) =>
  `workflow: a.b\ntype: schedule\nschedule: {${text}}\ninput: {at: "{{ trigger.time }}"}\n`;

describe.each(['UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe'])('in %s', (timezone) => {
  test.each(['30 2 * * *', '0 6 * * mon-fri', '0 */12 * * *'])(
    '%s is started at every planned time of two years, once, in order',
    async (cron) => {
      const stage = new Stage(schedule(`cron: "${cron}", timezone: ${timezone}`));
      const [from, to] = [stage.now, Date.parse('2028-01-01T00:00:00Z')];
      await stage.sync();
      await stage.passUntil(to);
      const settings = { cron, timezone, catch_up: 'none', catch_up_limit: null, overlap: 'skip' } as const;
      const planned = plannedTimes(settings, 0).between(from, to, 5000);
      expect(stage.starts.map(({ at }) => at)).toEqual(planned);
      expect(new Set(stage.starts.map(({ execution }) => execution)).size).toBe(planned.length);
      expect(stage.starts.map(({ input }) => JSON.parse(input))).toEqual(
        planned.map((time) => ({ at: new Date(time).toISOString() })),
      );
    },
  );
});

test('an interval is counted from where the schedule began, restarts or not', async () => {
  const stage = new Stage(schedule('interval: 60'));
  await stage.sync();
  await stage.passUntil('2026-01-01T00:02:30Z');
  stage.restart();
  await stage.passUntil('2026-01-01T00:04:30Z');
  expect(stage.times()).toEqual([1, 2, 3, 4].map((n) => `2026-01-01T00:0${n}`));
});

test('an alarm that rings twice, at once or again, starts nothing twice', async () => {
  const stage = new Stage(schedule('interval: 60'));
  await stage.sync();
  stage.now += 60_000;
  await Promise.all([stage.trigger.ring(), stage.trigger.ring(), stage.trigger.ring()]);
  await stage.trigger.ring();
  await stage.quiet();
  expect(stage.starts).toHaveLength(1);
  stage.restart();
  await stage.trigger.ring();
  await stage.quiet();
  expect(stage.starts).toHaveLength(1);
});

test('a start that dies on the way is made again under the same id', async () => {
  const stage = new Stage(schedule('interval: 60'));
  await stage.sync();
  stage.now += 60_000;
  let dead = true;
  stage.duringStart = () => (dead ? new Promise(() => undefined) : Promise.resolve());
  await stage.trigger.ring();
  await stage.quiet();
  expect(stage.starts).toEqual([]);
  dead = false;
  stage.restart();
  await stage.passUntil(stage.now + 10_000);
  expect(stage.times()).toEqual(['2026-01-01T00:01']);
  const [first] = await stage.deliveries();
  expect(first).toMatchObject({
    outcome: 'started',
    id: stage.starts[0]?.execution,
    planned_at: '2026-01-01T00:01:00.000Z',
  });
});

describe('times that passed while nothing could be started', () => {
  const missed = async (catchUp: string) => {
    const stage = new Stage(schedule(`cron: 0 * * * *, overlap: allow, catch_up: ${catchUp}`));
    await stage.sync();
    await stage.passUntil('2026-01-01T01:10:00Z');
    stage.alarm = null;
    stage.now = Date.parse('2026-01-01T06:30:00Z');
    stage.restart();
    await stage.trigger.ring();
    await stage.quiet();
    await stage.passUntil('2026-01-01T07:10:00Z');
    return stage.times().map((time) => time.slice(11));
  };

  test('are left out', async () => {
    expect(await missed('none')).toEqual(['01:00', '07:00']);
  });

  test('the last one is started', async () => {
    expect(await missed('last')).toEqual(['01:00', '06:00', '07:00']);
  });

  test('all of them are started, up to the limit', async () => {
    expect(await missed('all')).toEqual(['01:00', '02:00', '03:00', '04:00', '05:00', '06:00', '07:00']);
    expect(await missed('all, catch_up_limit: 2')).toEqual(['01:00', '05:00', '06:00', '07:00']);
  });

  test('a minute late is not missed', async () => {
    const stage = new Stage(schedule('cron: 0 * * * *'));
    await stage.sync();
    stage.now = Date.parse('2026-01-01T01:00:59Z');
    await stage.trigger.ring();
    await stage.quiet();
    expect(stage.times()).toEqual(['2026-01-01T01:00']);
  });

  test('a year is not walked through', async () => {
    const stage = new Stage(schedule('cron: "* * * * *", catch_up: last'));
    await stage.sync();
    stage.now = Date.parse('2027-01-01T00:00:30Z');
    const before = performance.now();
    await stage.trigger.ring();
    await stage.quiet();
    expect(performance.now() - before).toBeLessThan(2000);
    expect(stage.times()).toEqual(['2027-01-01T00:00']);
  });
});

describe('while the execution before is running', () => {
  const run = async (overlap: string) => {
    const stage = new Stage(schedule(`interval: 60, overlap: ${overlap}`));
    await stage.sync();
    await stage.passUntil('2026-01-01T00:01:30Z');
    const [first] = stage.starts;
    stage.running.add(first?.execution ?? '');
    await stage.passUntil('2026-01-01T00:02:30Z');
    return { stage, first };
  };

  test('the time is skipped, until it has ended', async () => {
    const { stage, first } = await run('skip');
    expect(stage.times()).toEqual(['2026-01-01T00:01']);
    expect((await stage.deliveries())[0]).toMatchObject({ outcome: 'skipped', reason: 'overlap', execution: null });
    stage.running.delete(first?.execution ?? '');
    await stage.passUntil('2026-01-01T00:03:30Z');
    expect(stage.times()).toEqual(['2026-01-01T00:01', '2026-01-01T00:03']);
  });

  test('a second one is started beside it', async () => {
    const { stage } = await run('allow');
    expect(stage.times()).toEqual(['2026-01-01T00:01', '2026-01-01T00:02']);
    expect(stage.canceled).toEqual([]);
  });

  test('it is canceled', async () => {
    const { stage, first } = await run('cancel');
    expect(stage.times()).toEqual(['2026-01-01T00:01', '2026-01-01T00:02']);
    expect(stage.canceled).toEqual([first?.execution]);
  });

  test.each([
    ['skip', ['01']],
    ['allow', ['01', '02', '03', '04', '05']],
    ['cancel', []],
  ])('one that is owed counts as running: %s', async (overlap, minutes) => {
    const stage = new Stage(schedule(`interval: 60, overlap: ${overlap}`));
    await stage.sync();
    stage.executionsAway = true;
    await stage.passUntil('2026-01-01T00:05:30Z');
    expect(stage.starts).toEqual([]);
    // Before it comes through, the next time is due; with `cancel` that one takes the place of all before it.
    await stage.passUntil('2026-01-01T00:06:00Z');
    stage.executionsAway = false;
    await stage.passUntil('2026-01-01T00:20:00Z');
    const started = stage.times().map((time) => time.slice(14));
    expect(started.filter((minute) => minute < '06')).toEqual(minutes);
    expect(started).toEqual([...started].sort());
    expect(started.at(-1)).toBe('20');
  });
});

describe('a schedule that is changed', () => {
  test('is followed, whether it was told or only looks', async () => {
    const stage = new Stage(schedule('interval: 60'));
    await stage.sync();
    await stage.passUntil('2026-01-01T00:01:30Z');
    stage.write(schedule('interval: 600'));
    await stage.sync();
    expect(stage.alarm).toBe(Date.parse('2026-01-01T00:11:30Z'));
    stage.write(schedule('cron: 0 12 * * *'));
    await stage.passUntil('2026-01-01T00:11:30Z');
    expect(stage.times()).toEqual(['2026-01-01T00:01']);
    expect(stage.alarm).toBe(Date.parse('2026-01-01T12:00:00Z'));
    expect(stage.notes.at(-1)).toBe(Date.parse('2026-01-01T12:00:00Z'));
  });

  test('keeps its times when only something else is changed', async () => {
    const stage = new Stage(schedule('interval: 60'));
    await stage.sync();
    stage.now += 30_000;
    stage.write(`${schedule('interval: 60, overlap: allow')}label: Another\n`);
    await stage.sync();
    expect(stage.alarm).toBe(Date.parse('2026-01-01T00:01:00Z'));
  });

  test('begins anew when it is enabled, and owes nothing of the time between', async () => {
    const stage = new Stage(`${schedule('interval: 60, catch_up: all')}enabled: false\n`);
    await stage.sync();
    expect(stage.alarm).toBeNull();
    stage.now = Date.parse('2026-01-01T05:00:30Z');
    stage.write(schedule('interval: 60, catch_up: all'));
    await stage.sync();
    await stage.passUntil('2026-01-01T05:02:00Z');
    expect(stage.times()).toEqual(['2026-01-01T05:01']);
    stage.write(`${schedule('interval: 60')}enabled: false\n`);
    await stage.passUntil('2026-01-01T06:00:00Z');
    expect(stage.starts).toHaveLength(1);
  });

  test('ends when it was removed, and leaves nothing behind', async () => {
    const stage = new Stage(schedule('interval: 60'));
    await stage.sync();
    stage.registry = undefined;
    await stage.passUntil('2026-01-01T01:00:00Z');
    expect(stage.starts).toEqual([]);
    expect(stage.alarm).toBeNull();
    expect(stage.sql.exec("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")).toEqual(
      [],
    );
  });

  test('what it owes is started although it was removed', async () => {
    const stage = new Stage(schedule('interval: 60'));
    await stage.sync();
    stage.executionsAway = true;
    await stage.passUntil('2026-01-01T00:01:00Z');
    stage.registry = undefined;
    await stage.sync();
    stage.executionsAway = false;
    await stage.passUntil('2026-01-01T00:02:00Z');
    expect(stage.times()).toEqual(['2026-01-01T00:01']);
    expect(await stage.deliveries()).toEqual([]);
    expect(stage.alarm).toBeNull();
  });
});

test('the registry may be away: what it said last holds, and what is owed is made good', async () => {
  const stage = new Stage(schedule('interval: 60, overlap: allow'));
  await stage.sync();
  [stage.registryAway, stage.executionsAway] = [true, true];
  await stage.passUntil('2026-01-01T00:03:30Z');
  expect(stage.starts).toEqual([]);
  [stage.registryAway, stage.executionsAway] = [false, false];
  await stage.passUntil('2026-01-01T00:10:30Z');
  expect(stage.times()).toEqual(
    Array.from({ length: 10 }, (_, i) => `2026-01-01T00:${String(i + 1).padStart(2, '0')}`),
  );
});

test('a filter may let a time pass', async () => {
  const stage = new Stage(`${schedule('interval: 60')}filter: "{{ trigger.time.endswith('2:00.000Z') }}"\n`);
  await stage.sync();
  await stage.passUntil('2026-01-01T00:03:30Z');
  expect(stage.times()).toEqual(['2026-01-01T00:02']);
});
