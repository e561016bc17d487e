import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Endpoints, startEndpoints } from '../support/endpoints.ts';
import { ask, type Server, startServer, until } from '../support/server.ts';

const WORKFLOW = `
ref: crash.everything
label: Calls, sleeps, waits and joins
parameters:
  base: { type: string, required: true }
tasks:
  - name: split
    next: [{do: [call, rest, wait_for_answer]}]
  - name: call
    action: core.http
    input: {url: "{{ parameters.base }}/slow/700/{{ execution.id }}"}
    next: [{when: "{{ succeeded() }}", do: again}]
  - name: again
    action: core.http
    input: {url: "{{ parameters.base }}/slow/300/{{ execution.id }}/again"}
    next: [{when: "{{ succeeded() }}", do: gather}]
  - name: rest
    action: core.sleep
    input: {seconds: 1.5}
    next: [{do: gather}]
  - name: wait_for_answer
    action: core.webhook
    input:
      url: "{{ parameters.base }}/notify/{{ execution.id }}"
      json: {answer_to: "{{ callback_url }}"}
    next: [{when: "{{ succeeded() }}", publish: [{answer: "{{ result() }}"}], do: gather}]
  - name: gather
    join: all
    next: [{publish: [{times: "{{ iteration() }}"}], do: continue}]
output_map:
  answer: "{{ answer }}"
  times: "{{ times }}"
`;

interface Execution {
  readonly id: string;
  readonly status: string;
  readonly output: unknown;
}
type Data<T> = { readonly data: T };
interface Event {
  readonly type: string;
  readonly changes: readonly { readonly type: string; readonly instance?: string }[];
}

const COUNT = 10;
let server: Server;
let endpoints: Endpoints;

beforeAll(async () => {
  [server, endpoints] = await Promise.all([startServer(), startEndpoints()]);
});

afterAll(async () => {
  await server?.dispose();
  await endpoints?.close();
});

/** Answers every callback URL that was sent out, until each has been acknowledged. */
async function answerAll(ids: readonly string[], acknowledged: Map<string, string>): Promise<void> {
  for (const id of ids) {
    const asked = endpoints.seen.find(({ path }) => path === `/notify/${id}`);
    if (asked !== undefined && !acknowledged.has(id)) {
      const { answer_to } = asked.body as { answer_to: string };
      const body = JSON.stringify(`answer for ${id}`);
      const response = await fetch(answer_to, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      });
      if (response.status === 200) {
        acknowledged.set(id, `answer for ${id}`);
      }
    }
  }
}

test('ten executions survive two kills: all end, nothing twice, nothing acknowledged is lost', async () => {
  const put = await ask(server, 'PUT', '/api/v1/workflows/crash.everything', WORKFLOW, {
    'content-type': 'application/yaml',
  });
  expect(put.status).toBeLessThan(300);
  const ids: string[] = [];
  for (let i = 0; i < COUNT; i++) {
    const path = '/api/v1/workflows/crash.everything/executions';
    const { status, body } = await ask<Data<Execution>>(server, 'POST', path, {
      input: { base: endpoints.url },
    });
    expect(status).toBe(202);
    ids.push(body.data.id);
  }
  const acknowledged = new Map<string, string>();
  for (const pause of [250, 600]) {
    await new Promise((resolve) => setTimeout(resolve, pause));
    await answerAll(ids.slice(0, acknowledged.size + 4), acknowledged);
    await server.kill();
    await server.restart();
  }
  for (const id of ids) {
    await until(
      async () => {
        await answerAll(ids, acknowledged);
        return ask<Data<Execution>>(server, 'GET', `/api/v1/executions/${id}`);
      },
      ({ body }) => body.data.status === 'succeeded',
      60_000,
    );
  }
  for (const id of ids) {
    const { body } = await ask<Data<Execution>>(server, 'GET', `/api/v1/executions/${id}`);
    expect(body.data.output).toEqual({ answer: `answer for ${id}`, times: 1 });
    const history = await ask<Data<Event[]>>(server, 'GET', `/api/v1/executions/${id}/history?limit=200`);
    const ends = history.body.data.flatMap(({ changes }) =>
      changes.filter(({ type }) => type === 'task.ended').map(({ instance }) => instance),
    );
    expect([...ends].sort()).toEqual([...new Set(ends)].sort());
    for (const path of [`/slow/700/${id}`, `/slow/300/${id}/again`, `/notify/${id}`]) {
      const keys = new Set(
        endpoints.seen.filter((seen) => seen.path === path).map(({ idempotencyKey }) => idempotencyKey),
      );
      expect(keys.size).toBe(1);
    }
  }
});
