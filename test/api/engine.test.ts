import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dataOf, listOf, problemOf } from './support/answers.ts';
import { type EngineApi, startEngine } from './support/start-engine.ts';

const ASK = `ref: real.ask
vars: {seen: 0}
tasks:
  - name: ask
    action: core.webhook
    heartbeat: 60
    input: {url: "https://example.com/ask", json: {to: "{{ callback_url }}"}}
    next:
      - when: "{{ succeeded() }}"
        publish: {seen: "{{ seen + 1 }}", answer: "{{ result() }}"}
        do: both
      - when: "{{ failed() }}"
        do: fail
  - name: other
    next: [{do: both}]
  - name: both
    join: all
output_map: {answer: "{{ answer }}"}
`;
const EACH = `ref: real.each
tasks:
  - name: each
    with: {items: "{{ [10, 20, 30] }}"}
    action: core.echo
    input: {message: "{{ item }}"}
`;

let api: EngineApi;
beforeAll(async () => {
  api = await startEngine();
  for (const yaml of [ASK, EACH]) {
    await dataOf(await api.send('POST', '/api/v1/workflows', { yaml }), 201);
  }
});
afterAll(() => api.close());

async function started(ref: string): Promise<string> {
  return String((await dataOf(await api.send('POST', `/api/v1/workflows/${ref}/executions`), 202)).id);
}

const get = (id: string, rest = '') => api.send('GET', `/api/v1/executions/${id}${rest}`);
const post = (id: string, rest: string, json?: unknown) =>
  api.send('POST', `/api/v1/executions/${id}${rest}`, json === undefined ? {} : { json });

/** Started, and waiting for its callback. */
async function waiting(): Promise<string> {
  const id = await started('real.ask');
  await expect.poll(async () => (await dataOf(await get(id, '/tasks/ask:1'))).status).toBe('pending');
  return id;
}

async function indexed(id: string): Promise<unknown> {
  const { data } = await listOf(await api.send('GET', `/api/v1/executions?q=${id}`));
  return data[0]?.status;
}

test('an execution that waits, in every view, now and before', async () => {
  const id = await waiting();
  expect(await dataOf(await get(id))).toMatchObject({ status: 'running' });
  expect(await dataOf(await get(id, '/state'))).toMatchObject({ joins: [{ task: 'both', mode: 'all' }] });
  expect(await dataOf(await get(id, '/state?at=1'))).toMatchObject({ seq: 1, status: 'running' });
  await problemOf(await get(id, '/state?at=1000'), 404);
  for (const rest of ['/machine', '/tasks', '/history', '/tasks/ask:1/items']) {
    expect((await get(id, rest)).status).toBe(200);
  }
  await dataOf(await post(id, '/cancel'));
});

test('items', async () => {
  const id = await started('real.each');
  await expect.poll(async () => (await dataOf(await get(id))).status).toBe('succeeded');
  const first = await listOf(await get(id, '/tasks/each:1/items?limit=2'));
  expect(first).toMatchObject({
    data: [
      { item: 0, result: 10 },
      { item: 1, result: 20 },
    ],
  });
  const rest = await listOf(await get(id, `/tasks/each:1/items?limit=2&cursor=${first.page.next}`));
  expect(rest).toMatchObject({ data: [{ item: 2, result: 30, status: 'succeeded' }], page: { next: null } });
});

describe('steering', () => {
  test('pause, resume, cancel', async () => {
    const id = await waiting();
    expect(await dataOf(await post(id, '/pause'))).toMatchObject({ status: 'paused' });
    const refused = await problemOf(await post(id, '/pause'), 409, 'conflict');
    expect(refused.detail).toContain('paused');
    expect(await dataOf(await post(id, '/resume'))).toMatchObject({ status: 'running' });
    expect(await dataOf(await post(id, '/cancel', { mode: 'terminate' }))).toMatchObject({ status: 'canceled' });
    await problemOf(await post(id, '/cancel'), 409, 'conflict');
  });

  test('a task completed by hand', async () => {
    const id = await waiting();
    const json = { status: 'succeeded', result: { by: 'hand' } };
    const task = await dataOf(await post(id, '/tasks/ask:1/complete', json));
    expect(task).toMatchObject({ instance: 'ask:1', status: 'succeeded', result: { by: 'hand' } });
    expect(await dataOf(await get(id))).toMatchObject({ status: 'succeeded', output: { answer: { by: 'hand' } } });
    await problemOf(await post(id, '/tasks/ask:1/complete', json), 409, 'conflict');
    await problemOf(await post(id, '/tasks/ask:2/complete', json), 404, 'not_found');
  });

  test('a task failed by hand', async () => {
    const id = await waiting();
    await dataOf(await post(id, '/tasks/ask:1/complete', { status: 'failed', error: { message: 'lost' } }));
    expect(await dataOf(await get(id))).toMatchObject({
      status: 'failed',
      error: { code: 'failed_by_hand', message: 'lost' },
    });
  });

  test('heartbeat and callback', async () => {
    const id = await waiting();
    const { to } = JSON.parse(api.engine.calls.at(-1)?.body ?? '{}');
    const path = new URL(to).pathname;
    const beat = () => api.send('POST', `${path}/heartbeat`, { token: null });
    expect((await beat()).status).toBe(204);
    const forged = { $sealed: [{ secret: 'x' }] };
    await dataOf(await api.send('POST', path, { token: null, json: forged }));
    await problemOf(await beat(), 409, 'conflict');
    const { status, output } = await dataOf(await get(id));
    expect(status).toBe('succeeded');
    expect(output).not.toEqual({ answer: forged });
  });

  test('deleting and doing things in bulk', async () => {
    const ids = [await waiting(), await waiting()];
    await problemOf(await api.send('DELETE', `/api/v1/executions/${ids[0]}`), 409, 'conflict');
    const filter = { workflow: 'real.ask', status: 'running' };
    await expect.poll(() => indexed(ids[1] ?? '')).toBe('running');
    const done = await post('bulk', '', { action: 'cancel', filter, confirm: 2 });
    expect(await dataOf(done, 202)).toMatchObject({ done: 2 });
    await expect.poll(() => indexed(ids[0] ?? '')).toBe('canceled');
    expect((await api.send('DELETE', `/api/v1/executions/${ids[0]}`)).status).toBe(204);
    expect(await indexed(ids[0] ?? '')).toBeUndefined();
    await problemOf(await get(ids[0] ?? ''), 404);
  });
});

describe('a rerun', () => {
  const MENDABLE = `ref: real.mendable
vars: {divisor: 0}
tasks:
  - {name: before, next: [{publish: {kept: "{{ iteration() }}"}, do: divide}]}
  - name: divide
    action: core.echo
    input: {message: "{{ 10 / divisor }}"}
    next: [{publish: {got: "{{ result() }}"}, do: continue}]
output_map: {kept: "{{ kept }}", got: "{{ got | default(none) }}"}
`;

  test('takes over what does not descend from the failed task; the origin stays as it is', async () => {
    await dataOf(await api.send('POST', '/api/v1/workflows', { yaml: MENDABLE }), 201);
    const id = await started('real.mendable');
    await expect.poll(async () => (await dataOf(await get(id))).status).toBe('failed');
    const answer = await post(id, '/rerun', { from: ['divide'], vars: { divisor: 2 } });
    expect(answer.status).toBe(202);
    const again = String((await dataOf(answer, 202)).id);
    await expect.poll(async () => (await dataOf(await get(again))).status).toBe('succeeded');
    expect((await dataOf(await get(again))).output).toEqual({ kept: 1, got: 5 });
    expect((await dataOf(await get(id))).status).toBe('failed');
  });

  test('of an execution without failures is refused, of an unknown task too', async () => {
    const id = await started('real.each');
    await expect.poll(async () => (await dataOf(await get(id))).status).toBe('succeeded');
    expect((await problemOf(await post(id, '/rerun'), 409)).code).toBe('nothing_to_rerun');
    expect((await problemOf(await post(id, '/rerun', { from: ['nobody'] }), 404)).code).toBe('not_found');
    expect((await problemOf(await post(id, '/rerun', { form: [] }), 422)).findings).toHaveLength(1);
  });
});
