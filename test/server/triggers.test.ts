import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startEndpoints } from '../support/endpoints.ts';
import { ask, type Server, startServer, until } from '../support/server.ts';

const WORKFLOW = `ref: hooked.work
parameters: {n: {type: integer, required: true}}
tasks:
  - {name: nap, action: core.sleep, input: {seconds: 0.2}, next: [{publish: {n: "{{ parameters.n * 2 }}"}}]}
output_map: {doubled: "{{ n }}"}
`;
const TICK = `ref: hooked.tick
parameters: {at: {type: string, required: true}}
tasks: [{name: only, action: core.noop}]
`;

type Data<T> = { readonly data: T };
interface Execution {
  readonly id: string;
  readonly status: string;
  readonly output: unknown;
  readonly started_at: string;
}
interface Delivery {
  readonly outcome: string;
  readonly execution: string | null;
  readonly repeats: number;
  readonly planned_at: string | null;
}

let server: Server;
let key: string;
beforeAll(async () => {
  server = await startServer();
  for (const [ref, yaml] of [
    ['hooked.work', WORKFLOW],
    ['hooked.tick', TICK],
  ] as const) {
    const type = { 'content-type': 'application/yaml' };
    expect((await ask(server, 'PUT', `/api/v1/workflows/${ref}`, yaml, type)).status).toBe(201);
  }
  await ask(server, 'PUT', '/api/v1/secrets/partner', { value: 'a secret' });
  const trigger = {
    ...{ workflow: 'hooked.work', type: 'webhook', input: { n: '{{ trigger.body.n }}' }, tags: ['hooked'] },
    webhook: { preset: 'hmac', secrets: ['partner'], header: 'X-Signature', delivery_id_header: 'X-Delivery' },
  };
  const made = await ask<Data<{ key: string }>>(server, 'PUT', '/api/v1/triggers/hooked.hook', trigger);
  expect(made.status).toBe(201);
  key = made.body.data.key;
});

afterAll(() => server?.dispose());

async function deliver(n: number): Promise<string | undefined> {
  const body = JSON.stringify({ n });
  const signature = createHmac('sha256', 'a secret').update(body).digest('hex');
  const headers = { 'content-type': 'application/json', 'x-signature': signature, 'x-delivery': `delivery ${n}` };
  try {
    const response = await fetch(`${server.url}/hooks/${key}`, { method: 'POST', headers, body });
    return response.status === 202
      ? ((await response.json()) as Data<{ execution: string }>).data.execution
      : undefined;
  } catch {
    // Cut off by a kill, be it within the answer: nothing was acknowledged.
    return undefined;
  }
}

const tagged = async (tag: string) =>
  (await ask<Data<Execution[]>>(server, 'GET', `/api/v1/executions?tag=${tag}&limit=200`)).body.data;

test('a delivery is answered within a second, and its execution is there', async () => {
  const before = performance.now();
  const id = await deliver(1);
  expect(performance.now() - before).toBeLessThan(1000);
  const ended = await until(
    () => ask<Data<Execution>>(server, 'GET', `/api/v1/executions/${id}`),
    ({ body }) => body.data.status === 'succeeded',
  );
  expect(ended.body.data.output).toEqual({ doubled: 2 });
});

/** `npm run test:kills` takes ten. */
const ROUNDS = Number(process.env.KILL_ROUNDS ?? 3);
const PER_ROUND = 12;

test(`${ROUNDS} kills between deliveries and starts: what was acknowledged is started, nothing twice`, async () => {
  const acknowledged = new Map<number, string>();
  let n = 1000;
  for (let round = 0; round < ROUNDS; round++) {
    const burst = Array.from({ length: PER_ROUND }, async () => {
      const mine = n++;
      const id = await deliver(mine);
      if (id !== undefined) {
        acknowledged.set(mine, id);
      }
    });
    await new Promise((resolve) => setTimeout(resolve, 20 + round * 40));
    await server.kill();
    await Promise.all(burst);
    await server.restart();
  }
  // The provider repeats what was not acknowledged, and some of what was.
  for (let each = 1000; each < n; each++) {
    const before = acknowledged.get(each);
    const id = await until(
      () => deliver(each),
      (found) => found !== undefined,
    );
    expect(before === undefined || before === id, `delivery ${each}`).toBe(true);
    acknowledged.set(each, id ?? '');
  }
  const executions = await until(
    () => tagged('hooked'),
    (list) => list.length >= n - 1000 + 1 && list.every(({ status }) => status === 'succeeded'),
    90_000,
  );
  expect(executions).toHaveLength(n - 1000 + 1);
  const outputs = new Map<number, string>();
  for (const { id } of executions) {
    const { body } = await ask<Data<Execution & { output: { doubled: number } }>>(
      server,
      'GET',
      `/api/v1/executions/${id}`,
    );
    expect(outputs.has(body.data.output.doubled)).toBe(false);
    outputs.set(body.data.output.doubled, id);
  }
  for (const [number, id] of acknowledged) {
    expect(outputs.get(number * 2)).toBe(id);
  }
}, 400_000);

test('killed when everything is acknowledged, nobody has to deliver again', async () => {
  const ids = await Promise.all(Array.from({ length: 20 }, (_, i) => deliver(5000 + i)));
  await server.kill();
  await server.restart();
  expect(ids.every((id) => id !== undefined)).toBe(true);
  for (const id of ids) {
    await until(
      () => ask<Data<Execution>>(server, 'GET', `/api/v1/executions/${id}`),
      ({ status, body }) => status === 200 && body.data.status === 'succeeded',
      60_000,
    );
  }
}, 200_000);

test('whoever starts an execution is told of its end, although the server was killed meanwhile', async () => {
  const endpoints = await startEndpoints();
  try {
    const body = { input: { n: 4 }, callback_url: `${endpoints.url}/flaky/2/told` };
    const started = await ask<Data<Execution>>(server, 'POST', '/api/v1/workflows/hooked.work/executions', body);
    expect(started.status).toBe(202);
    await server.kill();
    await server.restart();
    const told = await until(
      async () => endpoints.seen.filter(({ path }) => path === '/flaky/2/told'),
      (seen) => seen.length >= 2,
      90_000,
    );
    expect(told[0]?.body).toEqual({
      id: started.body.data.id,
      status: 'succeeded',
      output: { doubled: 8 },
      error: null,
    });
    expect(new Set(told.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  } finally {
    await endpoints.close();
  }
}, 200_000);

describe('a schedule', () => {
  test('of a pack begins by itself, and goes on after the server was killed, each time once', async () => {
    const files = [
      { path: 'workflows/tick.yaml', content: TICK.replace('hooked.tick', 'ticking.tick') },
      {
        path: 'triggers/ten.yaml',
        content:
          'workflow: ticking.tick\ntype: schedule\nschedule: {interval: 10, overlap: allow}\ntags: [ticking]\ninput: {at: "{{ trigger.time }}"}\n',
      },
    ];
    const put = await ask(server, 'PUT', '/api/v1/packs/ticking', { manifest: {}, files });
    expect(put.status).toBe(201);
    await until(
      () => tagged('ticking'),
      (list) => list.length >= 1,
      30_000,
    );
    await server.kill();
    await server.restart();
    const list = await until(
      () => tagged('ticking'),
      (found) => found.length >= 3,
      60_000,
    );
    const times = list.map(({ started_at }) => Date.parse(started_at));
    expect(new Set(times).size).toBe(times.length);
    expect(new Set(times.map((time) => time % 10_000)).size).toBe(1);
    const path = '/api/v1/triggers/ticking.ten/deliveries';
    const deliveries = await ask<Data<Delivery[]>>(server, 'GET', path);
    expect(deliveries.body.data.every(({ planned_at }) => planned_at !== null)).toBe(true);
    expect((await ask(server, 'DELETE', '/api/v1/packs/ticking')).status).toBe(204);
    const left = (await tagged('ticking')).length;
    await new Promise((resolve) => setTimeout(resolve, 12_000));
    expect((await tagged('ticking')).length).toBeLessThanOrEqual(left + 1);
  }, 200_000);
});
