import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { open } from '../../src/host/secret-box.ts';
import { sha256 } from '../../src/registry/content-hash.ts';
import { reserveIdempotency } from '../../src/registry/idempotency.ts';
import { DEFAULT_LIMITS } from '../../src/value/limits.ts';
import { isUlid } from '../../src/value/ulid.ts';
import { dataOf, listOf, problemOf } from './support/answers.ts';
import { eventOf, instanceOf } from './support/memory-directory.ts';
import { type Sent, startApi, type TestApi } from './support/start-api.ts';
import { HELLO, RING, small } from './support/workflows.ts';

const START = '/api/v1/workflows/examples.hello/executions';
const DAY = 86_400;
let api: TestApi;
beforeAll(async () => {
  api = await startApi();
  for (const yaml of [HELLO, RING, small('examples.timed', 'timeout: 60\nmax_task_iterations: 7\n')]) {
    await dataOf(await api.send('POST', '/api/v1/workflows', { yaml }), 201);
  }
});
afterAll(() => api.close());

interface Started {
  readonly id: string;
  readonly status: string;
  readonly links: Readonly<Record<string, string>>;
}

const json = { input: { name: 'Ada', token: 'planted-secret' } };
const start = (sent: Sent = { json }, path = START) => api.send('POST', path, sent);
const started = async (sent?: Sent, path?: string) => dataOf<Started>(await start(sent, path), 202);

describe('starting', () => {
  test('the address that is to be told of the end is kept sealed', async () => {
    const { id } = await started({ json: { ...json, callback_url: 'https://example.com/planted-address?token=x' } });
    const command = api.directory.executions.get(id)?.command;
    expect(command?.caller).toMatch(new RegExp(`^${id}/k2\\.`));
    expect(JSON.stringify(command)).not.toContain('planted-address');
    const box = command?.caller?.slice(id.length + 1) ?? '';
    expect(await open(api.env.settings.callbackKeys, id, box)).toBe('https://example.com/planted-address?token=x');
  });

  test.each([
    'nothing',
    '/path',
    'ftp://example.com',
    'javascript:alert(1)',
    `https://example.com/${'x'.repeat(2048)}`,
    7,
  ])('the address cannot be %j', async (callback_url) => {
    const problem = await problemOf(await start({ json: { ...json, callback_url } }), 422, 'invalid_input');
    expect(problem.findings).toMatchObject([{ path: '/callback_url' }]);
  });

  test('an execution is accepted and can be found', async () => {
    const response = await start({ json: { ...json, tags: ['t1', 't1'] } });
    const { id, status, links } = await dataOf<Started>(response, 202);
    expect(isUlid(id)).toBe(true);
    expect(status).toBe('running');
    expect(response.headers.get('location')).toBe(`/api/v1/executions/${id}`);
    expect(links).toMatchObject({
      self: `/api/v1/executions/${id}`,
      state: `/api/v1/executions/${id}/state`,
    });
    const command = api.directory.starts.at(-1);
    expect(command).toMatchObject({
      id,
      workflow: 'examples.hello',
      version: 1,
      startAt: null,
      tags: ['t1'],
      duration: 30 * DAY * 1000,
      taskIterations: 1000,
    });
    expect(JSON.parse(command?.input ?? '')).toEqual({ name: 'Ada', token: { $sealed: [expect.anything()] } });
    expect(JSON.parse(command?.definition ?? '')).toMatchObject({ format: 1, ref: 'examples.hello' });
    expect(await dataOf(await api.send('GET', `/api/v1/executions/${id}`))).toMatchObject({ id, links });
  });

  test('input that does not fit', async () => {
    const problem = await problemOf(await start({ json: { input: { nam: 'x', token: 1 } } }), 422, 'invalid_input');
    expect(problem.findings?.map(({ path }) => path).sort()).toEqual(['/input/nam', '/input/name', '/input/token']);
  });

  test('a workflow without an entry point is never a silent success', async () => {
    const path = '/api/v1/workflows/examples.ring/executions';
    await problemOf(await start({ json: {} }, path), 422, 'no_entry_point');
    await started({ json: { start_at: ['b', 'b'] } }, path);
    expect(api.directory.starts.at(-1)?.startAt).toEqual(['b']);
    const problem = await problemOf(await start({ json: { start_at: ['b', 'aa'] } }, path), 422, 'invalid_input');
    expect(problem.findings).toMatchObject([{ code: 'unknown_task', path: '/start_at/1', hint: 'Did you mean `a`?' }]);
  });

  test('the version asked for, and no other', async () => {
    await api.send('PUT', '/api/v1/workflows/examples.timed', {
      yaml: small('examples.timed', 'label: newer\n'),
    });
    const path = '/api/v1/workflows/examples.timed/executions';
    await started({ json: { version: 1 } }, path);
    expect(api.directory.starts.at(-1)).toMatchObject({ version: 1, duration: 60_000, taskIterations: 7 });
    await started({ json: {} }, path);
    expect(api.directory.starts.at(-1)).toMatchObject({ version: 2, taskIterations: 1000 });
    await problemOf(await start({ json: { version: 3 } }, path), 404);
    await problemOf(await start({ json }, '/api/v1/workflows/examples.none/executions'), 404);
  });

  test('a disabled workflow does not start', async () => {
    const ref = 'examples.disabled';
    await api.send('PUT', `/api/v1/workflows/${ref}`, { yaml: small(ref) });
    await api.send('PATCH', `/api/v1/workflows/${ref}`, { json: { status: 'disabled' } });
    await problemOf(await start({ json: {} }, `/api/v1/workflows/${ref}/executions`), 409, 'conflict');
  });

  test('a refusal of the execution leaves nothing behind', async () => {
    api.directory.refusal = 'unavailable';
    const before = await listOf(await api.send('GET', '/api/v1/executions?include_total=true'));
    await problemOf(await start(), 503, 'unavailable');
    const after = await listOf(await api.send('GET', '/api/v1/executions?include_total=true'));
    expect(after.page.total).toBe(before.page.total);
  });
});

describe('limits', () => {
  const limited = async (asked: object, path = '/api/v1/workflows/examples.timed/executions') => {
    await started({ json: { version: 1, ...asked } }, path);
    return api.directory.starts.at(-1);
  };

  test('the nearest one holds: request, workflow, deployment', async () => {
    expect(await limited({})).toMatchObject({ duration: 60_000, taskIterations: 7 });
    expect(await limited({ timeout: 'PT2M', max_task_iterations: 9 })).toMatchObject({
      duration: 120_000,
      taskIterations: 9,
    });
    expect(await limited({ timeout: 365 * DAY })).toMatchObject({ duration: 365 * DAY * 1000 });
  });

  test.each([
    [{ timeout: 365 * DAY + 1 }, '/timeout'],
    [{ timeout: 'P366D' }, '/timeout'],
    [{ max_task_iterations: 100_001 }, '/max_task_iterations'],
  ])('%j is above the ceiling', async (asked, path) => {
    const problem = await problemOf(await start({ json: { ...json, ...asked } }), 422, 'limit_above_ceiling');
    expect(problem.findings).toMatchObject([{ path }]);
  });

  test('a workflow from times of a higher ceiling is refused', async () => {
    const lower = { default: 10, ceiling: 30 };
    const other = await startApi({ limits: { ...DEFAULT_LIMITS, maxWorkflowDurationSeconds: lower } });
    await dataOf(await other.send('POST', '/api/v1/workflows', { yaml: small('a.b') }), 201);
    await dataOf(await other.send('POST', '/api/v1/workflows/a.b/executions'), 202);
    expect(other.directory.starts[0]?.duration).toBe(10_000);
    const problem = await other.send('POST', '/api/v1/workflows', { yaml: small('a.c', 'timeout: 60\n') });
    await problemOf(problem, 422, 'invalid_definition');
    await other.close();
  });
});

describe('Idempotency-Key', () => {
  const key = (value: string) => ({ 'Idempotency-Key': value });

  test('the same request again gets the same answer and starts nothing', async () => {
    const first = await start({ json, headers: key('k1') });
    const starts = api.directory.starts.length;
    const again = await start({ json, headers: key('k1') });
    expect(first.headers.get('idempotency-replayed')).toBeNull();
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(again.headers.get('location')).toBe(first.headers.get('location'));
    expect(await dataOf(again, 202)).toEqual(await dataOf(first, 202));
    expect(api.directory.starts).toHaveLength(starts);
  });

  test('the same key with another body is refused', async () => {
    const other = { input: { name: 'Eve', token: 'x' } };
    await problemOf(await start({ json: other, headers: key('k1') }), 409, 'idempotency_key_reused');
  });

  test('another route is another key', async () => {
    const path = '/api/v1/workflows/examples.timed/executions';
    const here = await started({ json: {}, headers: key('shared') }, path);
    const there = await started({ json: { start_at: ['a'] }, headers: key('shared') }, path.replace('timed', 'ring'));
    expect(here.id).not.toBe(there.id);
  });

  test('after a crash between registry and start the repetition starts the same execution', async () => {
    const path = '/api/v1/workflows/examples.timed/executions';
    api.directory.crash = Object.assign(new Error('reset'), { retryable: true });
    const sent = { json: { version: 1 }, headers: key('crash') };
    const lost = await start(sent, path);
    expect(lost.headers.get('retry-after')).toBe('1');
    await problemOf(lost, 503, 'unavailable');
    const id = api.directory.starts.at(-1)?.id;
    await api.send('PUT', '/api/v1/workflows/examples.timed', {
      yaml: small('examples.timed', 'label: last\n'),
    });
    expect((await started(sent, path)).id).toBe(id);
    expect(api.directory.starts.at(-1)).toMatchObject({ id, version: 1, duration: 60_000 });
    expect((await started(sent, path)).id).toBe(id);
  });

  test('the answer stays, whatever becomes of the workflow', async () => {
    const workflow = '/api/v1/workflows/examples.passing';
    await api.send('PUT', workflow, { yaml: small('examples.passing') });
    const sent = { json: {}, headers: key('passing') };
    const first = await started(sent, `${workflow}/executions`);
    const wanting = 'parameters: {a: {type: string, required: true}}\n';
    await dataOf(await api.send('PUT', workflow, { yaml: small('examples.passing', wanting) }));
    expect(await started(sent, `${workflow}/executions`)).toEqual(first);
    await api.send('DELETE', workflow);
    expect(await started(sent, `${workflow}/executions`)).toEqual(first);
    const other = { json: { tags: ['x'] }, headers: key('passing') };
    await problemOf(await start(other, `${workflow}/executions`), 409, 'idempotency_key_reused');
    const unused = { json: {}, headers: key('unused') };
    await problemOf(await start(unused, `${workflow}/executions`), 404);
    await problemOf(await start(unused, `${workflow}/executions`), 404);
  });

  test('many at once are one', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => started({ json, headers: key('storm') })));
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
  });

  test('a refused request may be put right under its key', async () => {
    await problemOf(await start({ json: {}, headers: key('wrong') }), 422);
    await started({ json, headers: key('wrong') });
  });

  test("requests that are refused do not get into each other's way", async () => {
    const refused = () => start({ json: { input: {} }, headers: key('vain') });
    const answers = await Promise.all(Array.from({ length: 5 }, refused));
    expect(answers.map(({ status }) => status)).toEqual([422, 422, 422, 422, 422]);
  });

  test.each(['', ' ', 'a b', 'ü', 'x'.repeat(256)])('%j is no key', async (value) => {
    const encoded = value === 'ü' ? '\u00fc' : value;
    await problemOf(await start({ json, headers: key(encoded) }), 400, 'bad_request');
  });

  test('registering twice is registering once', async () => {
    const send = (yaml: string) => api.send('POST', '/api/v1/workflows', { yaml, headers: key('reg') });
    const first = await send(small('examples.once'));
    const again = await send(small('examples.once'));
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(again.headers.get('etag')).toBe(first.headers.get('etag'));
    expect(await dataOf(again, 201)).toEqual(await dataOf(first, 201));
    await problemOf(await send(small('examples.twice')), 409, 'idempotency_key_reused');
  });

  test('a request that died on the way blocks its key for a minute', async () => {
    const yaml = small('examples.died');
    const claim = { scope: 'admin POST /api/v1/workflows', key: 'died', execution: null };
    const now = api.env.clock.now();
    const request = await sha256(`\n${yaml}`);
    await reserveIdempotency(api.db, { ...claim, request }, now - 50_000);
    const send = () => api.send('POST', '/api/v1/workflows', { yaml, headers: key('died') });
    const blocked = await send();
    expect(blocked.headers.get('retry-after')).toBe('1');
    await problemOf(blocked, 409, 'conflict');
    await api.db.execute("UPDATE idempotency SET created = created - 60000 WHERE key = 'died'");
    await dataOf(await send(), 201);
    expect((await send()).headers.get('idempotency-replayed')).toBe('true');
  });
});

describe('Prefer: wait', () => {
  const wait = (seconds: string, more = {}) => ({ Prefer: `wait=${seconds}`, ...more });

  test('the ended execution', async () => {
    const pending = start({ json, headers: wait('5') });
    await expect.poll(() => [...api.directory.executions.values()].at(-1)?.waiting.size).toBe(1);
    api.directory.end(api.directory.starts.at(-1)?.id ?? '', 'succeeded', { said: 'hi' });
    const response = await pending;
    expect(response.headers.get('preference-applied')).toBe('wait=5');
    expect(await dataOf(response)).toMatchObject({ status: 'succeeded', output: { said: 'hi' }, links: {} });
  });

  test('202 when it takes longer', async () => {
    const response = await start({ json, headers: wait('1', { 'Idempotency-Key': 'waiting' }) });
    const { id } = await dataOf<Started>(response, 202);
    api.directory.end(id, 'failed', null);
    const again = await start({ json, headers: wait('1', { 'Idempotency-Key': 'waiting' }) });
    expect(await dataOf(again)).toMatchObject({ id, status: 'failed' });
  });

  test('nothing that can be read as a wait is none', async () => {
    for (const Prefer of ['respond-async', 'wait=x', 'wait=-1', 'await=9', 'wait=0']) {
      const response = await start({ json, headers: { Prefer } });
      expect(response.headers.get('preference-applied')).toBeNull();
      await dataOf(response, 202);
    }
  });
});

describe('reading', () => {
  let id: string;
  beforeAll(async () => {
    ({ id } = await started());
  });
  const read = (rest: string, sent?: Sent) => api.send('GET', `/api/v1/executions/${id}${rest}`, sent);

  test('the execution tells itself', async () => {
    expect(await dataOf(await read(''))).toMatchObject({ id, status: 'running', workflow: 'examples.hello' });
    expect(await dataOf(await read('/state'))).toMatchObject({ seq: 1, iterations: { hello: 1 } });
    expect(await dataOf(await read('/machine'))).toEqual({ config: { id: 'm' }, tokens: [] });
    expect(await dataOf(await read('/tasks/hello:1'))).toMatchObject({ instance: 'hello:1' });
    expect(await dataOf(await read('/tasks/hello%3A1'))).toMatchObject({ instance: 'hello:1' });
    await problemOf(await read('/tasks/hello:2'), 404);
  });

  test('a reader who has it is told so', async () => {
    for (const rest of ['', '/state', '/machine', '/tasks/hello:1']) {
      const first = await read(rest);
      expect(first.headers.get('etag')).toBe('"1"');
      const again = await read(rest, { headers: { 'If-None-Match': '"1"' } });
      expect(again.status).toBe(304);
      expect((await read(rest, { headers: { 'If-None-Match': '"2"' } })).status).toBe(200);
    }
  });

  test('task instances and history in pages', async () => {
    const stored = api.directory.executions.get(id);
    stored?.instances.push(instanceOf('b'));
    for (let seq = 2; seq <= 5; seq++) {
      stored?.events.push(eventOf(seq, seq % 2 === 0 ? 'even' : 'odd'));
    }
    const tasks = await listOf(await read('/tasks?limit=1'));
    expect(tasks).toMatchObject({ data: [{ task: 'hello' }], page: { next: '1', limit: 1 } });
    const more = await listOf(await read(`/tasks?limit=1&cursor=${tasks.page.next}`));
    expect(more).toMatchObject({ data: [{ task: 'b' }], page: { next: null } });
    const seqs = async (query: string) => {
      const { data, page } = await listOf<{ seq: number }>(await read(`/history?${query}`));
      return [data.map(({ seq }) => seq), page.next];
    };
    expect(await seqs('')).toEqual([[1, 2, 3, 4, 5], null]);
    expect(await seqs('after=1&limit=2')).toEqual([[2, 3], '3']);
    expect(await seqs('cursor=3&limit=2')).toEqual([[4, 5], null]);
    expect(await seqs('type=even')).toEqual([[2, 4], null]);
    expect(await seqs('type=even&type=odd&limit=1')).toEqual([[2], '2']);
    await problemOf(await read('/history?after=-1'), 400);
  });

  test.each(['01ARZ3NDEKTSV4RRFFQ69G5FAV', 'nope', '%2e%2e', '01arz3ndektsv4rrffq69g5fav'])(
    'there is no execution %s',
    async (unknown) => {
      for (const rest of ['', '/state', '/tasks', '/history', '/machine', '/tasks/a:1']) {
        await problemOf(await api.send('GET', `/api/v1/executions/${unknown}${rest}`), 404);
      }
    },
  );

  test('the list and its filters', async () => {
    const ids = async (query: string) =>
      (await listOf<{ id: string }>(await api.send('GET', `/api/v1/executions?${query}`))).data.map((row) => row.id);
    const tagged = await started({ json: { ...json, tags: ['blue', 'red'] } });
    expect(await ids('tag=blue&tag=red')).toEqual([tagged.id]);
    expect((await ids(`q=${tagged.id}`)).length).toBe(1);
    expect(await ids('workflow=examples.ring')).toHaveLength(2);
    expect(await ids('pack=examples&status=succeeded')).toEqual([]);
    expect((await ids('status=requested&status=running')).length).toBeGreaterThan(3);
    expect(await ids('since=2027-01-01T00:00:00Z')).toEqual([]);
    expect(await ids('until=2026-01-01T00:00:00.000Z')).toEqual([]);
    expect(await ids('parent=01ARZ3NDEKTSV4RRFFQ69G5FAV')).toEqual([]);
    await problemOf(await api.send('GET', '/api/v1/executions?status=odd'), 400);
    await problemOf(await api.send('GET', '/api/v1/executions?since=yesterday'), 400);
  });
});
