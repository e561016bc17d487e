import { evictDurableObject } from 'cloudflare:test';
import { describe, expect, test } from 'vitest';
import { messagesOf } from '../support/sse.ts';
import { bodyOf, commandFor, executionOf, type Shown } from './running.ts';

const WAITING = 'tasks: [{name: ask, action: core.sleep, input: {seconds: 3600}, next: [{do: again}]}, {name: again}]';
const LOOP = `
vars: {n: 0}
entry_points: [step]
tasks:
  - name: step
    next:
      - {when: "{{ n < 300 }}", publish: {n: "{{ n + 1 }}"}, do: step}
`;

async function started(yaml: string) {
  const command = commandFor(yaml);
  const stub = executionOf(command.id);
  bodyOf(await stub.start(command));
  return stub;
}
type Stub = Awaited<ReturnType<typeof started>>;

const follow = (stub: Stub, after = 0, headers: Readonly<Record<string, string>> = {}) =>
  stub.fetch(new Request(`https://execution/stream?after=${after}`, { headers }));

/** An open WebSocket with everything it has got. */
async function socketOf(stub: Stub, after = 0) {
  const { webSocket: socket, status } = await follow(stub, after, { Upgrade: 'websocket' });
  expect(status).toBe(101);
  const seqs: number[] = [];
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket?.addEventListener('close', ({ code, reason }) => resolve({ code, reason }));
  });
  socket?.addEventListener('message', ({ data }) => {
    seqs.push((JSON.parse(String(data)) as { seq: number }).seq);
  });
  socket?.accept();
  return { socket, seqs, closed };
}

const finish = async (stub: Stub) =>
  bodyOf<Shown>(
    await stub.complete({ instance: 'ask:1', item: null, status: 'succeeded', result: 'null', message: '' }),
  );
const upTo = (n: number, from = 1) => Array.from({ length: n - from + 1 }, (_, i) => i + from);

describe('following an execution in workerd', () => {
  test('a WebSocket replays, follows, and is closed with the status', async () => {
    const stub = await started(WAITING);
    const { seqs, closed } = await socketOf(stub);
    await expect.poll(() => seqs.length).toBeGreaterThan(0);
    await finish(stub);
    const { seq } = bodyOf<Shown>(await stub.wait(5000));
    expect(await closed).toEqual({ code: 1000, reason: 'succeeded' });
    expect(seqs).toEqual(upTo(seq));
  });

  test('a WebSocket outlives the memory of its object, without gap or repeat', async () => {
    const stub = await started(WAITING);
    const { seqs, closed } = await socketOf(stub, 1);
    await expect.poll(() => seqs.length).toBeGreaterThan(0);
    await evictDurableObject(stub);
    await finish(stub);
    const { seq } = bodyOf<Shown>(await stub.wait(5000));
    await closed;
    expect(seqs).toEqual(upTo(seq, 2));
  });

  test('hundreds of events come in order to several sockets and to server-sent events', async () => {
    const stub = await started(LOOP);
    const sockets = await Promise.all([0, 0, 7].map((after) => socketOf(stub, after)));
    const response = await follow(stub);
    const told: number[] = [];
    for await (const { id } of messagesOf(response.body ?? new ReadableStream())) {
      told.push(Number(id));
    }
    const { seq } = bodyOf<Shown>(await stub.wait(20_000));
    expect(told.slice(0, -1)).toEqual(upTo(seq));
    await Promise.all(sockets.map(({ closed }) => closed));
    expect(sockets.map(({ seqs }) => seqs)).toEqual([upTo(seq), upTo(seq), upTo(seq, 8)]);
  });

  test('a ping is answered without waking the object; other messages are nothing to it', async () => {
    const stub = await started(WAITING);
    const { webSocket: socket } = await follow(stub, 1000, { Upgrade: 'websocket' });
    const got: unknown[] = [];
    socket?.addEventListener('message', ({ data }) => got.push(data));
    socket?.accept();
    socket?.send('{"anything": 1}');
    socket?.send('ping');
    await expect.poll(() => got).toEqual(['pong']);
    socket?.close(1000, 'enough');
    await finish(stub);
    expect(bodyOf<Shown>(await stub.wait(5000)).status).toBe('succeeded');
  });

  test('there is nothing to follow where nothing was started, and after the end', async () => {
    const { id } = commandFor(WAITING);
    expect((await follow(executionOf(id), 0, { Upgrade: 'websocket' })).status).toBe(404);
    const stub = await started('tasks: [{name: a}]');
    const { seq } = bodyOf<Shown>(await stub.wait(5000));
    expect((await follow(stub, seq, { Upgrade: 'websocket' })).status).toBe(204);
  });
});
