import { describe, expect, test } from 'vitest';
import type { CallbackCommand, Reply } from '../../src/host/directory.ts';
import type { Json } from '../../src/value/json.ts';
import { Actor, type ActorOptions, codeOf } from '../support/actor.ts';

const HOOK = `
parameters: {refused: {type: string, default: no}}
tasks:
  - name: hook
    action: core.webhook
    input:
      url: https://example.com/hook
      json: {to: "{{ callback_url }}"}
      schema: {type: object, required: [verdict], properties: {verdict: {type: string}}}
      fail_when: "{{ body.verdict == refused }}"
      secret: "{{ secret('signing') }}"
      expires_in: PT10M
    next:
      - {when: "{{ succeeded() }}", publish: {got: "{{ result().verdict }}"}, do: noop}
      - {publish: {got: "{{ error().code }}", data: "{{ error().data | default(none) }}"}, do: noop}
output_map: {got: "{{ got }}", data: "{{ data | default(none) }}"}`;

const call = (actor: Actor, body: Json, more: Partial<CallbackCommand> = {}): Promise<Reply> =>
  actor.execution.callback({
    ...{ instance: 'hook:1', item: null, attempt: 1, outcome: 'succeeded', body: JSON.stringify(body) },
    ...more,
  });
const start = (yaml = HOOK, options: ActorOptions = {}) => new Actor(yaml, options).start();

describe('a callback', () => {
  test('whose body does not fit is refused with findings, and the task waits on', async () => {
    const actor = await start();
    const misfit = await call(actor, { verdikt: 'yes' });
    expect(misfit).toMatchObject({ ok: false, problem: { code: 'invalid_input', findings: [{ path: '/verdict' }] } });
    expect((await actor.task('hook:1')).status).toBe('pending');
    expect(codeOf(await call(actor, { verdict: 'yes' }))).toBeNull();
    expect(await actor.shown()).toMatchObject({ status: 'succeeded', output: { got: 'yes' } });
  });

  test('that `fail_when` is about is the error of the task', async () => {
    const actor = await start();
    await call(actor, { verdict: 'no' });
    expect(await actor.shown()).toMatchObject({ output: { got: 'callback_failed', data: { verdict: 'no' } } });
  });

  test('that says itself that it failed need not fit', async () => {
    const actor = await start();
    expect(codeOf(await call(actor, 'broken', { outcome: 'failed' }))).toBeNull();
    expect(await actor.shown()).toMatchObject({ output: { got: 'callback_failed', data: 'broken' } });
  });

  test('is answered the same when it comes again, however the task went on; another is refused', async () => {
    const actor = await start(HOOK.replace('    next:', '    retry: {count: 2}\n    next:'));
    const first = await call(actor, { verdict: 'no' });
    // The failure has led to a second attempt by now.
    actor.evict();
    expect(await call(actor, { verdict: 'no' })).toMatchObject({ ok: true, body: first.ok ? first.body : '' });
    expect(codeOf(await call(actor, { verdict: 'yes' }))).toBe('callback_used');
    expect(codeOf(await call(actor, { verdict: 'no' }, { outcome: 'failed' }))).toBe('callback_used');
    expect(codeOf(await call(actor, { verdict: 'yes' }, { attempt: 2 }))).toBeNull();
  });

  test('past its time gets 410, also when the alarm is late', async () => {
    const actor = await start();
    actor.now += 600_000;
    expect(codeOf(await call(actor, { verdict: 'yes' }))).toBe('callback_expired');
    expect(await actor.shown()).toMatchObject({ output: { got: 'callback_expired' } });
  });

  test('may come before the call has an answer', async () => {
    let answer: () => void = () => undefined;
    const slow = new Promise<void>((done) => {
      answer = done;
    });
    const actor = await start(HOOK, {
      fetch: async () => {
        await slow;
        return { status: 200, headers: {}, body: '' };
      },
    });
    expect((await actor.task('hook:1')).status).toBe('running');
    expect(codeOf(await call(actor, { verdict: 'early' }))).toBeNull();
    answer();
    await actor.settle();
    expect(await actor.shown()).toMatchObject({ status: 'succeeded', output: { got: 'early' } });
  });

  test('of an item answers that item', async () => {
    const actor = await start(`
tasks:
  - name: hook
    with: {items: "{{ ['a', 'b'] }}"}
    action: core.webhook
    input: {url: https://example.com/hook, json: {to: "{{ callback_url }}"}, fail_when: "{{ body == item }}"}
    next: [{when: "{{ completed() }}", publish: {all: "{{ result() }}"}, do: noop}]
output_map: {all: "{{ all }}"}`);
    expect(actor.requests.map(({ body }) => body)).toEqual([
      '{"to":"callback:hook:1/0/1"}',
      '{"to":"callback:hook:1/1/1"}',
    ]);
    expect(codeOf(await call(actor, 'x', { item: 1 }))).toBeNull();
    expect(codeOf(await call(actor, 'x', { item: 1 }))).toBeNull();
    expect(codeOf(await call(actor, 'y', { item: 1 }))).toBe('callback_used');
    expect(codeOf(await call(actor, 'y', { item: 2 }))).toBe('not_found');
    expect(codeOf(await call(actor, 'a', { item: 0 }))).toBeNull();
    expect(await actor.shown()).toMatchObject({ output: { all: ['a', 'x'] } });
  });

  test('a `fail_when` that cannot be evaluated fails the execution, with the place in the file', async () => {
    const actor = await start(
      'tasks:\n  - name: hook\n    action: core.webhook\n    input: {url: https://example.com, fail_when: "{{ body.a.b }}"}',
    );
    await call(actor, 1);
    expect(await actor.shown()).toMatchObject({
      status: 'failed',
      error: { code: expect.stringContaining('expression_'), path: '/tasks/0/input/fail_when', line: 4 },
    });
  });
});

describe('the outgoing call', () => {
  test('is signed as Standard Webhooks wants it, and the secret is stored nowhere', async () => {
    const actor = await start();
    const [request] = actor.requests;
    const { 'webhook-id': id = '', 'webhook-timestamp': at, 'webhook-signature': signature } = request?.headers ?? {};
    expect(id).toBe(request?.headers['idempotency-key']);
    expect(at).toBe(String(actor.now / 1000));
    expect(signature).toBe(`v1,${await hmac('secret of signing', `${id}.${at}.${request?.body}`)}`);
    const rows = actor.sql.exec(`SELECT name FROM sqlite_master WHERE type = 'table'`);
    const stored = rows.map(({ name }) => JSON.stringify(actor.sql.exec(`SELECT * FROM "${name}"`))).join();
    expect(stored).not.toContain('secret of signing');
  });

  test('of an action of a pack has its schema, its condition over the parameters, and its result', async () => {
    const closure = {
      actions: {
        'test.confirm': {
          parameters: { type: 'object', properties: { word: { type: 'string', default: 'no' } } },
          kind: 'webhook',
          call: {
            ...{ url: 'https://example.com/{{ parameters.word }}', fail_when: '{{ body.say == parameters.word }}' },
            schema: { type: 'object', required: ['say'] },
          },
          result: '{{ result().say ~ parameters.word }}',
        },
      },
      children: {},
      config: {},
    };
    const yaml =
      'tasks:\n  - {name: hook, action: test.confirm, input: {word: nay}, next: [{when: "{{ completed() }}", publish: {got: "{{ result() }}", ok: "{{ succeeded() }}"}, do: noop}]}\noutput_map: {got: "{{ got }}", ok: "{{ ok }}"}';
    const good = await start(yaml, { closure });
    expect(codeOf(await call(good, {}))).toBe('invalid_input');
    await call(good, { say: 'yea' });
    expect(await good.shown()).toMatchObject({ output: { got: 'yeanay', ok: true } });
    const bad = await start(yaml, { closure });
    await call(bad, { say: 'nay' });
    expect(await bad.shown()).toMatchObject({ output: { got: { say: 'nay' }, ok: false } });
  });
});

async function hmac(secret: string, text: string): Promise<string> {
  const encoder = new TextEncoder();
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('raw', encoder.encode(secret), algorithm, false, ['sign']);
  return Buffer.from(await crypto.subtle.sign('HMAC', key, encoder.encode(text))).toString('base64');
}
