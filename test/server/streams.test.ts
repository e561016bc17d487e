import { afterAll, beforeAll, expect, test } from 'vitest';
import { ask, type Server, startServer, TOKEN, until } from '../support/server.ts';
import { messagesOf } from '../support/sse.ts';

/** Two loops beside each other: about 160 events in six seconds, some of them in bursts. */
const WORKFLOW = `
ref: watched.loops
entry_points: [slow, fast]
tasks:
  - name: slow
    action: core.sleep
    input: {seconds: 0.1}
    next: [{when: "{{ iteration() < 40 }}", do: slow}, {do: both}]
  - name: fast
    action: core.sleep
    input: {seconds: 0.4}
    next: [{when: "{{ iteration() < 12 }}", do: [fast, echo]}, {do: both}]
  - name: echo
  - name: both
    join: all
`;
const WATCHERS = 50;

let server: Server;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server?.dispose());

type Data<T> = { readonly data: T };
interface Told {
  readonly seqs: number[];
  readonly texts: string[];
  connections: number;
}

const take = (told: Told, text: string) => {
  told.seqs.push((JSON.parse(text) as { seq: number }).seq);
  told.texts.push(text);
};
const later = () => new Promise((done) => setTimeout(done, 100));

/** Follows over server-sent events until the end, connecting again whenever the connection breaks. */
async function bySse(url: string, told: Told): Promise<void> {
  for (;;) {
    const headers = { authorization: `Bearer ${TOKEN}`, 'Last-Event-ID': String(told.seqs.at(-1) ?? 0) };
    try {
      const response = await fetch(url, { headers });
      told.connections += 1;
      if (response.status === 204) {
        return;
      }
      for await (const { event, data } of messagesOf(response.body ?? new ReadableStream())) {
        if (event === 'end') {
          return;
        }
        take(told, data);
      }
    } catch {
      // The server was killed: what was told is kept, and the next connection goes on after it.
    }
    await later();
  }
}

/** The same over a WebSocket. */
async function bySocket(url: string, told: Told): Promise<void> {
  for (let ended = false; !ended; ) {
    const after = told.seqs.at(-1) ?? 0;
    ended = await new Promise<boolean>((done) => {
      // Node's own client takes headers; the type is the browser's.
      const options = { headers: { authorization: `Bearer ${TOKEN}` } } as unknown as string[];
      const socket = new WebSocket(`${url.replace('http', 'ws')}?after=${after}`, options);
      socket.addEventListener('open', () => {
        told.connections += 1;
      });
      socket.addEventListener('message', ({ data }) => take(told, String(data)));
      socket.addEventListener('close', ({ code }) => done(code === 1000));
    });
    await later();
  }
}

test('fifty watchers over two kills: each is told every event once, in order, as the log has it', async () => {
  await ask(server, 'POST', '/api/v1/workflows', WORKFLOW, { 'content-type': 'application/yaml' });
  const started = await ask<Data<{ id: string }>>(server, 'POST', '/api/v1/workflows/watched.loops/executions', {});
  const { id } = started.body.data;
  const url = `${server.url}/api/v1/executions/${id}/stream`;
  const told = Array.from({ length: WATCHERS }, (): Told => ({ seqs: [], texts: [], connections: 0 }));
  const watching = Promise.all(told.map((each, i) => (i % 2 === 0 ? bySse(url, each) : bySocket(url, each))));
  for (let round = 0; round < 2; round += 1) {
    const [first] = told;
    const before = first?.seqs.length ?? 0;
    await until(
      async () => first?.seqs.length ?? 0,
      (n) => n > before + 20,
    );
    await server.kill();
    await server.restart();
  }
  const shown = await until(
    () => ask<Data<{ status: string; counts: { events: number } }>>(server, 'GET', `/api/v1/executions/${id}`),
    ({ body }) => body.data.status === 'succeeded',
  );
  await watching;

  const log: { seq: number }[] = [];
  for (let after: string | null = '0'; after !== null; ) {
    type Page = { data: { seq: number }[]; page: { next: string | null } };
    const page: Page = (await ask<Page>(server, 'GET', `/api/v1/executions/${id}/history?limit=200&after=${after}`))
      .body;
    log.push(...page.data);
    after = page.page.next;
  }
  expect(log).toHaveLength(shown.body.data.counts.events);
  for (const { seqs, texts } of told) {
    expect(seqs).toEqual(log.map(({ seq }) => seq));
    expect(texts.map((text) => JSON.parse(text))).toEqual(log);
  }
  expect(Math.min(...told.map(({ connections }) => connections))).toBeGreaterThan(1);
}, 120_000);
