import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CallbackAddress, mintCallbackToken } from '../../src/host/callback-token.ts';
import { dataOf, problemOf } from './support/answers.ts';
import { type Sent, startApi, type TestApi } from './support/start-api.ts';
import { small } from './support/workflows.ts';

let api: TestApi;
let execution: string;
let count = 0;
beforeAll(async () => {
  api = await startApi();
  await dataOf(await api.send('POST', '/api/v1/workflows', { yaml: small('a.b') }), 201);
  execution = String((await dataOf(await api.send('POST', '/api/v1/workflows/a.b/executions'), 202)).id);
});
afterAll(() => api.close());

/** A token for an attempt that nobody has answered yet. */
async function fresh(more: Partial<CallbackAddress> = {}, key = 0): Promise<string> {
  const address = { execution, instance: `ask:${++count}`, item: null, attempt: 1, ...more };
  return mintCallbackToken(api.env.settings.callbackKeys[key] ?? { id: '', secret: '' }, address);
}

const post = (token: string, sent: Sent = {}, query = '') =>
  api.send('POST', `/callbacks/${token}${query}`, { token: null, ...sent });
const typed = (type: string, body: string): Sent => ({ body, headers: { 'Content-Type': type } });
const said = () => JSON.parse(api.directory.callbacks.at(-1)?.body ?? '');

describe('the body is the result, whatever it is', () => {
  test.each([
    ['a JSON object', { json: { status: 'failed', error: 'is data' } }, { status: 'failed', error: 'is data' }],
    ['JSON null', { json: null }, null],
    ['a JSON string', { json: 'x' }, 'x'],
    ['JSON of a kind', typed('application/cloudevents+json', '[1]'), [1]],
    ['a form', typed('application/x-www-form-urlencoded', 'a=1&b=x+y&b=%26&__proto__=z'), null],
    ['text', typed('text/plain; charset=utf-8', ' {"a":1} '), ' {"a":1} '],
    ['XML', typed('application/xml', '<a/>'), '<a/>'],
    ['nothing', {}, null],
    ['nothing, as JSON', typed('application/json', ''), null],
    ['JSON without a type', { body: new TextEncoder().encode('{"a":1}') }, { a: 1 }],
    ['text without a type', { body: new TextEncoder().encode('hello') }, 'hello'],
  ] satisfies [string, Sent, unknown][])('%s', async (name, sent, expected) => {
    const token = await fresh();
    const answer = await dataOf(await post(token, sent));
    expect(answer).toMatchObject({ status: 'succeeded' });
    if (name === 'a form') {
      expect(Object.entries(said())).toEqual([
        ['a', '1'],
        ['b', ['x y', '&']],
        ['__proto__', 'z'],
      ]);
    } else {
      expect(said()).toEqual(expected);
    }
  });

  test('?status=failed makes it the error', async () => {
    await dataOf(await post(await fresh(), { json: { code: 'x' } }, '?status=failed'));
    expect(api.directory.callbacks.at(-1)).toMatchObject({ outcome: 'failed', body: '{"code":"x"}' });
    await dataOf(await post(await fresh(), {}, '?status=succeeded&utm_source=them'));
    await problemOf(await post(await fresh(), {}, '?status=odd'), 400);
  });

  test('what cannot be read does not use the callback up', async () => {
    const token = await fresh();
    const before = api.directory.callbacks.length;
    await problemOf(await post(token, typed('application/json', '{')), 400);
    await problemOf(await post(token, typed('application/octet-stream', 'x')), 415);
    await problemOf(await post(token, typed('text/plain', 'x'.repeat(1024 * 1024 + 1))), 413);
    expect(api.directory.callbacks).toHaveLength(before);
    await dataOf(await post(token, { json: 1 }));
  });
});

describe('a heartbeat', () => {
  const beat = (token: string, sent: Sent = {}) =>
    api.send('POST', `/callbacks/${token}/heartbeat`, { token: null, ...sent });

  test('reaches the attempt and tells nothing of the execution', async () => {
    const response = await beat(await fresh({ instance: 'ask:9', attempt: 2 }), {
      json: { progress: 0.5, note: 'x' },
    });
    expect(response.status).toBe(204);
    expect(api.directory.heartbeats.at(-1)).toEqual({ instance: 'ask:9', item: null, attempt: 2 });
    expect((await beat(await fresh())).status).toBe(204);
  });

  test('that comes too late or with a wrong token', async () => {
    await problemOf(await beat(await fresh({ instance: 'ended:1' })), 409, 'conflict');
    await problemOf(await beat('wrong'), 404, 'not_found');
    await problemOf(await beat(await fresh(), { json: { progres: 1 } }), 422, 'invalid_input');
  });
});

describe('one shot', () => {
  test('the same again is answered the same, another is refused', async () => {
    const token = await fresh();
    const first = await dataOf(await post(token, { json: { a: 1 } }));
    expect(await dataOf(await post(token, { json: { a: 1 } }))).toEqual(first);
    await problemOf(await post(token, { json: { a: 2 } }), 409, 'callback_used');
    await problemOf(await post(token, { json: { a: 1 } }, '?status=failed'), 409, 'callback_used');
  });

  test('past its time', async () => {
    await problemOf(await post(await fresh({ instance: 'expired:1' })), 410, 'callback_expired');
  });

  test('of an execution that is gone', async () => {
    await problemOf(await post(await fresh({ execution: '01ARZ3NDEKTSV4RRFFQ69G5FAV' })), 404);
  });

  test('the attempt and the item are those of the token', async () => {
    await dataOf(await post(await fresh({ item: 0, attempt: 3, instance: 'x:7' }, 1)));
    expect(api.directory.callbacks.at(-1)).toMatchObject({ instance: 'x:7', item: 0, attempt: 3 });
  });
});

test('a wrong token touches nothing', async () => {
  const token = await fresh();
  const before = api.directory.callbacks.length;
  for (const wrong of [
    'x',
    token.slice(0, -1),
    `${token}A`,
    token.replace('k2.', 'k1.'),
    token.replace('.1.', '.2.'),
    token.replace('.-.', '.0.'),
    token.replace('ask', 'asl'),
    `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`,
  ]) {
    await problemOf(await post(wrong, { json: 1 }), 404, 'not_found');
  }
  expect(api.directory.callbacks).toHaveLength(before);
});

test('links that are followed by machines do not answer', async () => {
  const token = await fresh();
  for (const method of ['GET', 'HEAD', 'PUT', 'DELETE']) {
    const response = await api.app.request(`http://localhost/callbacks/${token}`, { method });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('POST');
  }
});
