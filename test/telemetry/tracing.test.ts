import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createOtlpExporter, parseOtlpHeaders } from '../../src/telemetry/otlp.ts';
import { formatTraceparent, parseTraceparent, spanId, traceOf } from '../../src/telemetry/trace-context.ts';
import { Actor } from '../support/actor.ts';
import { again } from '../support/again.ts';
import { attributesOf, type Collector, startCollector } from '../support/collector.ts';

const TRACEPARENT = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
const YAML = `tasks:
  - {name: one, next: [{do: two}]}
  - {name: two, action: core.http, input: {method: POST, url: "https://example.com/two", json: {word: "confidential"}}, next: [{publish: {w: "{{ result().status }}"}, do: continue}]}`;

let collector: Collector;
beforeAll(async () => {
  collector = await startCollector();
});
beforeEach(() => {
  collector.spans.length = 0;
  collector.batches.length = 0;
  collector.answer = 200;
});
afterAll(() => collector.close());

const sink = () =>
  createOtlpExporter({
    endpoint: collector.url,
    headers: { authorization: 'Basic x' },
    fetch: (url, init) => fetch(url, init),
  });
const outbox = (actor: Actor) => actor.sql.exec('SELECT key, tries FROM outbox');
/** Time passes, and calls to the collector come through. */
async function pass(actor: Actor, seconds: number): Promise<void> {
  await actor.advance(seconds);
  await new Promise((done) => setTimeout(done, 60));
}

describe('a traceparent', () => {
  test('is read and written', () => {
    const trace = parseTraceparent(TRACEPARENT);
    expect(trace).toEqual({ traceId: TRACEPARENT.slice(3, 35), parent: '00f067aa0ba902b7', sampled: true });
    expect(trace && formatTraceparent(trace, trace.parent ?? '')).toBe(TRACEPARENT);
    expect(parseTraceparent(TRACEPARENT.replace(/01$/, '00'))).toMatchObject({ sampled: false });
    expect(parseTraceparent(TRACEPARENT.replace(/^00/, '7a').concat('-more'))).toMatchObject({ sampled: true });
  });

  test.each([
    '',
    'ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    '00-00000000000000000000000000000000-00f067aa0ba902b7-01',
    '00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01',
    '00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01',
    `${TRACEPARENT}-more`,
    `${TRACEPARENT}\n`,
  ])('that is none: %j', (text) => {
    expect(parseTraceparent(text)).toBeUndefined();
  });

  test('without one the ids follow from the execution', () => {
    expect(traceOf('01ARZ3NDEKTSV4RRFFQ69G5FAV', undefined)).toEqual({
      ...{ traceId: '01563e3ab5d3d6764c61efb99302bd5b', parent: null, sampled: true },
    });
    const ids = new Set(Array.from({ length: 10_000 }, (_, n) => spanId('01ARZ3NDEKTSV4RRFFQ69G5FAV', `task:${n}`)));
    expect(ids.size).toBe(10_000);
    expect([...ids].every((id) => /^[0-9a-f]{16}$/.test(id))).toBe(true);
  });
});

test('headers of the exporter', () => {
  expect(parseOtlpHeaders('api-key=a%20b, X-Other=c=d,,bad')).toEqual({ 'api-key': 'a b', 'x-other': 'c=d' });
});

describe('spans', () => {
  test('of an execution and its tasks, below who asked for it, without a value', async () => {
    const actor = await new Actor(YAML, { spans: sink(), traceparent: TRACEPARENT }).start();
    expect(collector.batches).toHaveLength(0);
    await pass(actor, 2);
    expect(collector.batches).toHaveLength(1);
    expect(collector.batches[0]).toMatchObject({ path: '/v1/traces', headers: { authorization: 'Basic x' } });
    expect(collector.batches[0]?.text).not.toContain('confidential');
    const [one, two, root] = collector.spans;
    expect(root).toMatchObject({
      ...{ name: 'test.workflow', traceId: TRACEPARENT.slice(3, 35), parentSpanId: '00f067aa0ba902b7' },
      ...{ status: { code: 1 }, startTimeUnixNano: '1700000000000000000' },
    });
    expect(one).toMatchObject({ name: 'one', parentSpanId: root?.spanId, traceId: root?.traceId });
    expect(two?.links).toEqual([{ traceId: root?.traceId, spanId: one?.spanId }]);
    expect(attributesOf(two)).toEqual({
      ...{ 'ostinato.execution': actor.id, 'ostinato.workflow': 'test.workflow', 'ostinato.version': '1' },
      ...{ 'ostinato.task': 'two', 'ostinato.instance': 'two:1', 'ostinato.iteration': '1', 'ostinato.attempt': '1' },
      ...{ 'ostinato.action': 'core.http', 'ostinato.status': 'succeeded' },
    });
    expect(actor.requests[0]?.headers.traceparent).toBe(`00-${root?.traceId}-${two?.spanId}-01`);
    expect(outbox(actor)).toEqual([]);
  });

  test('of a failure: its code, and not what it says', async () => {
    const yaml = `tasks: [{name: one, action: core.fail, input: {message: "confidential"}}]`;
    const actor = await new Actor(yaml, { spans: sink() }).start();
    await pass(actor, 2);
    expect(collector.spans.map(({ status }) => status)).toEqual([{ code: 2 }, { code: 2 }]);
    expect(attributesOf(collector.spans[0])).toMatchObject({ 'ostinato.error_code': 'failed' });
    expect(collector.spans[1]?.parentSpanId).toBeUndefined();
    expect(collector.batches.map(({ text }) => text).join()).not.toContain('confidential');
  });

  test('of a rerun tell of what it has run, and where it comes from', async () => {
    const yaml = `vars: {n: 0}\ntasks:\n  - {name: one, next: [{do: two}]}\n  - {name: two, action: core.echo, input: {message: "{{ 1 / n }}"}}`;
    const first = await new Actor(yaml).start();
    const second = await again(first, yaml, { vars: { n: 1 } }, { spans: sink() });
    await pass(second, 2);
    expect(collector.spans.map(({ name }) => name)).toEqual(['two', 'test.workflow']);
    expect(attributesOf(collector.spans[1])).toMatchObject({ 'ostinato.origin': first.id });
  });

  test('of many events come in batches', async () => {
    const yaml = `vars: {n: 0}
entry_points: [loop]
tasks: [{name: loop, next: [{when: "{{ n < 300 }}", publish: {n: "{{ n + 1 }}"}, do: loop}]}]`;
    const actor = await new Actor(yaml, { spans: sink() }).start();
    for (let i = 0; i < 20 && collector.spans.length < 302; i++) {
      await pass(actor, 2);
    }
    expect(collector.spans).toHaveLength(302);
    expect(new Set(collector.spans.map(({ spanId: id }) => id)).size).toBe(302);
    expect(collector.batches.length).toBeLessThan(10);
    expect(outbox(actor)).toEqual([]);
  });

  test('are not made for who does not record the trace, nor without a collector', async () => {
    const unsampled = TRACEPARENT.replace(/01$/, '00');
    const quiet = await new Actor(YAML, { spans: sink(), traceparent: unsampled }).start();
    await pass(quiet, 2);
    expect(collector.batches).toEqual([]);
    expect(quiet.requests[0]?.headers.traceparent).toMatch(/^00-4bf92f3577b34da6a3ce929d0e0e4736-[0-9a-f]{16}-00$/);
    const off = await new Actor(YAML).start();
    expect(outbox(off)).toEqual([]);
    expect(off.requests[0]?.headers.traceparent).toBeUndefined();
    const passing = await new Actor(YAML, { traceparent: TRACEPARENT }).start();
    expect(passing.requests[0]?.headers.traceparent).toBe(TRACEPARENT);
  });

  test('cost no row when nobody wants them, and one per ended task otherwise', async () => {
    const written = async (options: ConstructorParameters<typeof Actor>[1]) =>
      (await new Actor(YAML, options).start()).sql.written;
    const off = await written({});
    expect((await written({ spans: sink() })) - off).toBeLessThanOrEqual(3);
  });
});

describe('a collector that is away', () => {
  test('delays and fails nothing; what was not taken in comes again, under the same ids', async () => {
    collector.answer = 503;
    const actor = await new Actor(YAML, { spans: sink() }).start();
    expect(await actor.shown()).toMatchObject({ status: 'succeeded' });
    await pass(actor, 2);
    await pass(actor, 2);
    expect(collector.spans).toEqual([]);
    expect(collector.batches.length).toBeGreaterThan(0);
    actor.evict();
    collector.answer = 200;
    await pass(actor, 60);
    await pass(actor, 60);
    expect(collector.spans.map(({ name }) => name)).toEqual(['one', 'two', 'test.workflow']);
    expect(collector.batches.at(-1)?.text).toBe(collector.batches[0]?.text);
    expect(outbox(actor)).toEqual([]);
  });

  test('is given up after a while, and what it refuses is not sent again', async () => {
    collector.answer = 503;
    const actor = await new Actor(YAML, { spans: sink() }).start();
    for (let i = 0; i < 40 && outbox(actor).length > 0; i++) {
      await pass(actor, 400);
    }
    expect(outbox(actor)).toEqual([]);
    expect(collector.batches).toHaveLength(13);
    collector.answer = 400;
    const refused = await new Actor(YAML, { spans: sink() }).start();
    await pass(refused, 2);
    expect(outbox(refused)).toEqual([]);
  });

  test('that does not answer keeps nothing else waiting', async () => {
    collector.answer = null;
    const actor = await new Actor(
      `tasks: [{name: one, next: [{do: two}]}, {name: two, action: core.wait, input: {signal: go}}]`,
      {
        spans: sink(),
      },
    ).start();
    await pass(actor, 2);
    expect(collector.batches).toHaveLength(1);
    await actor.execution.signal({ name: 'go', payload: '1', key: null });
    await actor.settle();
    expect(await actor.shown()).toMatchObject({ status: 'succeeded' });
    expect(outbox(actor).filter(({ key }) => !String(key).includes('spans'))).toEqual([]);
  });
});

describe('what a call carries', () => {
  test('a header that the user has set stays', async () => {
    const mine = '00-11111111111111111111111111111111-2222222222222222-00';
    const yaml = `tasks: [{name: one, action: core.http, input: {url: "https://example.com/", headers: {TraceParent: "${mine}"}}}]`;
    const actor = await new Actor(yaml, { spans: sink() }).start();
    expect(actor.requests[0]?.headers.traceparent).toBe(mine);
  });

  test('a child begins below the task that starts it', async () => {
    const started: (string | undefined)[] = [];
    const closure = { actions: {}, children: { 'test.child': { hash: 'h', version: 1 } }, config: {} };
    const actor = await new Actor('tasks: [{name: one, action: test.child}]', {
      ...{ spans: sink(), closure },
      start: async ({ traceparent }) => {
        started.push(traceparent);
        return '01ARZ3NDEKTSV4RRFFQ69G5FAV';
      },
    }).start();
    const { traceId } = traceOf(actor.id, undefined);
    expect(started).toEqual([`00-${traceId}-${spanId(actor.id, 'one:1')}-01`]);
  });
});
