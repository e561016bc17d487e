import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ask, type Server, startServer } from '../test/support/server.ts';
import { median, percentile } from './statistics.ts';

/** Calls out with a callback URL and waits for the answer. */
const WORKFLOW = `
ref: traffic.ask
label: Ask and wait
parameters: {url: {type: string, required: true}}
tasks:
  - name: ask
    action: core.webhook
    retry: {count: 2, delay: 0.2}
    input: {url: "{{ parameters.url }}", json: {to: "{{ callback_url }}"}}
    next: [{publish: {answer: "{{ result() }}"}}]
output_map: {answer: "{{ answer }}"}
`;

export interface Latency {
  readonly count: number;
  readonly errors: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p95: number;
}

export interface TrafficFigures {
  /** Of each kind, per second. */
  readonly rate: number;
  readonly seconds: number;
  readonly starts: Latency;
  readonly callbacks: Latency;
}

/** What the world outside sees: times of answers, and everything that was no success. */
class Watch {
  readonly times: number[] = [];
  errors = 0;

  async time(request: () => Promise<{ readonly status: number }>): Promise<void> {
    const begin = performance.now();
    const answer = await request().catch(() => ({ status: 0 }));
    this.times.push(performance.now() - begin);
    this.errors += answer.status >= 200 && answer.status < 300 ? 0 : 1;
  }

  get latency(): Latency {
    const { times, errors } = this;
    return { count: times.length, errors, p50: median(times), p95: percentile(times, 0.95) };
  }
}

/** A server with somebody outside who answers every callback URL it is sent. */
export async function withTraffic<T>(
  run: (drive: (rate: number, seconds: number) => Promise<TrafficFigures>) => Promise<T>,
) {
  let callbacks = new Watch();
  const target = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8');
    });
    request.on('end', () => {
      response.end('{}');
      const { to } = JSON.parse(text) as { to: string };
      const headers = { 'content-type': 'application/json' };
      void callbacks.time(() => fetch(to, { method: 'POST', headers, body: '{"ok": true}' }));
    });
  });
  target.keepAliveTimeout = 120_000;
  await new Promise<void>((done) => target.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${(target.address() as AddressInfo).port}/`;
  const server = await startServer();
  try {
    await ask(server, 'PUT', '/api/v1/workflows/traffic.ask', WORKFLOW, { 'content-type': 'application/yaml' });
    return await run(async (rate, seconds) => {
      callbacks = new Watch();
      const starts = new Watch();
      await send(server, url, rate, seconds, starts);
      await settled(() => callbacks.times.length >= rate * seconds);
      return { rate, seconds, starts: starts.latency, callbacks: callbacks.latency };
    });
  } finally {
    await server.dispose();
    target.close();
  }
}

/** Waits for what is still to come, at most half a minute; what has not come by then is missing in the count. */
async function settled(done: () => boolean): Promise<void> {
  for (const end = performance.now() + 30_000; !done() && performance.now() < end; ) {
    await new Promise((next) => setTimeout(next, 100));
  }
}

/** Sends starts at a steady rate, whatever becomes of the earlier ones. */
async function send(server: Server, url: string, rate: number, seconds: number, starts: Watch): Promise<void> {
  const under: Promise<void>[] = [];
  const begin = performance.now();
  for (let i = 0; i < rate * seconds; i++) {
    const wait = begin + (i * 1000) / rate - performance.now();
    if (wait > 0) {
      await new Promise((done) => setTimeout(done, wait));
    }
    const path = '/api/v1/workflows/traffic.ask/executions';
    under.push(starts.time(() => ask(server, 'POST', path, { input: { url } })));
  }
  await Promise.all(under);
}
