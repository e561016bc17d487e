import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ask, type Server, startServer } from '../test/support/server.ts';
import { median, percentile } from './statistics.ts';

const LOOP = (rounds: number) => `
ref: bench.loop
label: A loop of ${rounds} rounds
max_task_iterations: ${rounds}
entry_points: [step]
tasks:
  - name: step
    next:
      - when: "{{ iteration() < ${rounds} }}"
        do: step
`;

const CALL = `
ref: bench.call
label: One call
parameters: {url: {type: string, required: true}}
tasks:
  - {name: call, action: core.http, input: {url: "{{ parameters.url }}"}}
`;

interface Shown {
  readonly data: {
    readonly id: string;
    readonly status: string;
    readonly started_at: string;
    readonly ended_at: string;
  };
}

export interface ServerFigures {
  /** Milliseconds from sending the start request to the arrival of the first task's request. */
  readonly startToFirstTask: { readonly p50: number; readonly p95: number };
  /** Task completions per second of one execution, each its own event in the log. */
  readonly transitionsPerSecond: number;
  /** Milliseconds to show the state after any of 10,000 events. */
  readonly past: { readonly p50: number; readonly max: number };
}

async function put(server: Server, ref: string, yaml: string): Promise<void> {
  const type = { 'content-type': 'application/yaml' };
  const { status } = await ask(server, 'PUT', `/api/v1/workflows/${ref}`, yaml, type);
  if (status >= 300) {
    throw new Error(`${ref} was refused with ${status}`);
  }
}

async function loop(server: Server, rounds: number): Promise<number> {
  const path = '/api/v1/workflows/bench.loop/executions';
  const { body } = await ask<Shown>(server, 'POST', path, {}, { prefer: 'wait=60' });
  if (body.data.status !== 'succeeded') {
    throw new Error(`the loop is ${body.data.status}`);
  }
  return rounds / ((Date.parse(body.data.ended_at) - Date.parse(body.data.started_at)) / 1000);
}

const LONG = 10_000;

/** Looks at twenty moments spread over the log of one long execution, after two that warm the isolate up. */
async function lookBack(server: Server): Promise<ServerFigures['past']> {
  await put(server, 'bench.loop', LOOP(LONG));
  const path = '/api/v1/workflows/bench.loop/executions';
  const { body } = await ask<Shown>(server, 'POST', path, {}, { prefer: 'wait=60' });
  const times: number[] = [];
  for (let i = -2; i < 20; i++) {
    const at = ((Math.max(i, 0) * 499 + 251) % LONG) + 1;
    const begin = performance.now();
    const { status } = await ask(server, 'GET', `/api/v1/executions/${body.data.id}/state?at=${at}`);
    if (status !== 200) {
      throw new Error(`the state after event ${at} is ${status}`);
    }
    times.push(performance.now() - begin);
  }
  const warm = times.slice(2);
  return { p50: median(warm), max: Math.max(...warm) };
}

/** Measures a real `npm start` on loopback. */
export async function serverFigures(rounds: number, starts: number): Promise<ServerFigures> {
  let arrived = (_time: number): void => undefined;
  const target = createServer((_, response) => {
    arrived(performance.now());
    response.end('{}');
  });
  await new Promise<void>((done) => target.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${(target.address() as AddressInfo).port}/`;
  const server = await startServer();
  try {
    await put(server, 'bench.loop', LOOP(rounds));
    await put(server, 'bench.call', CALL);
    const speeds: number[] = [];
    for (let i = 0; i < 6; i++) {
      speeds.push(await loop(server, rounds));
    }
    const latencies: number[] = [];
    for (let i = 0; i < starts + 5; i++) {
      const first = new Promise<number>((resolve) => {
        arrived = resolve;
      });
      const begin = performance.now();
      await ask(server, 'POST', '/api/v1/workflows/bench.call/executions', { input: { url } });
      latencies.push((await first) - begin);
    }
    // The first few warm the isolate up.
    const warm = latencies.slice(5);
    const past = await lookBack(server);
    return {
      past,
      startToFirstTask: { p50: median(warm), p95: percentile(warm, 0.95) },
      transitionsPerSecond: median(speeds.slice(1)),
    };
  } finally {
    await server.dispose();
    target.close();
  }
}
