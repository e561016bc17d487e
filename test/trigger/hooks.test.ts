import { describe, expect, test } from 'vitest';
import { isUlid } from '../../src/value/ulid.ts';
import { KEY_HASH, Stage } from './stage.ts';

const HOOK = `workflow: a.b
type: webhook
webhook: {preset: none, allow_unsigned: true, delivery_id_header: X-Id}
input: {body: "{{ trigger.body }}", at: "{{ trigger.time }}"}
tags: [x]
`;

async function accepted(stage: Stage, id: string, known = true): Promise<string> {
  const reply = await stage.hook(`"${id}"`, { 'x-id': id }, known);
  if (reply.type !== 'accepted') {
    throw new Error(JSON.stringify(reply));
  }
  return reply.execution;
}

test('an execution has an id of the time and the delivery, and what the trigger says', async () => {
  const stage = new Stage(HOOK);
  const id = await accepted(stage, 'one');
  expect(isUlid(id)).toBe(true);
  const input = { body: 'one', at: '2026-01-01T00:00:00.000Z' };
  expect(stage.starts).toEqual([
    { execution: id, workflow: 'a.b', input: JSON.stringify(input), tags: ['x'], at: stage.now },
  ]);
  const again = new Stage(HOOK);
  expect(await accepted(again, 'one')).toBe(id);
  expect(await accepted(new Stage(HOOK, 'stage.other'), 'one')).not.toBe(id);
});

test('the trace context of a delivery goes along with the start', async () => {
  const stage = new Stage(HOOK);
  const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
  await stage.hook('"traced"', { 'x-id': 'traced', traceparent }, true);
  expect(stage.starts).toMatchObject([{ traceparent }]);
});

describe('what is away', () => {
  test('delays deliveries, and none is lost, doubled or taken out of its time', async () => {
    const stage = new Stage(HOOK);
    stage.executionsAway = true;
    const ids: string[] = [];
    for (let i = 0; i < 20; i++) {
      stage.now += 1000;
      ids.push(await accepted(stage, `d${i}`));
    }
    expect((await stage.deliveries())[0]).toMatchObject({ outcome: 'accepted', failed_tries: 1 });
    await stage.passUntil('2026-01-01T00:30:00Z');
    expect(stage.starts).toEqual([]);
    stage.restart();
    stage.executionsAway = false;
    await stage.passUntil('2026-01-01T01:00:00Z');
    expect(stage.starts.map(({ execution }) => execution).sort()).toEqual([...ids].sort());
    expect((await stage.deliveries()).every(({ outcome }) => outcome === 'started')).toBe(true);
    expect(await accepted(stage, 'd3')).toBe(ids[3]);
    expect(stage.starts).toHaveLength(20);
  });

  test('the registry: what it said last is enough', async () => {
    const stage = new Stage(HOOK);
    await stage.sync();
    stage.registryAway = true;
    expect(isUlid(await accepted(stage, 'one', false))).toBe(true);
    expect(stage.starts).toHaveLength(1);
    const wrong = {
      name: stage.name,
      keyHash: 'other',
      snapshot: null,
      query: {},
      headers: {},
      body: new Uint8Array(),
    };
    expect(await stage.trigger.hook(wrong)).toMatchObject({ type: 'refused', problem: { code: 'not_found' } });
  });

  test('the registry, to a trigger that has never been heard of', async () => {
    const stage = new Stage(HOOK);
    stage.registryAway = true;
    const reply = await stage.hook('1', {}, false);
    expect(reply).toMatchObject({ type: 'refused', problem: { code: 'unavailable', retryAfter: 5 } });
    stage.registryAway = false;
    stage.registry = undefined;
    expect(await stage.hook('1', {}, false)).toMatchObject({ type: 'refused', problem: { code: 'not_found' } });
    expect(stage.sql.written).toBe(0);
  });
});

test('killed between delivery and start, it starts what it has accepted, under the same id', async () => {
  const stage = new Stage(HOOK);
  stage.duringStart = () => new Promise(() => undefined);
  const ids = [await accepted(stage, 'one'), await accepted(stage, 'two')];
  expect(stage.starts).toEqual([]);
  stage.restart();
  stage.duringStart = async () => undefined;
  await stage.passUntil(stage.now + 10_000);
  expect(stage.starts.map(({ execution }) => execution)).toEqual(ids);
}, 10_000);

test('killed, the next delivery takes up what was left behind', async () => {
  const stage = new Stage(HOOK);
  stage.duringStart = () => new Promise(() => undefined);
  const first = await accepted(stage, 'one');
  stage.restart();
  stage.duringStart = async () => undefined;
  await accepted(stage, 'two');
  await stage.quiet();
  expect(stage.starts.map(({ execution }) => execution)).toContain(first);
});

test('an older word of the registry does not undo a later one', async () => {
  const stage = new Stage(HOOK);
  const before = stage.registry;
  stage.write(HOOK, { enabled: false });
  await stage.sync();
  stage.registry = before;
  expect(await stage.hook('1')).toMatchObject({ type: 'refused', problem: { code: 'conflict' } });
});

test('there is a limit to what is owed', async () => {
  const stage = new Stage(HOOK);
  stage.executionsAway = true;
  await accepted(stage, 'one');
  stage.sql.exec(`INSERT INTO start (id, workflow, tags, at, due, tries, planned)
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
    SELECT 'x' || i, 'a.b', '[]', 0, 9e15, 0, 0 FROM n`);
  expect(await stage.hook('2')).toMatchObject({ type: 'refused', problem: { code: 'unavailable', retryAfter: 30 } });
});

test('what came with a key of before is not taken', async () => {
  const stage = new Stage(HOOK);
  await stage.sync();
  stage.write(HOOK, { keyHash: `${KEY_HASH} 2` });
  await stage.sync();
  expect(await stage.hook('1', {}, false)).toMatchObject({ type: 'refused', problem: { code: 'not_found' } });
});

test('repetitions are known for days, and what is not named only for a while', async () => {
  const stage = new Stage(HOOK);
  const first = await accepted(stage, 'one');
  stage.now += 3 * 86_400_000;
  expect(await accepted(stage, 'one')).toBe(first);
  stage.now += 2 * 86_400_000;
  expect(await accepted(stage, 'one')).not.toBe(first);
});

test('one delivery writes few rows, however many came before', async () => {
  const stage = new Stage(HOOK);
  const writes: number[] = [];
  for (let i = 0; i < 300; i++) {
    const before = stage.sql.written;
    await accepted(stage, `d${i}`);
    writes.push(stage.sql.written - before);
  }
  expect(Math.max(...writes.slice(150))).toBeLessThanOrEqual(12);
});
