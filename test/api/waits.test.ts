import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApi } from '../../src/api/create-api.ts';
import { dataOf, listOf, problemOf } from './support/answers.ts';
import { EngineDirectory } from './support/engine-directory.ts';
import { type Sent, startApi, type TestApi } from './support/start-api.ts';

const WAIT = `ref: waits.signal
tasks:
  - name: wait
    action: core.wait
    input: {signal: go, schema: {type: object, required: [n]}, filter: "{{ signal.n > 1 }}"}
    next: [{publish: {got: "{{ result() }}"}, do: noop}]
output_map: {got: "{{ got }}"}
`;

/** The API with the engine behind it. */
let api: TestApi;
let engine: EngineDirectory;
beforeAll(async () => {
  const base = await startApi();
  const [key = { id: '', secret: '' }] = base.env.settings.callbackKeys;
  engine = new EngineDirectory(base.db, key);
  const app = createApi({ ...base.env, directory: engine });
  api = { ...base, app, send: (method, path, sent) => base.sendTo(app, method, path, sent) };
  for (const yaml of [WAIT]) {
    await dataOf(await api.send('POST', '/api/v1/workflows', { yaml }), 201);
  }
});
afterAll(() => api.close());

async function started(ref: string): Promise<string> {
  return String((await dataOf(await api.send('POST', `/api/v1/workflows/${ref}/executions`), 202)).id);
}

const shown = async (id: string) => dataOf(await api.send('GET', `/api/v1/executions/${id}`));

describe('a signal', () => {
  const send = (id: string, sent: Sent, name = 'go') =>
    api.send('POST', `/api/v1/executions/${id}/signals/${name}`, sent);

  test('is kept until it fits somebody, and is taken once', async () => {
    const id = await started('waits.signal');
    expect(await dataOf(await send(id, { json: { n: 1 } }), 202)).toMatchObject({ status: 'buffered' });
    expect(await dataOf(await send(id, {}), 202)).toMatchObject({ status: 'buffered' });
    const taken = await dataOf(await send(id, { json: { n: 2 } }), 202);
    expect(taken).toEqual({ signal: 'go', status: 'delivered', instance: 'wait:1', item: null });
    expect(await shown(id)).toMatchObject({ status: 'succeeded', output: { got: { n: 2 } } });
    await problemOf(await send(id, { json: { n: 2 } }), 409, 'conflict');
  });

  test('sent twice under one key counts once', async () => {
    const id = await started('waits.signal');
    const headers = { 'Idempotency-Key': 'one' };
    const first = await send(id, { json: { n: 1 }, headers });
    expect(first.headers.get('idempotency-replayed')).toBeNull();
    const again = await send(id, { json: { n: 1 }, headers });
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(await again.text()).toBe(await first.text());
    await problemOf(await send(id, { json: { n: 5 }, headers }), 409, 'idempotency_key_reused');
    const history = await listOf(await api.send('GET', `/api/v1/executions/${id}/history?type=signal.received`));
    expect(history.data).toHaveLength(1);
  });

  test('that cannot be read, or goes nowhere', async () => {
    const id = await started('waits.signal');
    await problemOf(await send(id, { json: 1 }, 'a%20b'), 400, 'bad_request');
    await problemOf(await send(id, { body: '{', headers: { 'Content-Type': 'application/json' } }), 400);
    await problemOf(await send(id, { body: 'x', headers: { 'Content-Type': 'text/plain' } }), 415);
    const large = JSON.stringify('x'.repeat(1024 * 1024));
    await problemOf(await send(id, { body: large, headers: { 'Content-Type': 'application/json' } }), 413);
    await problemOf(await send('01ARZ3NDEKTSV4RRFFQ69G5FAV', { json: 1 }), 404);
  });
});
