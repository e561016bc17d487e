import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Message, messagesOf } from '../support/sse.ts';
import { dataOf, listOf, problemOf } from './support/answers.ts';
import { ADMIN_TOKEN, ORIGIN, type TestApi } from './support/start-api.ts';
import { startEngine } from './support/start-engine.ts';

const ASK = `ref: stream.ask
tasks:
  - name: ask
    action: core.webhook
    input: {url: "https://example.com/ask", json: {to: "{{ callback_url }}"}}
  - name: other
`;

let api: TestApi;
beforeAll(async () => {
  api = await startEngine();
  await dataOf(await api.send('POST', '/api/v1/workflows', { yaml: ASK }), 201);
});
afterAll(() => api.close());

/** An execution that waits for its callback. */
async function waiting(): Promise<string> {
  const id = String((await dataOf(await api.send('POST', '/api/v1/workflows/stream.ask/executions'), 202)).id);
  const path = `/api/v1/executions/${id}/tasks/ask:1`;
  await expect.poll(async () => (await dataOf(await api.send('GET', path))).status).toBe('pending');
  return id;
}

const complete = (id: string) =>
  api.send('POST', `/api/v1/executions/${id}/tasks/ask:1/complete`, { json: { status: 'succeeded', result: 1 } });

/** A stream stays open, so it is not compared with the document here. */
function open(id: string, query = '', headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  const all = { Host: 'localhost', Authorization: `Bearer ${ADMIN_TOKEN}`, ...headers };
  return Promise.resolve(api.app.request(`${ORIGIN}/api/v1/executions/${id}/stream${query}`, { headers: all }));
}

async function messages(response: Response): Promise<AsyncGenerator<Message>> {
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('text/event-stream');
  return messagesOf(response.body ?? new ReadableStream());
}

async function rest(stream: AsyncGenerator<Message>): Promise<readonly Message[]> {
  const found: Message[] = [];
  for await (const message of stream) {
    found.push(message);
  }
  return found;
}

const seqs = (all: readonly Message[]) => all.filter(({ event }) => event === 'message').map(({ id }) => Number(id));
const upTo = (n: number, from = 1) => Array.from({ length: n - from + 1 }, (_, i) => i + from);

describe('following an execution over server-sent events', () => {
  test('replays the log, follows it, says how it ended, and closes', async () => {
    const id = await waiting();
    const stream = await messages(await open(id));
    const first = await stream.next();
    expect(first.value).toMatchObject({ event: 'message', id: '1' });
    expect(JSON.parse(String(first.value?.data))).toMatchObject({ seq: 1, type: 'execution.started' });
    await complete(id);
    const all = await rest(stream);
    const log = await listOf(await api.send('GET', `/api/v1/executions/${id}/history?limit=200`));
    expect(seqs(all)).toEqual(upTo(log.data.length, 2));
    expect(all.slice(0, -1).map(({ data }) => JSON.parse(data))).toEqual(log.data.slice(1));
    expect(all.at(-1)).toMatchObject({ event: 'end', data: `{"seq":${log.data.length},"status":"succeeded"}` });
  });

  test('goes on after an event: `after`, or what the browser saw last', async () => {
    const id = await waiting();
    await complete(id);
    expect(seqs(await rest(await messages(await open(id, '?after=2'))))[0]).toBe(3);
    const again = await rest(await messages(await open(id, '?after=0', { 'Last-Event-ID': '3' })));
    expect(seqs(again)[0]).toBe(4);
  });

  test('answers 204 when all has been told, so that a browser does not connect again', async () => {
    const id = await waiting();
    await complete(id);
    const all = await rest(await messages(await open(id)));
    const last = Math.max(...seqs(all));
    expect((await open(id, '', { 'Last-Event-ID': String(last) })).status).toBe(204);
  });

  test('whoever joins late and whoever joined early see the same', async () => {
    const id = await waiting();
    const early = await Promise.all(upTo(5).map(async () => messages(await open(id))));
    await complete(id);
    const late = await messages(await open(id));
    const told = await Promise.all([...early, late].map(rest));
    for (const each of told) {
      expect(each).toEqual(told[0]);
    }
  });

  test('a reader that goes away leaves the execution alone', async () => {
    const id = await waiting();
    const response = await open(id);
    await response.body?.cancel();
    await complete(id);
    expect((await dataOf(await api.send('GET', `/api/v1/executions/${id}`))).status).toBe('succeeded');
  });
});

describe('who may follow', () => {
  test('nobody without a token, and only what there is', async () => {
    const id = await waiting();
    await problemOf(await api.app.request(`${ORIGIN}/api/v1/executions/${id}/stream`), 401);
    await problemOf(await open('01JD0000000000000000000000'), 404);
    await problemOf(await open(id, '?after=-1'), 400);
    await problemOf(await open(id, '', { 'Last-Event-ID': 'x' }), 400);
    await complete(id);
  });

  test('a ticket opens its stream once, and no other path', async () => {
    const [id, other] = [await waiting(), await waiting()];
    await Promise.all([complete(id), complete(other)]);
    const ticket = async () =>
      (await dataOf<{ ticket: string }>(await api.send('POST', `/api/v1/executions/${id}/stream-ticket`), 201)).ticket;
    const by = (execution: string, text: string, path = '/stream') =>
      api.app.request(`${ORIGIN}/api/v1/executions/${execution}${path}?ticket=${text}`);
    const one = await ticket();
    expect(seqs(await rest(await messages(await by(id, one)))).length).toBeGreaterThan(3);
    await problemOf(await by(id, one), 401);
    await problemOf(await by(other, await ticket()), 401);
    await problemOf(await by(id, await ticket(), '/state'), 401);
    await problemOf(await by(id, 'nothing'), 401);
  });

  test('a page of another origin cannot open a WebSocket', async () => {
    const id = await waiting();
    const headers = { Upgrade: 'websocket', Origin: 'https://elsewhere.example' };
    await problemOf(await open(id, '', headers), 403);
    await complete(id);
  });
});
