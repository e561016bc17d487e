import { env, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { describe, expect, test } from 'vitest';
import type { Env } from '../../actors/env.ts';
import type { LimitPort, LimitView } from '../../src/host/limit.ts';
import { bodyOf, commandFor, executionOf, type Shown } from './running.ts';

/** A workflow whose executions of one key are limited, and that takes a moment. */
const limited = (limit: number, strategy: string, seconds = 0.02) => `
parameters: {team: {type: string, required: true}}
concurrency: {key: "{{ parameters.team }}", limit: ${limit}, on_limit: ${strategy}}
tasks:
  - {name: work, action: core.sleep, input: {seconds: ${seconds}}}
`;

const REF = 'test.workflow';
const limitOf = (key: string, ref = REF) =>
  (env as unknown as Env).LIMIT.getByName(`${ref}\n${key}`) as unknown as DurableObjectStub & LimitPort;

interface Event {
  readonly type: string;
  readonly at: string;
  readonly changes: readonly { readonly type: string; readonly to?: string }[];
}

async function eventsOf(id: string): Promise<readonly Event[]> {
  return bodyOf<{ data: Event[] }>(await executionOf(id).history(0, 100, [])).data;
}

/** Starts executions at once; ids in the order of their starts. */
async function startMany(n: number, yaml: string, key: string): Promise<readonly string[]> {
  const commands = Array.from({ length: n }, () => commandFor(yaml, { team: key }));
  await Promise.all(commands.map(async (command) => bodyOf(await executionOf(command.id).start(command))));
  return commands.map(({ id }) => id);
}

const shownOf = async (id: string) => bodyOf<Shown>(await executionOf(id).describe());
const endOf = async (id: string) => bodyOf<Shown>(await executionOf(id).wait(30_000));
const until = (probe: () => Promise<unknown>, expected: unknown) =>
  expect.poll(probe, { timeout: 20_000, interval: 20 }).toEqual(expected);
const statusOf = async (id: string) => (await shownOf(id)).status;

/** When each execution that ran was admitted and ended, from its own log. */
async function spansOf(ids: readonly string[]) {
  const spans = await Promise.all(
    ids.map(async (id) => {
      const events = await eventsOf(id);
      const admitted = events.find(({ type }) => type === 'execution.admitted');
      const ended = events.find(({ changes }) => changes.some(({ type }) => type === 'execution.ended'));
      return { id, from: Date.parse(admitted?.at ?? ''), to: Date.parse(ended?.at ?? '') };
    }),
  );
  return spans.filter(({ from }) => Number.isFinite(from));
}

/** The most that ran at one moment. One that ends in the millisecond in which another begins has ended before. */
function mostAtOnce(spans: readonly { readonly from: number; readonly to: number }[]): number {
  return Math.max(...spans.map(({ from }) => spans.filter((other) => other.from <= from && from < other.to).length));
}

describe('50 starts at once on one key', () => {
  test('queue: all of them run, never more than three at once, in the order in which they asked', async () => {
    const ids = await startMany(50, limited(3, 'queue', 0.2), 'queue');
    const seen: LimitView[] = [];
    for (let open = true; open; ) {
      seen.push(await limitOf('queue').describe());
      open = (await Promise.all(ids.map(statusOf))).some((status) => status !== 'succeeded');
    }
    expect(Math.max(...seen.map(({ running }) => running.length))).toBe(3);
    const spans = await spansOf(ids);
    expect(spans).toHaveLength(50);
    expect(mostAtOnce(spans)).toBeLessThanOrEqual(3);
    // The queue only ever lost its first and got new ones at its end: first come, first served.
    expect(Math.max(...seen.map(({ queue }) => queue.length))).toBeGreaterThan(5);
    for (const [i, { queue }] of seen.entries()) {
      const before = seen[i - 1]?.queue ?? [];
      const place = before.indexOf(queue[0] ?? '');
      const kept = place === -1 ? [] : before.slice(place);
      expect(queue.filter((id) => before.includes(id))).toEqual(kept);
    }
    await until(() => limitOf('queue').describe(), { running: [], queued: 0, queue: [] });
  });

  test('skip: three run, 47 are canceled with the reason, and nothing of them began', async () => {
    const ids = await startMany(50, limited(3, 'skip', 2), 'skip');
    const ends = await Promise.all(ids.map(endOf));
    expect(ends.filter(({ status }) => status === 'succeeded')).toHaveLength(3);
    const skipped = ends.filter(({ status }) => status === 'canceled');
    expect(skipped).toHaveLength(47);
    expect(new Set(skipped.map(({ error }) => error?.code))).toEqual(new Set(['concurrency_skipped']));
    const [one] = skipped;
    expect((await eventsOf(one?.id ?? '')).map(({ type }) => type)).toEqual([
      'execution.requested',
      'execution.refused',
    ]);
  });

  test('fail: three run, 47 fail with the reason', async () => {
    const ids = await startMany(50, limited(3, 'fail', 2), 'fail');
    const ends = await Promise.all(ids.map(endOf));
    expect(ends.filter(({ status }) => status === 'succeeded')).toHaveLength(3);
    const failed = ends.filter(({ status }) => status === 'failed');
    expect(failed).toHaveLength(47);
    expect(new Set(failed.map(({ error }) => error?.code))).toEqual(new Set(['concurrency_limit_reached']));
  });

  test('cancel_running: the newest runs to its end, those before it are canceled, never two at once', async () => {
    const ids = await startMany(50, limited(1, 'cancel_running', 1), 'newest');
    const ends = await Promise.all(ids.map(endOf));
    expect(ends.filter(({ status }) => status === 'succeeded')).toHaveLength(1);
    expect(ends.filter(({ status }) => status === 'canceled')).toHaveLength(49);
    const spans = await spansOf(ids);
    expect(mostAtOnce(spans)).toBe(1);
    const last = [...spans].sort((a, b) => a.from - b.from).at(-1)?.id;
    expect(await statusOf(last ?? '')).toBe('succeeded');
  });
});

describe('one place', () => {
  const ONE = limited(1, 'queue', 60);

  test('two keys run side by side', async () => {
    const [a] = await startMany(1, ONE, 'side a');
    const [b] = await startMany(1, ONE, 'side b');
    await until(async () => [await statusOf(a ?? ''), await statusOf(b ?? '')], ['running', 'running']);
  });

  test('who is canceled while it waits leaves the queue, and the next one takes the place', async () => {
    const [first = '', second = '', third = ''] = [
      ...(await startMany(1, ONE, 'cancel')),
      ...(await startMany(1, ONE, 'cancel')),
      ...(await startMany(1, ONE, 'cancel')),
    ];
    await until(() => limitOf('cancel').describe(), { running: [first], queued: 2, queue: [second, third] });
    for (const type of ['pause', 'resume'] as const) {
      expect(await executionOf(second).command({ type })).toMatchObject({ ok: false, problem: { code: 'conflict' } });
    }
    const canceled = bodyOf<Shown>(await executionOf(second).command({ type: 'cancel', mode: 'finish' }));
    expect(canceled).toMatchObject({ status: 'canceled', error: null });
    await until(() => limitOf('cancel').describe(), { running: [first], queued: 1, queue: [third] });
    bodyOf(await executionOf(first).command({ type: 'cancel', mode: 'terminate' }));
    await until(() => statusOf(third), 'running');
  });

  test('the time of an execution runs while it waits', async () => {
    const [first = ''] = await startMany(1, ONE, 'time');
    await until(() => statusOf(first), 'running');
    const command = { ...commandFor(ONE, { team: 'time' }), duration: 300 };
    bodyOf(await executionOf(command.id).start(command));
    expect(await endOf(command.id)).toMatchObject({
      ...{ status: 'timed_out', error: { code: 'duration_limit_exceeded' } },
    });
    await until(() => limitOf('time').describe(), { running: [first], queued: 0, queue: [] });
  });

  test('a holder whose object was deleted is found by the alarm and gives its place away', async () => {
    const [first = ''] = await startMany(1, ONE, 'gone');
    await until(() => statusOf(first), 'running');
    const [second = ''] = await startMany(1, ONE, 'gone');
    await until(async () => (await limitOf('gone').describe()).queue, [second]);
    await runInDurableObject(executionOf(first), async (_, state) => {
      await state.storage.deleteAlarm();
      await state.storage.deleteAll();
      state.abort('deleted');
    }).catch(() => undefined);
    // As if the time had passed after which a silent holder is looked after.
    await runInDurableObject(limitOf('gone'), (_, state) => {
      state.storage.sql.exec('UPDATE holder SET checked = 0');
    });
    expect(await runDurableObjectAlarm(limitOf('gone'))).toBe(true);
    await until(() => statusOf(second), 'running');
    expect(await limitOf('gone').describe()).toEqual({ running: [second], queued: 0, queue: [] });
  });

  test('a raised limit lets those in who wait', async () => {
    const [first = ''] = await startMany(1, ONE, 'raised');
    await until(() => statusOf(first), 'running');
    const [second = ''] = await startMany(1, ONE, 'raised');
    await until(async () => (await limitOf('raised').describe()).queued, 1);
    const [third = ''] = await startMany(1, limited(3, 'queue', 60), 'raised');
    await until(() => limitOf('raised').describe(), { running: [first, second, third], queued: 0, queue: [] });
    await until(() => statusOf(second), 'running');
  });
});
