import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { updateExecution } from '../../src/registry/execution-write.ts';
import { dataOf, listOf, problemOf } from './support/answers.ts';
import { itemOf } from './support/memory-directory.ts';
import { type Sent, startApi, type TestApi } from './support/start-api.ts';
import { small } from './support/workflows.ts';

const EXECUTIONS = '/api/v1/executions';
let api: TestApi;
beforeAll(async () => {
  api = await startApi();
  for (const ref of ['ops.one', 'ops.many', 'ops.gone']) {
    await dataOf(await api.send('POST', '/api/v1/workflows', { yaml: small(ref) }), 201);
  }
});
afterAll(() => api.close());

async function started(ref = 'ops.one', json: unknown = {}): Promise<string> {
  const response = await api.send('POST', `/api/v1/workflows/${ref}/executions`, { json });
  return String((await dataOf(response, 202)).id);
}
const post = (path: string, sent?: Sent) => api.send('POST', `${EXECUTIONS}/${path}`, sent);

interface Entry {
  readonly action: string;
  readonly target: string;
  readonly actor: string;
  readonly request_id: string;
  readonly refused: string | null;
  readonly detail: Readonly<Record<string, unknown>>;
}
const audit = async (target: string) =>
  (await listOf<Entry>(await api.send('GET', `/api/v1/audit?target=${target}`))).data;

describe('the state after an event', () => {
  test('is that of then, under a tag that stays', async () => {
    const id = await started();
    api.directory.end(id, 'succeeded', {});
    const response = await api.send('GET', `${EXECUTIONS}/${id}/state?at=1`);
    expect(response.headers.get('etag')).toBe('"1"');
    expect(await dataOf(response)).toMatchObject({ seq: 1 });
    expect(await dataOf(await api.send('GET', `${EXECUTIONS}/${id}/state`))).toMatchObject({ seq: 2 });
    await problemOf(await api.send('GET', `${EXECUTIONS}/${id}/state?at=3`), 404);
    for (const at of ['0', '-1', 'x', '1.5', '1&at=2']) {
      await problemOf(await api.send('GET', `${EXECUTIONS}/${id}/state?at=${at}`), 400, 'bad_request');
    }
  });
});

describe('items', () => {
  test('in pages', async () => {
    const id = await started();
    api.directory.executions.get(id)?.items.push(itemOf(1), itemOf(2));
    const path = `${EXECUTIONS}/${id}/tasks/hello:1/items`;
    const first = await listOf(await api.send('GET', `${path}?limit=2`));
    expect(first).toMatchObject({ data: [{ item: 0 }, { item: 1 }], page: { next: '2', limit: 2 } });
    const rest = await listOf(await api.send('GET', `${path}?limit=2&cursor=${first.page.next}`));
    expect(rest).toMatchObject({ data: [{ item: 2 }], page: { next: null } });
    await problemOf(await api.send('GET', `${EXECUTIONS}/${id}/tasks/hello:2/items`), 404);
    await problemOf(await api.send('GET', `${path}?cursor=x`), 400);
  });
});

describe('commands', () => {
  test('pause, resume, cancel', async () => {
    const id = await started();
    const paused = await post(`${id}/pause`);
    expect(paused.headers.get('etag')).toBe('"2"');
    expect(await dataOf(paused)).toMatchObject({ id, status: 'paused' });
    await problemOf(await post(`${id}/pause`), 409, 'conflict');
    expect(await dataOf(await post(`${id}/resume`))).toMatchObject({ status: 'running' });
    expect(await dataOf(await post(`${id}/cancel`))).toMatchObject({ status: 'canceled' });
    expect(api.directory.commands.at(-1)).toEqual({ type: 'cancel', mode: 'finish' });
    const problem = await problemOf(await post(`${id}/cancel`, { json: { mode: 'terminate' } }), 409);
    expect(problem.detail).toBe('the execution says no');
    expect(api.directory.commands.at(-1)).toEqual({ type: 'cancel', mode: 'terminate' });
    await problemOf(await post(`${id}/cancel`, { json: { mode: 'kill' } }), 422, 'invalid_input');
  });

  test.each(['01ARZ3NDEKTSV4RRFFQ69G5FAV', 'nope'])('there is no execution %s', async (id) => {
    for (const rest of ['pause', 'resume', 'cancel']) {
      await problemOf(await post(`${id}/${rest}`), 404);
    }
    const json = { status: 'succeeded' };
    await problemOf(await post(`${id}/tasks/a:1/complete`, { json }), 404);
    await problemOf(await api.send('DELETE', `${EXECUTIONS}/${id}`), 404);
  });

  test('are accounted for, also those that were refused', async () => {
    const id = await started();
    const headers = { 'X-Request-Id': 'the-request' };
    await dataOf(await post(`${id}/cancel`, { headers, json: { mode: 'terminate' } }));
    await problemOf(await post(`${id}/pause`), 409);
    const base = { actor: 'admin', target: `executions/${id}` };
    expect(await audit(base.target)).toMatchObject([
      { ...base, action: 'execution.pause', refused: 'conflict' },
      { ...base, action: 'execution.pause', refused: null },
      {
        ...base,
        action: 'execution.cancel',
        refused: null,
        request_id: 'the-request',
        detail: { mode: 'terminate' },
      },
    ]);
  });

  test('what cannot be noted is not done', async () => {
    const id = await started();
    const quiet = vi.spyOn(console, 'error').mockImplementation(() => {});
    await api.db.execute('ALTER TABLE audit RENAME TO audit_away');
    const commands = api.directory.commands.length;
    const response = await api.app.request(`http://localhost:8787${EXECUTIONS}/${id}/cancel`, {
      method: 'POST',
      headers: { Authorization: 'Bearer ost_admin-token-of-the-tests' },
    });
    await api.db.execute('ALTER TABLE audit_away RENAME TO audit');
    quiet.mockRestore();
    expect(response.status).toBe(500);
    expect(api.directory.commands).toHaveLength(commands);
  });
});

describe('completing by hand', () => {
  const complete = (id: string, json: unknown, headers = {}) => post(`${id}/tasks/hello:1/complete`, { json, headers });

  test('a result', async () => {
    const id = await started();
    const response = await complete(id, { status: 'succeeded', result: { a: [1] } });
    expect(await dataOf(response)).toMatchObject({ instance: 'hello:1', status: 'succeeded' });
    expect(api.directory.completions.at(-1)).toEqual({
      instance: 'hello:1',
      item: null,
      status: 'succeeded',
      result: '{"a":[1]}',
      message: 'failed by hand',
    });
    await problemOf(await complete(id, { status: 'succeeded' }), 409, 'conflict');
    const target = `executions/${id}/tasks/hello:1`;
    expect(await audit(target)).toMatchObject([
      { action: 'task.complete', refused: 'conflict' },
      { action: 'task.complete', refused: null },
      { action: 'task.complete', refused: null, detail: { status: 'succeeded', item: null } },
    ]);
  });

  test('a failure of one item', async () => {
    const id = await started();
    await dataOf(await complete(id, { status: 'failed', item: 3, error: { message: 'lost' } }));
    expect(api.directory.completions.at(-1)).toMatchObject({ item: 3, status: 'failed', message: 'lost' });
  });

  test('once under its key', async () => {
    const id = await started();
    const json = { status: 'canceled' };
    const key = { 'Idempotency-Key': 'by-hand' };
    const first = await dataOf(await complete(id, json, key));
    const again = await complete(id, json, key);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(await dataOf(again)).toEqual(first);
    await problemOf(await complete(id, { status: 'failed' }, key), 409, 'idempotency_key_reused');
  });

  test.each([
    [{}, '/status'],
    [{ status: 'done' }, '/status'],
    [{ status: 'succeeded', item: -1 }, '/item'],
    [{ status: 'succeeded', error: { message: 'x' } }, '/error'],
    [{ status: 'failed', error: {} }, '/error/message'],
    [{ status: 'failed', error: { message: '' } }, '/error/message'],
    [{ status: 'succeeded', results: 1 }, '/results'],
  ])('%j is 422', async (json, path) => {
    const problem = await problemOf(await complete(await started(), json), 422, 'invalid_input');
    expect(problem.findings?.[0]?.path).toBe(path);
  });
});

describe('deleting', () => {
  const remove = (id: string) => api.send('DELETE', `${EXECUTIONS}/${id}`);
  const listed = async (id: string) => (await listOf(await api.send('GET', `${EXECUTIONS}?q=${id}`))).data.length;

  test('an ended execution, and with it all trace in the lists', async () => {
    const id = await started('ops.gone', { tags: ['x'] });
    await problemOf(await remove(id), 409, 'conflict');
    expect(await listed(id)).toBe(1);
    api.directory.end(id, 'failed', null);
    expect((await remove(id)).status).toBe(204);
    expect(await listed(id)).toBe(0);
    await problemOf(await api.send('GET', `${EXECUTIONS}/${id}`), 404);
    await problemOf(await remove(id), 404);
  });

  test('a row whose object is gone', async () => {
    const id = await started('ops.gone');
    api.directory.executions.delete(id);
    await problemOf(await remove(id), 409, 'conflict');
    await updateExecution(api.db, { id, seq: 2, status: 'failed', ended_at: 2, wake_at: null });
    expect((await remove(id)).status).toBe(204);
    expect(await listed(id)).toBe(0);
  });

  test('a start that never came', async () => {
    const id = await started('ops.gone');
    api.directory.executions.delete(id);
    await api.db.execute({ sql: 'UPDATE execution_index SET wake_at = 1 WHERE id = ?', args: [id] });
    expect((await remove(id)).status).toBe(204);
  });
});

describe('many at once', () => {
  interface Bulk {
    readonly matched: number;
    readonly done: number;
    readonly results: readonly { id: string; ok: boolean; status: string | null; error: object | null }[];
  }
  const bulk = (json: unknown, headers = {}) => post('bulk', { json, headers });
  const filter = { workflow: 'ops.many' };

  test('what the caller expects, and nothing else', async () => {
    const ids: string[] = [];
    for (const tags of [['a'], ['a', 'b'], ['b']]) {
      ids.push(await started('ops.many', { tags }));
    }
    const commands = api.directory.commands.length;
    const problem = await problemOf(await bulk({ action: 'pause', filter, confirm: 2 }), 409, 'conflict');
    expect(problem.findings).toMatchObject([{ path: '/confirm', witness: 3 }]);
    expect(api.directory.commands).toHaveLength(commands);
    const paused = await dataOf<Bulk>(
      await bulk({ action: 'pause', filter: { ...filter, tag: ['a', 'b'] }, confirm: 1 }),
      202,
    );
    expect(paused).toMatchObject({
      matched: 1,
      done: 1,
      results: [{ id: ids[1], ok: true, status: 'paused' }],
    });
    const all = await dataOf<Bulk>(await bulk({ action: 'pause', filter, confirm: 3 }), 202);
    expect(all).toMatchObject({ matched: 3, done: 2 });
    expect(all.results.find(({ id }) => id === ids[1])).toMatchObject({
      ok: false,
      error: { code: 'conflict' },
    });
    expect(await audit(`executions/${ids[1]}`)).toMatchObject([
      { action: 'execution.pause', refused: 'conflict', detail: { bulk: true } },
      { action: 'execution.pause', refused: null },
      { action: 'execution.pause', refused: null },
    ]);
    const json = { action: 'cancel', mode: 'terminate', filter, confirm: 3 };
    expect(await dataOf<Bulk>(await bulk(json), 202)).toMatchObject({ done: 3 });
    expect(api.directory.commands.at(-1)).toEqual({ type: 'cancel', mode: 'terminate' });
    expect(await dataOf<Bulk>(await bulk({ action: 'delete', filter, confirm: 3 }), 202)).toMatchObject({
      done: 3,
      results: [{ status: null }, { status: null }, { status: null }],
    });
    expect(await dataOf<Bulk>(await bulk({ action: 'delete', filter, confirm: 0 }), 202)).toMatchObject({
      matched: 0,
      results: [],
    });
  });

  test('by status, and by time', async () => {
    const id = await started('ops.many', { tags: ['status'] });
    const by = async (more: object) =>
      (await bulk({ action: 'resume', filter: { ...filter, tag: 'status', ...more }, confirm: 1 })).status;
    expect(await by({ status: 'running' })).toBe(202);
    expect(await by({ status: ['failed', 'running'] })).toBe(202);
    expect(await by({ status: 'failed' })).toBe(409);
    expect(await by({ since: '2025-01-01T00:00:00Z' })).toBe(202);
    expect(await by({ until: '2025-01-01T00:00:00Z' })).toBe(409);
    api.directory.executions.delete(id);
    expect(
      await dataOf<Bulk>(await bulk({ action: 'resume', filter: { tag: 'status' }, confirm: 1 }), 202),
    ).toMatchObject({ done: 0, results: [{ ok: false, error: { code: 'not_found' } }] });
  });

  test('an execution that cannot be reached does not keep the others from it', async () => {
    const ids = [await started('ops.many', { tags: ['away'] }), await started('ops.many', { tags: ['away'] })];
    const { execution } = api.directory;
    const moved = Object.assign(new Error('moved'), { retryable: true });
    api.directory.execution = (id) => ({
      ...execution.call(api.directory, id),
      ...(id === ids[0] ? { command: () => Promise.reject(moved) } : {}),
    });
    const json = { action: 'pause', filter: { tag: 'away' }, confirm: 2 };
    const { results } = await dataOf<Bulk>(await bulk(json), 202);
    api.directory.execution = execution;
    expect(results).toMatchObject([
      { id: ids[1], ok: true },
      { id: ids[0], ok: false, error: { code: 'unavailable' } },
    ]);
  });

  test('at most two hundred', async () => {
    await api.db.execute(
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 201)
       INSERT INTO execution_index (id, workflow, pack, version, hash, status, tags, started_at, seq)
       SELECT 'x' || i, 'ops.crowd', 'ops', 1, '', 'running', '[]', 1, 1 FROM n`,
    );
    const json = { action: 'cancel', filter: { workflow: 'ops.crowd' }, confirm: 201 };
    const problem = await problemOf(await bulk(json), 409, 'conflict');
    expect(problem.detail).toContain('at most 200');
  });

  test.each([
    [{ action: 'pause', filter: {} }, '/confirm'],
    [{ action: 'stop', filter: {}, confirm: 1 }, '/action'],
    [{ action: 'pause', confirm: 1 }, '/filter'],
    [{ action: 'pause', filter: { workflows: 'x' }, confirm: 1 }, '/filter/workflows'],
    [{ action: 'pause', filter: { status: 'odd' }, confirm: 1 }, '/filter/status'],
    [{ action: 'pause', filter: {}, confirm: -1 }, '/confirm'],
  ])('%j is 422', async (json, path) => {
    const problem = await problemOf(await bulk(json), 422, 'invalid_input');
    expect(problem.findings?.[0]?.path).toBe(path);
  });

  test('twice under one key is once', async () => {
    await started('ops.many', { tags: ['key'] });
    const json = { action: 'pause', filter: { tag: 'key' }, confirm: 1 };
    const key = { 'Idempotency-Key': 'bulk' };
    const first = await dataOf(await bulk(json, key), 202);
    expect(await dataOf(await bulk(json, key), 202)).toEqual(first);
  });
});
