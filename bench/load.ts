import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ask, type Server, startServer } from '../test/support/server.ts';
import { median, percentile } from './statistics.ts';

/** Ten tasks: calls out, local ones, a fork with a join. */
const WORKFLOW = `
ref: load.ten
label: Ten tasks
parameters: {url: {type: string, required: true}}
tasks:
  - {name: t1, action: core.http, input: {url: "{{ parameters.url }}"}, next: [{publish: {a: "{{ result().body.n }}"}, do: t2}]}
  - {name: t2, next: [{do: [t3, t4]}]}
  - {name: t3, action: core.echo, input: {message: "{{ a + 1 }}"}, next: [{publish: {b: "{{ result() }}"}, do: t5}]}
  - {name: t4, action: core.http, input: {url: "{{ parameters.url }}"}, next: [{do: t6}]}
  - {name: t5, next: [{do: t7}]}
  - {name: t6, next: [{do: t7}]}
  - {name: t7, join: all, next: [{do: t8}]}
  - {name: t8, action: core.sleep, input: {seconds: 0.05}, next: [{do: t9}]}
  - {name: t9, action: core.http, input: {url: "{{ parameters.url }}"}, next: [{do: t10}]}
  - {name: t10}
output_map: {b: "{{ b }}"}
`;

export interface LoadFigures {
  readonly executions: number;
  readonly seconds: number;
  readonly perSecond: number;
  /** Milliseconds from the start request to the ended execution. */
  readonly p50: number;
  readonly p95: number;
  /** MiB of the Worker's process: before, and at the most. */
  readonly memory: { readonly before: number; readonly most: number };
}

/** Runs so many executions of ten tasks on a real server, so many of them alive at once. All must succeed. */
export async function loadFigures(executions: number, atOnce: number): Promise<LoadFigures> {
  const target = createServer((_, response) => {
    response.setHeader('content-type', 'application/json');
    response.end('{"n": 1}');
  });
  // A server that closes idle connections would measure what a client does about it.
  target.keepAliveTimeout = 120_000;
  await new Promise<void>((done) => target.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${(target.address() as AddressInfo).port}/`;
  const server = await startServer();
  let most = 0;
  const watch = setInterval(() => {
    most = Math.max(most, memoryOf(server));
  }, 250);
  try {
    await ask(server, 'PUT', '/api/v1/workflows/load.ten', WORKFLOW, { 'content-type': 'application/yaml' });
    await run(server, url);
    const before = memoryOf(server);
    const durations: number[] = [];
    const begin = performance.now();
    let left = executions;
    const worker = async () => {
      while (left-- > 0) {
        durations.push(await run(server, url));
      }
    };
    await Promise.all(Array.from({ length: atOnce }, worker));
    const seconds = (performance.now() - begin) / 1000;
    const times = { p50: median(durations), p95: percentile(durations, 0.95) };
    return { executions, seconds, perSecond: executions / seconds, ...times, memory: { before, most } };
  } finally {
    clearInterval(watch);
    await server.dispose();
    target.close();
  }
}

/** @throws Error when it does not succeed within a minute */
async function run(server: Server, url: string): Promise<number> {
  const path = '/api/v1/workflows/load.ten/executions';
  type Shown = { readonly data: { readonly id: string; readonly status: string; readonly output: unknown } };
  const begin = performance.now();
  const { status, body } = await ask<Shown>(server, 'POST', path, { input: { url } }, { prefer: 'wait=60' });
  if (status !== 200 || body.data.status !== 'succeeded' || JSON.stringify(body.data.output) !== '{"b":2}') {
    const tasks = await ask(server, 'GET', `/api/v1/executions/${body.data.id}/tasks`);
    throw new Error(`an execution was answered with ${status}: ${JSON.stringify([body, tasks.body], null, 1)}`);
  }
  return performance.now() - begin;
}

/** Resident memory (MiB) of the workerd processes below the server. */
function memoryOf({ pid }: Server): number {
  const processes = readdirSync('/proc').flatMap((name) => statusOf(name) ?? []);
  const family = new Set([pid]);
  for (let grown = true; grown; ) {
    const children = processes.filter(({ id, parent }) => family.has(parent) && !family.has(id));
    grown = children.length > 0;
    for (const { id } of children) {
      family.add(id);
    }
  }
  const workers = processes.filter(({ id, name }) => family.has(id) && name.startsWith('workerd'));
  return workers.reduce((sum, { kib }) => sum + kib / 1024, 0);
}

function statusOf(process: string) {
  if (!/^\d+$/.test(process)) {
    return undefined;
  }
  try {
    const text = readFileSync(`/proc/${process}/status`, 'utf8');
    const field = (name: string) => new RegExp(`^${name}:\\s+(\\S+)`, 'm').exec(text)?.[1] ?? '0';
    return { id: Number(process), name: field('Name'), parent: Number(field('PPid')), kib: Number(field('VmRSS')) };
  } catch {
    // It ended meanwhile.
    return undefined;
  }
}
