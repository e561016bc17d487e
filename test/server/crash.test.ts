import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Endpoints, startEndpoints } from '../support/endpoints.ts';
import { ask, type Server, startServer, until } from '../support/server.ts';

/** Calls, timers, a wait for outside, a child and a join, all of them on their way for about two seconds. */
const WORKFLOW = `
ref: crash.everything
label: Calls, sleeps, waits, a child and a join
parameters:
  base: { type: string, required: true }
tasks:
  - name: split
    next: [{do: [call, rest, wait_for_answer, child]}]
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
    input: {seconds: 0.5}
    next: [{when: "{{ iteration() < 3 }}", do: rest}, {do: gather}]
  - name: wait_for_answer
    action: core.webhook
    input:
      url: "{{ parameters.base }}/notify/{{ execution.id }}"
      json: {answer_to: "{{ callback_url }}"}
    next: [{when: "{{ succeeded() }}", publish: [{answer: "{{ result() }}"}], do: gather}]
  - name: child
    action: crash.child
    input: {url: "{{ parameters.base }}/slow/400/{{ execution.id }}/child"}
    next: [{when: "{{ succeeded() }}", publish: [{child: "{{ result().got }}"}], do: gather}]
  - name: gather
    join: all
    next: [{publish: [{times: "{{ iteration() }}"}], do: continue}]
output_map: {answer: "{{ answer }}", child: "{{ child }}", times: "{{ times }}"}
`;
const CHILD = `
ref: crash.child
parameters: {url: {type: string, required: true}}
tasks:
  - {name: nap, action: core.sleep, input: {seconds: 0.3}, next: [{do: call}]}
  - {name: call, action: core.http, input: {url: "{{ parameters.url }}"}, next: [{publish: {got: "{{ result().body.value }}"}}]}
output_map: {got: "{{ got }}"}
`;

interface Execution {
  readonly id: string;
  readonly status: string;
  readonly output: unknown;
}
type Data<T> = { readonly data: T };
interface Event {
  readonly changes: readonly { readonly type: string; readonly instance?: string }[];
}

/** `npm run test:kills` takes ten. */
const ROUNDS = Number(process.env.KILL_ROUNDS ?? 2);
const PER_ROUND = 6;
const SEED = Number(process.env.SEED ?? 20_261_128);
let server: Server;
let endpoints: Endpoints;

beforeAll(async () => {
  [server, endpoints] = await Promise.all([startServer(), startEndpoints()]);
});

afterAll(async () => {
  await server?.dispose();
  await endpoints?.close();
});

/** Numbers that look random and come again with the seed. */
function* moments(seed: number): Generator<number, never> {
  for (let state = seed >>> 0; ; ) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state / 2 ** 32;
  }
}

/** Starts executions under keys of their own, until each start has been acknowledged. */
async function startAll(keys: readonly string[], started: Map<string, string>): Promise<void> {
  for (const key of keys.filter((each) => !started.has(each))) {
    const path = '/api/v1/workflows/crash.everything/executions';
    const input = { base: endpoints.url };
    const headers = { 'Idempotency-Key': key };
    const answer = await ask<Data<Execution>>(server, 'POST', path, { input }, headers).catch(() => undefined);
    if (answer?.status === 202) {
      started.set(key, answer.body.data.id);
    }
  }
}

/** Answers every callback URL that was sent out, until each has been acknowledged. */
async function answerAll(acknowledged: Set<string>): Promise<void> {
  for (const { path, body } of endpoints.seen) {
    const id = /^\/notify\/(.*)$/.exec(path)?.[1];
    if (id !== undefined && !acknowledged.has(id)) {
      const { answer_to } = body as { answer_to: string };
      const headers = { 'content-type': 'application/json' };
      const text = JSON.stringify(`answer for ${id}`);
      const response = await fetch(answer_to, { method: 'POST', headers, body: text }).catch(() => undefined);
      if (response?.status === 200) {
        acknowledged.add(id);
      }
    }
  }
}

test(`executions under load survive ${ROUNDS} kills: all end, nothing twice, nothing acknowledged is lost`, async () => {
  for (const [ref, yaml] of [
    ['crash.child', CHILD],
    ['crash.everything', WORKFLOW],
  ] as const) {
    const type = { 'content-type': 'application/yaml' };
    expect((await ask(server, 'PUT', `/api/v1/workflows/${ref}`, yaml, type)).status).toBeLessThan(300);
  }
  const started = new Map<string, string>();
  const acknowledged = new Set<string>();
  const keys: string[] = [];
  const chance = moments(SEED);
  for (let round = 0; round < ROUNDS; round++) {
    keys.push(...Array.from({ length: PER_ROUND }, (_, i) => `round-${round}-start-${i}`));
    const busy = startAll(keys, started).then(() => answerAll(acknowledged));
    await new Promise((resolve) => setTimeout(resolve, 150 + chance.next().value * 900));
    await server.kill();
    await busy;
    await server.restart();
  }
  await until(
    () => startAll(keys, started),
    () => started.size === keys.length,
  );
  const ids = [...started.values()];
  expect(new Set(ids).size).toBe(keys.length);
  for (const id of ids) {
    await until(
      async () => {
        await answerAll(acknowledged);
        return ask<Data<Execution>>(server, 'GET', `/api/v1/executions/${id}`);
      },
      ({ body }) => body.data.status === 'succeeded',
      90_000,
    );
  }
  for (const id of ids) {
    const { body } = await ask<Data<Execution>>(server, 'GET', `/api/v1/executions/${id}`);
    expect(body.data.output).toEqual({ answer: `answer for ${id}`, child: 1, times: 1 });
    const history = await ask<Data<Event[]>>(server, 'GET', `/api/v1/executions/${id}/history?limit=200`);
    const ends = history.body.data.flatMap(({ changes }) =>
      changes.filter(({ type }) => type === 'task.ended').map(({ instance }) => instance),
    );
    expect([...ends].sort()).toEqual([...new Set(ends)].sort());
    expect(ends).toHaveLength(9);
    for (const path of [`/slow/700/${id}`, `/slow/300/${id}/again`, `/notify/${id}`, `/slow/400/${id}/child`]) {
      const calls = endpoints.seen.filter((seen) => seen.path === path);
      expect(calls.length).toBeGreaterThan(0);
      expect(new Set(calls.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1);
    }
    const children = await ask<Data<Execution[]>>(server, 'GET', `/api/v1/executions?parent=${id}`);
    expect(children.body.data).toHaveLength(1);
  }
}, 400_000);
