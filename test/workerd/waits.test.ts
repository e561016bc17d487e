import { abortAllDurableObjects, env, runInDurableObject } from 'cloudflare:test';
import { describe, expect, inject, test } from 'vitest';
import type { Env } from '../../actors/env.ts';
import { executionPorts } from '../../actors/ports/execution-ports.ts';
import { Execution } from '../../src/execution/execution.ts';
import type { ExecutionPort } from '../../src/host/directory.ts';
import type { Json } from '../../src/value/json.ts';
import { bodyOf, commandFor, countingSql, executionOf, newId, run, type Shown } from './running.ts';

/** Starts it, and drops every object from memory once the instance waits. */
async function waiting(yaml: string, instance: string, input: Json = {}): Promise<string> {
  const { id } = await started(yaml, input);
  await expect
    .poll(async () => bodyOf<{ status: string }>(await executionOf(id).task(instance)).status)
    .toBe('pending');
  await abortAllDurableObjects();
  return id;
}

async function started(yaml: string, input: Json = {}): Promise<{ readonly id: string }> {
  const command = commandFor(yaml, input);
  await executionOf(command.id).start(command);
  return command;
}

const shown = async (id: string) => bodyOf<Shown>(await executionOf(id).describe());

describe('what waits for outside survives the loss of its object', () => {
  test('a signal: early, kept, taken, told twice', async () => {
    const id = await waiting(
      `
tasks:
  - name: first
    action: core.wait
    input: {signal: go, filter: "{{ signal.n > 1 }}"}
    next: [{publish: {a: "{{ result().n }}"}, do: second}]
  - name: second
    action: core.wait
    input: {signal: go}
    next: [{publish: {b: "{{ result().n }}"}, do: noop}]
output_map: {a: "{{ a }}", b: "{{ b }}"}`,
      'first:1',
    );
    const send = (n: number) =>
      executionOf(id).signal({ name: 'go', payload: JSON.stringify({ n }), key: `admin ${n}` });
    expect(bodyOf(await send(1))).toMatchObject({ status: 'buffered' });
    await abortAllDurableObjects();
    expect(bodyOf(await send(1))).toMatchObject({ status: 'buffered' });
    expect(bodyOf(await send(2))).toMatchObject({ status: 'delivered', instance: 'first:1' });
    await abortAllDurableObjects();
    expect(await send(2)).toMatchObject({ ok: true, replayed: true });
    const { status, output } = bodyOf<Shown>(await executionOf(id).wait(5_000));
    expect({ status, output }).toEqual({ status: 'succeeded', output: { a: 2, b: 1 } });
  });

  test('an inquiry, and its expiry', async () => {
    const ask = (seconds: number) => `
tasks:
  - name: ask
    action: core.ask
    input: {prompt: "Go?", schema: {type: boolean}, expires_in: ${seconds}}
    next:
      - {when: "{{ timed_out() }}", publish: {got: late}, do: noop}
      - {publish: {got: "{{ result() }}"}, do: noop}
output_map: {got: "{{ got }}"}`;
    const address = { instance: 'ask:1', item: null, attempt: 1 };
    const id = await waiting(ask(600), 'ask:1');
    const answer = (response: unknown) =>
      executionOf(id).respond({ ...address, response: JSON.stringify(response), by: 'me', key: null });
    expect(await answer('x')).toMatchObject({ ok: false, problem: { code: 'invalid_input' } });
    await abortAllDurableObjects();
    expect(bodyOf(await answer(true))).toMatchObject({ status: 'answered', responded_by: 'me' });
    expect(await shown(id)).toMatchObject({ status: 'succeeded', output: { got: true } });
    const late = await waiting(ask(1), 'ask:1');
    expect(bodyOf<Shown>(await executionOf(late).wait(10_000))).toMatchObject({ output: { got: 'late' } });
    expect(bodyOf(await executionOf(late).inquiry(address))).toMatchObject({ status: 'expired' });
  });

  test('a callback of a signed webhook, and the same one again', async () => {
    const yaml = `
parameters: {base: {type: string}}
tasks:
  - name: hook
    action: core.webhook
    input: {url: "{{ parameters.base }}/hook", json: {to: "{{ callback_url }}"}, fail_when: "{{ body == 'no' }}"}
    next: [{when: "{{ completed() }}", publish: {ok: "{{ succeeded() }}"}, do: noop}]
output_map: {ok: "{{ ok }}"}`;
    const id = await waiting(yaml, 'hook:1', { base: inject('endpoints') });
    const call = (body: string) =>
      executionOf(id).callback({ instance: 'hook:1', item: null, attempt: 1, outcome: 'succeeded', body });
    expect(await call('"no"')).toMatchObject({ ok: true });
    await abortAllDurableObjects();
    expect(await call('"no"')).toMatchObject({ ok: true });
    expect(await call('"yes"')).toMatchObject({ ok: false, problem: { code: 'callback_used' } });
    expect(await shown(id)).toMatchObject({ status: 'succeeded', output: { ok: false } });
  });

  test('what was answered to the caller', async () => {
    const { id } = await started(`
tasks:
  - {name: say, action: core.respond, input: {status: 202, body: {a: 1}}, next: [{do: rest}]}
  - {name: rest, action: core.sleep, input: {seconds: 600}}`);
    const said = async () => {
      const reply = await executionOf(id).wait(5_000);
      return reply.ok ? JSON.parse(reply.response ?? 'null') : null;
    };
    expect(await said()).toEqual({ status: 202, headers: {}, body: { a: 1 } });
    await abortAllDurableObjects();
    expect(await said()).toEqual({ status: 202, headers: {}, body: { a: 1 } });
    expect(await shown(id)).toMatchObject({ status: 'running' });
  });

  test('fifty signals at once: each is taken once', async () => {
    const id = await waiting(
      `
tasks:
  - name: each
    with: {items: "{{ range(50) | list }}", concurrency: 50}
    action: core.wait
    input: {signal: go}
    next: [{publish: {all: "{{ result() }}"}, do: noop}]
output_map: {all: "{{ all }}"}`,
      'each:1',
    );
    const numbers = Array.from({ length: 50 }, (_, i) => i);
    await Promise.all(numbers.map((n) => executionOf(id).signal({ name: 'go', payload: String(n), key: null })));
    const { output } = bodyOf<{ output: { all: number[] } }>(await executionOf(id).wait(10_000));
    expect(output.all.toSorted((a, b) => a - b)).toEqual(numbers);
  });
});

describe('another Worker', () => {
  const call = (input: string) =>
    run(`
tasks:
  - name: call
    action: core.http
    input: ${input}
    next:
      - {when: "{{ succeeded() }}", publish: {got: "{{ result().body }}"}, do: noop}
      - {publish: {got: "{{ error().message }}"}, do: noop}
output_map: {got: "{{ got }}"}`);

  test('is called by the name it is bound under', async () => {
    const { shown: ended } = await call(
      '{service: echo-shop, url: /orders, query: {a: [1, 2]}, method: POST, json: {n: 1}}',
    );
    expect(ended.output).toEqual({
      got: { method: 'POST', path: '/orders?a=1&a=2', key: `${ended.id}/call:1/-/1`, body: '{"n":1}' },
    });
  });

  test('only under that prefix, only by a path, and where it sends us we do not go', async () => {
    expect((await call('{service: shop, url: /}')).shown.output).toEqual({
      got: 'there is no service "shop"; a deployment binds one as SERVICE_SHOP',
    });
    expect((await call('{service: EXECUTION, url: /}')).shown.output).toMatchObject({
      got: expect.stringContaining('there is no service'),
    });
    for (const url of ['https://example.com/', '//example.com/', 'orders']) {
      expect((await call(`{service: echo-shop, url: "${url}"}`)).shown.output).toMatchObject({
        got: expect.stringContaining('a path'),
      });
    }
    expect((await call('{service: echo-shop, url: /away}')).shown.output).toMatchObject({
      got: expect.stringContaining('answered 302'),
    });
  });
});

test('a signal that ends one wait and leads to another writes at most 12 rows per event', async () => {
  const command = commandFor(
    'tasks: [{name: a, action: core.wait, input: {signal: go}, next: [{do: b}]}, {name: b, action: core.wait, input: {signal: go}}]',
  );
  const ofSignal = await runInDurableObject(executionOf(newId()), async (_, state) => {
    const { sql, written } = countingSql(state.storage);
    const execution: ExecutionPort = new Execution({
      ...executionPorts(state.storage, { all: () => [] }, env as unknown as Env, async () => undefined),
      sql,
    });
    await execution.start(command);
    written.length = 0;
    await execution.signal({ name: 'go', payload: '1', key: null });
    return written;
  });
  // The signal, which ends the task and starts the next, and the wait of that one.
  expect(ofSignal).toHaveLength(2);
  expect(Math.max(...ofSignal)).toBeLessThanOrEqual(12);
});
