import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Endpoints, startEndpoints } from '../support/endpoints.ts';
import { ask, type Server, startServer, until } from '../support/server.ts';

interface Execution {
  readonly id: string;
  readonly status: string;
  readonly output: Record<string, unknown> | null;
  readonly error: { readonly code: string; readonly message: string } | null;
}
type Data<T> = { readonly data: T };

let server: Server;
let endpoints: Endpoints;

beforeAll(async () => {
  [server, endpoints] = await Promise.all([startServer(), startEndpoints()]);
});

afterAll(async () => {
  await server?.dispose();
  await endpoints?.close();
});

async function runToEnd(ref: string, input: unknown): Promise<Execution> {
  const path = `/api/v1/workflows/${ref}/executions`;
  const { status, body } = await ask<Data<Execution>>(server, 'POST', path, { input }, { prefer: 'wait=30' });
  expect(status).toBe(200);
  return body.data;
}

describe('the examples of triggers', () => {
  test('orders answers the sender out of the workflow, which goes on', async () => {
    await ask(server, 'PUT', '/api/v1/secrets/examples_orders', { value: 'shared with the partner' });
    const given = await ask<Data<{ key: string }>>(server, 'POST', '/api/v1/triggers/examples.orders/key');
    const deliver = async (body: string) => {
      const signature = createHmac('sha256', 'shared with the partner').update(body).digest('hex');
      const headers = {
        ...{ 'content-type': 'application/json', 'x-signature': `sha256=${signature}` },
        'x-delivery': `one of ${body}`,
      };
      const response = await fetch(`${server.url}/hooks/${given.body.data.key}`, { method: 'POST', headers, body });
      return [response.status, await response.json()];
    };
    const thanks = { order: 7, message: 'thank you, Ada' };
    expect(await deliver('{"order": 7, "customer": "Ada"}')).toEqual([201, thanks]);
    expect(await deliver('{"order": 7, "customer": "Ada"}')).toEqual([201, thanks]);
    expect(await deliver('{"ordre": 7}')).toEqual([202, { data: { execution: null, reason: 'filtered' } }]);
    const list = await until(
      () => ask<Data<Execution[]>>(server, 'GET', '/api/v1/executions?tag=orders'),
      ({ body }) => body.data.every(({ status }) => status === 'succeeded'),
    );
    expect(list.body.data).toHaveLength(1);
  });

  test('health_check is there, and does nothing until it is enabled', async () => {
    const path = '/api/v1/triggers/examples.health_check';
    const { body } = await ask<Data<{ enabled: boolean; next_at: string | null }>>(server, 'GET', path);
    expect(body.data).toMatchObject({ enabled: false, next_at: null });
  });
});

describe('the examples, against real endpoints', () => {
  test('monitoring_loop polls until the endpoint is healthy and counts the rounds', async () => {
    const input = { url: `${endpoints.url}/health/4/a`, interval: 0.05 };
    const execution = await runToEnd('examples.monitoring_loop', input);
    expect(execution).toMatchObject({ status: 'succeeded', output: { rounds: 4 } });
    expect(endpoints.seen.filter(({ path }) => path === '/health/4/a')).toHaveLength(4);
  });

  test('monitoring_loop gives up at its limit', async () => {
    const input = { url: `${endpoints.url}/health/99/b`, interval: 0.01, max_rounds: 3 };
    const execution = await runToEnd('examples.monitoring_loop', input);
    expect(execution).toMatchObject({
      status: 'failed',
      output: { rounds: 3 },
      error: { code: 'still_unhealthy' },
    });
  });

  test('retry_with_cycle tries again until the endpoint answers', async () => {
    const input = { url: `${endpoints.url}/flaky/3/a`, first_pause: 0.01 };
    const execution = await runToEnd('examples.retry_with_cycle', input);
    expect(execution).toMatchObject({ status: 'succeeded', output: { attempts: 3, answer: { ok: 3 } } });
  });

  test('retry_with_cycle fails when the attempts are used up', async () => {
    const input = { url: `${endpoints.url}/flaky/99/b`, first_pause: 0.01, max_attempts: 2 };
    const execution = await runToEnd('examples.retry_with_cycle', input);
    expect(execution).toMatchObject({ status: 'failed', error: { code: 'out_of_attempts' } });
  });

  test('conditional_loop follows the pages and collects the items', async () => {
    const execution = await runToEnd('examples.conditional_loop', { url: `${endpoints.url}/pages/1/3` });
    expect(execution).toMatchObject({
      status: 'succeeded',
      output: { items: [10, 11, 20, 21, 30, 31], pages: 3 },
    });
  });

  test('fan_out_join waits for all three branches', async () => {
    const execution = await runToEnd('examples.fan_out_join', { base: `${endpoints.url}/values/x` });
    expect(execution).toMatchObject({ status: 'succeeded', output: { sum: 321 } });
  });

  test('fan_out_join_two goes on with two and never starts the join again', async () => {
    const execution = await runToEnd('examples.fan_out_join_two', { base: `${endpoints.url}/values/y` });
    expect(execution).toMatchObject({ status: 'succeeded', output: { decision: 'quorum', rounds: 1 } });
    const { body } = await ask<Data<{ task: string }[]>>(server, 'GET', `/api/v1/executions/${execution.id}/tasks`);
    expect(body.data.filter(({ task }) => task === 'gather')).toHaveLength(1);
  });

  test('approval_by_webhook calls out, waits, and goes on with the answer', async () => {
    const path = '/api/v1/workflows/examples.approval_by_webhook/executions';
    const notify = `${endpoints.url}/notify/1`;
    const start = await ask<Data<Execution>>(server, 'POST', path, {
      input: { notify, subject: 'release 7' },
    });
    expect(start.status).toBe(202);
    const { id } = start.body.data;
    expect(start.headers.get('location')).toBe(`/api/v1/executions/${id}`);
    const asked = await until(
      async () => endpoints.seen.find((seen) => seen.path === '/notify/1'),
      (seen) => seen !== undefined,
    );
    const { answer_to } = (asked?.body ?? {}) as { answer_to: string };
    const answer = JSON.stringify({ approved: true, by: 'Ada' });
    const headers = { 'content-type': 'application/json' };
    const first = await fetch(answer_to, { method: 'POST', headers, body: answer });
    expect(first.status).toBe(200);
    const done = await until(
      () => ask<Data<Execution>>(server, 'GET', `/api/v1/executions/${id}`),
      ({ body }) => body.data.status === 'succeeded',
    );
    expect(done.body.data.output).toEqual({ approved: true, by: 'Ada' });
    const again = await fetch(answer_to, { method: 'POST', headers, body: answer });
    expect([again.status, await again.text()]).toEqual([200, await first.text()]);
    const other = await fetch(answer_to, { method: 'POST', headers, body: '{"approved": false}' });
    expect(other.status).toBe(409);
    const tampered = await fetch(
      answer_to.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')),
      { method: 'POST' },
    );
    expect(tampered.status).toBe(404);
    const log = await ask(server, 'GET', `/api/v1/executions/${id}/history`);
    expect(JSON.stringify(log.body)).not.toContain(answer_to.split('/').at(-1));
  });
});

describe('inspection', () => {
  test('state, tasks, history and machine of an ended execution', async () => {
    const { id } = await runToEnd('examples.fan_out_join', { base: `${endpoints.url}/values/z` });
    const state = await ask<Data<Record<string, unknown>>>(server, 'GET', `/api/v1/executions/${id}/state`);
    expect(state.body.data).toMatchObject({
      status: 'succeeded',
      executing: [],
      vars: { a: 1, b: 20, c: 300, sum: 321 },
    });
    const history = await ask<Data<{ seq: number; type: string }[]>>(server, 'GET', `/api/v1/executions/${id}/history`);
    expect(history.body.data.map(({ seq }) => seq)).toEqual(history.body.data.map((_, i) => i + 1));
    expect(history.body.data[0]?.type).toBe('execution.started');
    const machine = await ask<Data<{ config: { initial: string } }>>(server, 'GET', `/api/v1/executions/${id}/machine`);
    expect(machine.body.data.config.initial).toBe('start');
  });

  test('an execution that never started is 404', async () => {
    const { status } = await ask(server, 'GET', '/api/v1/executions/01JD0000000000000000000000');
    expect(status).toBe(404);
  });

  test('nothing is open without a token', async () => {
    const answer = await fetch(`${server.url}/api/v1/workflows`);
    expect(answer.status).toBe(401);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
  });
});
