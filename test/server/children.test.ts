import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask, type Server, startServer, until } from '../support/server.ts';

interface Execution {
  readonly id: string;
  readonly status: string;
  readonly output: unknown;
  readonly error: { readonly code: string; readonly message: string } | null;
}
type Data<T> = { readonly data: T };

let server: Server;

beforeAll(async () => {
  server = await startServer();
});

afterAll(async () => {
  await server?.dispose();
});

async function put(ref: string, yaml: string): Promise<void> {
  const { status, body } = await ask(server, 'PUT', `/api/v1/workflows/${ref}`, yaml, {
    'content-type': 'application/yaml',
  });
  expect([status, body]).toEqual([expect.toSatisfy((code: number) => code < 300), expect.anything()]);
}

async function start(ref: string, input: unknown, headers = {}): Promise<Execution> {
  const { body } = await ask<Data<Execution>>(
    server,
    'POST',
    `/api/v1/workflows/${ref}/executions`,
    { input },
    headers,
  );
  return body.data;
}

async function childOf(id: string): Promise<Execution> {
  const { body } = await until(
    () => ask<Data<Execution[]>>(server, 'GET', `/api/v1/executions?parent=${id}`),
    ({ body: found }) => found.data.length > 0,
  );
  return body.data[0] as Execution;
}

describe('a task whose action is a workflow', () => {
  beforeAll(async () => {
    await put(
      'kin.double',
      'parameters: {n: {type: integer}}\ntasks: [{name: a}]\noutput_map: {twice: "{{ parameters.n * 2 }}"}',
    );
    await put('kin.fails', 'tasks: [{name: a, action: core.fail, input: {code: broken, message: no luck}}]');
    await put('kin.waits', 'tasks: [{name: a, action: core.sleep, input: {seconds: 600}}]');
  });

  test('starts a child for each item; their outputs come up', async () => {
    await put(
      'kin.parent',
      'tasks: [{name: t, with: {items: "{{ [1, 2, 3] }}"}, action: kin.double, input: {n: "{{ item }}"}, next: [{publish: [{r: "{{ result() }}"}], do: continue}]}]\noutput_map: {r: "{{ r }}"}',
    );
    const shown = await start('kin.parent', {}, { prefer: 'wait=20' });
    expect(shown).toMatchObject({ status: 'succeeded', output: { r: [{ twice: 2 }, { twice: 4 }, { twice: 6 }] } });
  });

  test('gets the error of the child as its own', async () => {
    await put(
      'kin.catches',
      'tasks: [{name: t, action: kin.fails, next: [{when: "{{ failed() }}", publish: [{e: "{{ error() }}"}], do: noop}]}]\noutput_map: {e: "{{ e }}"}',
    );
    const shown = await start('kin.catches', {}, { prefer: 'wait=20' });
    expect(shown).toMatchObject({
      status: 'succeeded',
      output: { e: { code: 'child_failed', message: 'no luck', data: { code: 'broken' } } },
    });
  });

  test('cancels the child with itself', async () => {
    await put('kin.cancels', 'tasks: [{name: t, action: kin.waits}]');
    const { id } = await start('kin.cancels', {});
    const child = await childOf(id);
    await ask(server, 'POST', `/api/v1/executions/${id}/cancel`, { mode: 'terminate' });
    const ended = await until(
      () => ask<Data<Execution>>(server, 'GET', `/api/v1/executions/${child.id}`),
      ({ body }) => body.data.status !== 'running',
    );
    expect(ended.body.data.status).toBe('canceled');
  });

  test('survives a kill while the child works', async () => {
    await put('kin.slow', 'tasks: [{name: a, action: core.sleep, input: {seconds: 2}}]\noutput_map: {done: true}');
    await put(
      'kin.killed',
      'tasks: [{name: t, action: kin.slow, next: [{publish: [{r: "{{ result() }}"}], do: continue}]}]\noutput_map: {r: "{{ r }}"}',
    );
    const { id } = await start('kin.killed', {});
    await childOf(id);
    await server.kill();
    await server.restart();
    const ended = await until(
      () => ask<Data<Execution>>(server, 'GET', `/api/v1/executions/${id}`),
      ({ body }) => body.data.status === 'succeeded',
    );
    expect(ended.body.data.output).toEqual({ r: { done: true } });
  });
});
