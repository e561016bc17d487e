import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type HranaServer, startHrana } from '../../src/hrana/start-hrana.ts';
import { freePort } from '../support/free-port.ts';
import { ask, type Server, startServer, until } from '../support/server.ts';

const WORKFLOW = `ref: away.work
parameters: {n: {type: integer, required: true}}
tasks: [{name: only, action: core.noop, next: [{publish: [{got: "{{ parameters.n }}"}]}]}]
vars: {got: null}
output_map: {n: "{{ got }}"}
`;

type Data<T> = { readonly data: T };
interface Execution {
  readonly id: string;
  readonly status: string;
  readonly output: { readonly n: number };
}

const folder = mkdtempSync(join(tmpdir(), 'ostinato-away-'));
const token = 'of the tests';
let port: number;
let registry: HranaServer;
let server: Server;
let key: string;

const openRegistry = () => startHrana({ path: join(folder, 'registry.db'), token, port });

beforeAll(async () => {
  port = await freePort();
  registry = await openRegistry();
  server = await startServer({ LIBSQL_URL: registry.url, LIBSQL_AUTH_TOKEN: token });
  const type = { 'content-type': 'application/yaml' };
  expect((await ask(server, 'PUT', '/api/v1/workflows/away.work', WORKFLOW, type)).status).toBe(201);
  const webhook = { preset: 'none', allow_unsigned: true, delivery_id_header: 'X-Id' };
  const trigger = { workflow: 'away.work', type: 'webhook', webhook, input: '{{ trigger.body }}', tags: ['away'] };
  const made = await ask<Data<{ key: string }>>(server, 'PUT', '/api/v1/triggers/away.hook', trigger);
  key = made.body.data.key;
});

afterAll(async () => {
  await server?.dispose();
  await registry?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function deliver(n: number): Promise<{ readonly status: number; readonly id: string; readonly took: number }> {
  const before = performance.now();
  const headers = { 'content-type': 'application/json', 'x-id': String(n) };
  const response = await fetch(`${server.url}/hooks/${key}`, { method: 'POST', headers, body: JSON.stringify({ n }) });
  const { data } = (await response.json()) as Data<{ execution: string }>;
  return { status: response.status, id: data?.execution, took: performance.now() - before };
}

test('deliveries that come while the registry is away are taken at once and started later, over a kill, each once', async () => {
  expect((await deliver(0)).status).toBe(202);
  await registry.close();
  const taken = new Map<number, string>();
  for (let n = 1; n <= 10; n++) {
    const { status, id, took } = await deliver(n);
    expect(status).toBe(202);
    expect(took).toBeLessThan(1500);
    taken.set(n, id);
  }
  expect((await deliver(5)).id).toBe(taken.get(5));
  await server.kill();
  registry = await openRegistry();
  await server.restart();
  for (const [n, id] of taken) {
    const { body } = await until(
      () => ask<Data<Execution>>(server, 'GET', `/api/v1/executions/${id}`),
      ({ status, body: { data } }) => status === 200 && data.status === 'succeeded',
      90_000,
    );
    expect(body.data.output).toEqual({ n });
  }
  const list = await ask<Data<Execution[]>>(server, 'GET', '/api/v1/executions?tag=away&limit=200');
  expect(list.body.data).toHaveLength(11);
}, 200_000);
