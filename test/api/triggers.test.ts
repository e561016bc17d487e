import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dataOf, problemOf } from './support/answers.ts';
import { ORIGIN, type TestApi } from './support/start-api.ts';
import { HMAC, type Made, sign, startWebhooks, type Webhooks } from './support/webhooks.ts';

let api: TestApi;
let make: Webhooks['make'];
let post: Webhooks['post'];
beforeAll(async () => {
  ({ api, make, post } = await startWebhooks());
});
afterAll(() => api.close());

interface Delivery {
  readonly id: string;
  readonly outcome: string;
  readonly reason: string | null;
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly execution: string | null;
  readonly delivery_id: string | null;
  readonly redelivery_of: string | null;
  readonly repeats: number;
}

async function deliveries({ name }: Pick<Made, 'name'>): Promise<readonly Delivery[]> {
  return dataOf<Delivery[]>(await api.send('GET', `/api/v1/triggers/${name}/deliveries`));
}

const inputOf = (execution: string | null) =>
  JSON.parse(api.directory.executions.get(execution ?? '')?.command.input ?? 'null') as unknown;

interface Hooked {
  readonly execution: string | null;
  readonly reason?: string;
}

describe('a webhook', () => {
  test('starts its workflow with the mapped input, and tells the execution', async () => {
    const made = await make(HMAC, {
      input: { n: '{{ trigger.body.number }}', by: "{{ trigger.headers['x-by'] }}" },
      tags: ['hooked'],
    });
    expect(made.url).toBe(`${ORIGIN}/hooks/${made.key}`);
    const { execution } = await dataOf<Hooked>(await post(made, '{"number": 3}', { 'x-by': 'me' }), 202);
    expect(inputOf(execution)).toEqual({ n: 3, by: 'me' });
    const shown = await dataOf(await api.send('GET', `/api/v1/executions/${execution}`));
    expect(shown).toMatchObject({ id: execution, workflow: 'hooks.take' });
    const listed = await dataOf<{ id: string }[]>(await api.send('GET', '/api/v1/executions?tag=hooked'));
    expect(listed.map(({ id }) => id)).toEqual([execution]);
    expect(await deliveries(made)).toMatchObject([{ outcome: 'started', execution, id: execution, repeats: 0 }]);
  });

  test('refuses what is not signed, keeps nothing of it, and says why in a plain problem', async () => {
    const made = await make();
    const response = await post(made, '{}', { 'x-signature': sign('{} ') });
    expect(response.headers.has('www-authenticate')).toBe(false);
    const problem = await problemOf(response, 401, 'signature_invalid');
    expect(problem.detail).toBe('the signature does not fit');
    await problemOf(await post(made, '{}', { 'x-signature': '' }), 401, 'signature_invalid');
    expect(await deliveries(made)).toEqual([]);
  });

  test('verifies before it parses: what is no JSON is 422 only with a good signature', async () => {
    const made = await make();
    await problemOf(await post(made, '{', { 'x-signature': sign('x') }), 401, 'signature_invalid');
    await problemOf(await post(made, '{'), 422, 'invalid_input');
    const deep = '['.repeat(100) + ']'.repeat(100);
    await problemOf(await post(made, deep), 422, 'invalid_input');
    await problemOf(await post(made, '{}', { 'content-type': 'image/png' }), 415, 'unsupported_media_type');
    expect(await deliveries(made)).toEqual([]);
  });

  test('is not there under another key, whatever it looks like', async () => {
    const made = await make();
    for (const key of [`${made.key}x`, `${made.name}.${'A'.repeat(43)}`, made.name, 'x', `nothing.${'A'.repeat(43)}`]) {
      await problemOf(await post({ key }, '{}'), 404, 'not_found');
    }
    expect(api.triggers.engines.has('nothing')).toBe(false);
    await problemOf(await api.send('GET', `/hooks/${made.key}`, { token: null }), 405);
  });

  test('reads JSON, forms and text', async () => {
    const made = await make(HMAC, { input: { by: '{{ trigger.body | tojson }}' } });
    const send = async (body: string, type: string) => {
      const { execution } = await dataOf<Hooked>(await post(made, body, { 'content-type': type }), 202);
      return (inputOf(execution) as { by: string }).by;
    };
    expect(JSON.parse(await send('{"a": [1]}', 'application/vnd.x+json; charset=utf-8'))).toEqual({ a: [1] });
    expect(JSON.parse(await send('a=1&b=2&a=3', 'application/x-www-form-urlencoded'))).toEqual({
      a: ['1', '3'],
      b: '2',
    });
    expect(JSON.parse(await send('just text', 'text/plain'))).toBe('just text');
  });

  test('takes a mebibyte and no more', async () => {
    const made = await make({ preset: 'none', allow_unsigned: true }, { input: { n: '{{ trigger.body | length }}' } });
    const send = (size: number) => post(made, 'x'.repeat(size), { 'content-type': 'text/plain' });
    const { execution } = await dataOf<Hooked>(await send(1024 * 1024), 202);
    expect(inputOf(execution)).toEqual({ n: 1024 * 1024 });
    await problemOf(await send(1024 * 1024 + 1), 413, 'too_large');
  });

  test('lets a filter decide', async () => {
    const made = await make(HMAC, { filter: '{{ trigger.query.go == "yes" and trigger.body.n > 1 }}' });
    const send = (query: string, body: string) =>
      api.send('POST', `/hooks/${made.key}${query}`, {
        token: null,
        body,
        headers: { 'content-type': 'application/json', 'x-signature': sign(body) },
      });
    expect(await dataOf<Hooked>(await send('?go=yes', '{"n": 1}'), 202)).toEqual({
      execution: null,
      reason: 'filtered',
    });
    expect((await dataOf<Hooked>(await send('?go=yes', '{"n": 2}'), 202)).execution).not.toBeNull();
    const [, filtered] = await deliveries(made);
    expect(filtered).toMatchObject({ outcome: 'filtered', reason: 'filter', execution: null });
  });

  test('tells an expression that fails, and takes the same delivery again once it is mended', async () => {
    const made = await make(
      { ...HMAC, delivery_id_header: 'X-Delivery' },
      { input: { n: '{{ trigger.body.missing.deeper }}' } },
    );
    const problem = await problemOf(await post(made, '{}', { 'x-delivery': 'd1' }), 422, 'invalid_input');
    expect(problem.detail).toContain('expression_');
    expect((await deliveries(made))[0]).toMatchObject({ outcome: 'failed', reason: 'expression', delivery_id: 'd1' });
    const json = { workflow: 'hooks.take', type: 'webhook', webhook: { ...HMAC, delivery_id_header: 'X-Delivery' } };
    const put = await dataOf<Partial<Made>>(await api.send('PUT', `/api/v1/triggers/${made.name}`, { json }));
    expect(put.key).toBeUndefined();
    expect((await dataOf<Hooked>(await post(made, '{}', { 'x-delivery': 'd1' }), 202)).execution).not.toBeNull();
  });

  test('refuses an input that does not fit, and keeps the delivery with the reason', async () => {
    const made = await make(HMAC, { input: { n: '{{ trigger.body.n }}' } });
    await problemOf(await post(made, '{"n": "three"}'), 422, 'invalid_input');
    const [first] = await deliveries(made);
    expect(first).toMatchObject({ outcome: 'failed', reason: 'refused', error: { code: 'invalid_input' } });
    expect(first?.error?.message).toContain('/input/n');
  });

  test('does not let a sender write what only the engine may', async () => {
    const made = await make(HMAC, { input: { by: '{{ trigger.body.by }}' } });
    await problemOf(await post(made, '{"by": {"$sealed": [{"secret": "partner"}]}}'), 422, 'invalid_input');
  });

  test('is disabled and enabled by PUT', async () => {
    const made = await make();
    const json = { workflow: 'hooks.take', type: 'webhook', webhook: HMAC, enabled: false };
    await api.send('PUT', `/api/v1/triggers/${made.name}`, { json });
    await problemOf(await post(made, '{}'), 409, 'conflict');
    await api.send('PUT', `/api/v1/triggers/${made.name}`, { json: { ...json, enabled: true } });
    await dataOf(await post(made, '{}'), 202);
  });

  test('gets a new key, which makes the one before void', async () => {
    const made = await make();
    const fresh = await dataOf<Made>(await api.send('POST', `/api/v1/triggers/${made.name}/key`));
    await problemOf(await post(made, '{}'), 404);
    await dataOf(await post({ key: fresh.key }, '{}'), 202);
  });

  test('is gone when it was deleted', async () => {
    const made = await make();
    expect((await api.send('DELETE', `/api/v1/triggers/${made.name}`)).status).toBe(204);
    await problemOf(await post(made, '{}'), 404);
    await problemOf(await api.send('GET', `/api/v1/triggers/${made.name}`), 404);
  });

  test('follows a secret that is replaced, and one that goes', async () => {
    await api.send('PUT', '/api/v1/secrets/turning', { json: { value: 'one' } });
    const made = await make({ ...HMAC, secrets: ['turning', 'not_there'] });
    await dataOf(await post(made, '1', { 'x-signature': sign('1', 'one') }), 202);
    await api.send('PUT', '/api/v1/secrets/turning', { json: { value: 'two' } });
    await problemOf(await post(made, '2', { 'x-signature': sign('2', 'one') }), 401);
    await dataOf(await post(made, '3', { 'x-signature': sign('3', 'two') }), 202);
    await api.send('DELETE', '/api/v1/secrets/turning');
    await problemOf(await post(made, '4', { 'x-signature': sign('4', 'two') }), 503, 'unavailable');
  });

  test('keeps no header that may let others in', async () => {
    const made = await make(HMAC, { input: { by: '{{ trigger.headers | tojson }}' } });
    const more = {
      authorization: 'Bearer abc',
      cookie: 'a=b',
      'x-api-key': 'k',
      'x-gitlab-token': 't',
      'x-plain': 'p',
    };
    const { execution } = await dataOf<Hooked>(await post(made, '{}', more), 202);
    const { by } = inputOf(execution) as { by: string };
    expect(Object.keys(JSON.parse(by) as object).sort()).toEqual(['content-type', 'x-plain', 'x-signature']);
  });
});

describe('repetitions', () => {
  const same = async (first: () => Promise<Response>, second: () => Promise<Response>) => {
    const one = await dataOf<Hooked>(await first(), 202);
    const two = await dataOf<Hooked>(await second(), 202);
    return { one, two, starts: api.directory.starts.filter(({ id }) => id === one.execution || id === two.execution) };
  };

  test('by the header that names a delivery', async () => {
    const made = await make({ ...HMAC, delivery_id_header: 'X-Delivery' });
    const send = (id: string, body = '{}') => post(made, body, { 'x-delivery': id });
    const { one, two, starts } = await same(
      () => send('a'),
      () => send('a', '{ }'),
    );
    expect(two).toEqual(one);
    expect(starts).toHaveLength(1);
    expect((await deliveries(made))[0]).toMatchObject({ repeats: 1, delivery_id: 'a' });
    expect((await dataOf<Hooked>(await send('b'), 202)).execution).not.toBe(one.execution);
  });

  test('of the same signed bytes, where nothing names them', async () => {
    const made = await make();
    const { one, two } = await same(
      () => post(made, '{"n":1}'),
      () => post(made, '{"n":1}'),
    );
    expect(two).toEqual(one);
  });

  test('many at once are one', async () => {
    const made = await make({ ...HMAC, delivery_id_header: 'X-Delivery' });
    const answers = await Promise.all(Array.from({ length: 20 }, () => post(made, '{}', { 'x-delivery': 'same' })));
    const executions = await Promise.all(answers.map(async (answer) => (await dataOf<Hooked>(answer, 202)).execution));
    expect(new Set(executions).size).toBe(1);
    expect(api.directory.starts.filter(({ id }) => id === executions[0])).toHaveLength(1);
  });

  test('of what was filtered are filtered again', async () => {
    const made = await make({ ...HMAC, delivery_id_header: 'X-Delivery' }, { filter: '{{ false }}' });
    const { one, two } = await same(
      () => post(made, '{}', { 'x-delivery': 'a' }),
      () => post(made, '{}', { 'x-delivery': 'a' }),
    );
    expect([one, two]).toEqual(Array(2).fill({ execution: null, reason: 'filtered' }));
    expect(await deliveries(made)).toHaveLength(1);
  });

  test('do not exist where everybody may send anything', async () => {
    const made = await make({ preset: 'none', allow_unsigned: true });
    const { one, two } = await same(
      () => post(made, '{}'),
      () => post(made, '{}'),
    );
    expect(two.execution).not.toBe(one.execution);
  });
});

describe('providers', () => {
  const github = (body: string, event: string, id: string) => ({
    'x-hub-signature-256': `sha256=${sign(body, 'github secret')}`,
    'x-github-event': event,
    'x-github-delivery': id,
  });

  test("GitHub's ping is a delivery that starts nothing, unless a filter asks for it", async () => {
    const settings = { preset: 'github', secrets: ['github'] };
    const made = await make(settings);
    const ping = await post(made, '{"zen": "x"}', github('{"zen": "x"}', 'ping', 'g1'));
    expect(await dataOf<Hooked>(ping, 202)).toEqual({ execution: null, reason: 'filtered' });
    const push = await post(made, '{}', github('{}', 'push', 'g2'));
    expect((await dataOf<Hooked>(push, 202)).execution).not.toBeNull();
    expect((await deliveries(made)).map(({ delivery_id, reason }) => [delivery_id, reason])).toEqual([
      ['g2', null],
      ['g1', 'ping'],
    ]);
    const asking = await make(settings, { filter: "{{ trigger.headers['x-github-event'] == 'ping' }}" });
    expect((await dataOf<Hooked>(await post(asking, '{}', github('{}', 'ping', 'g3')), 202)).execution).not.toBeNull();
  });

  test("Slack's challenge is answered in place, once it is signed", async () => {
    const made = await make({ preset: 'slack', secrets: ['partner'] });
    const body = JSON.stringify({ type: 'url_verification', token: 'x', challenge: '3eZbrw1aB' });
    const time = String(Math.floor(Date.UTC(2026, 0, 1) / 1000));
    const headers = { 'x-slack-request-timestamp': time, 'x-slack-signature': `v0=${sign(`v0:${time}:${body}`)}` };
    const request = (more: object) =>
      new Request(made.url, { method: 'POST', body, headers: { 'content-type': 'application/json', ...more } });
    const answer = await api.app.request(request(headers));
    expect([answer.status, await answer.text()]).toEqual([200, '3eZbrw1aB']);
    expect((await api.app.request(request({ ...headers, 'x-slack-signature': 'v0=00' }))).status).toBe(401);
    expect(await deliveries(made)).toEqual([]);
  });

  test('a challenge elsewhere is one when there is nothing beside it', async () => {
    const made = await make();
    const answer = await post(made, '{"challenge": "abc"}');
    expect([answer.status, await answer.json()]).toEqual([200, { challenge: 'abc' }]);
    expect(await dataOf(await post(made, '{"challenge": "abc", "n": 1}'), 202)).toMatchObject({});
    expect(await deliveries(made)).toHaveLength(1);
  });
});

describe('respond: result', () => {
  const webhook = { ...HMAC, respond: 'result', wait: 1, delivery_id_header: 'X-Delivery' };

  test('answers with the end of the execution', async () => {
    const made = await make(webhook);
    const first = post(made, '{}', { 'x-delivery': 'a' });
    await expect.poll(async () => (await deliveries(made))[0]?.outcome).toBe('started');
    const [{ execution } = { execution: null }] = await deliveries(made);
    api.directory.end(execution ?? '', 'succeeded', { sum: 3 });
    expect(await dataOf(await first)).toMatchObject({
      execution,
      status: 'succeeded',
      output: { sum: 3 },
      error: null,
    });
  });

  test('answers 202 when it takes longer', async () => {
    const made = await make({ ...webhook, wait: 0.2 });
    expect((await dataOf<Hooked>(await post(made, '{}', { 'x-delivery': 'b' }), 202)).execution).not.toBeNull();
  });
});

describe('redelivery', () => {
  test('takes a delivery in again, under what the trigger is by now', async () => {
    const made = await make(HMAC, { input: { n: 1 } });
    const { execution } = await dataOf<Hooked>(await post(made, '{"n": 7}'), 202);
    const json = { workflow: 'hooks.take', type: 'webhook', webhook: HMAC, input: { n: '{{ trigger.body.n }}' } };
    await api.send('PUT', `/api/v1/triggers/${made.name}`, { json });
    const path = `/api/v1/triggers/${made.name}/deliveries/${execution}/redeliver`;
    const headers = { 'Idempotency-Key': 'again' };
    const again = await dataOf<Hooked>(await api.send('POST', path, { headers }), 202);
    expect(inputOf(again.execution)).toEqual({ n: 7 });
    expect((await deliveries(made))[0]).toMatchObject({ redelivery_of: execution, outcome: 'started' });
    expect(await dataOf<Hooked>(await api.send('POST', path, { headers }), 202)).toEqual(again);
    expect(await deliveries(made)).toHaveLength(2);
    await problemOf(await api.send('POST', path.replace(execution ?? '', 'none')), 404);
  });

  test('of a trigger that is disabled is refused: nothing is started', async () => {
    const made = await make(HMAC, { input: { n: 1 } });
    const { execution } = await dataOf<Hooked>(await post(made, '{"n": 7}'), 202);
    const put = (enabled: boolean) =>
      api.send('PUT', `/api/v1/triggers/${made.name}`, {
        json: { workflow: 'hooks.take', type: 'webhook', webhook: HMAC, input: { n: 1 }, enabled },
      });
    const path = `/api/v1/triggers/${made.name}/deliveries/${execution}/redeliver`;
    await put(false);
    await problemOf(await api.send('POST', path), 409, 'conflict');
    expect(await deliveries(made)).toHaveLength(1);
    await put(true);
    await dataOf<Hooked>(await api.send('POST', path), 202);
  });

  test('the last hundred are kept', async () => {
    const made = await make({ preset: 'none', allow_unsigned: true });
    for (let i = 0; i < 105; i++) {
      await post(made, String(i));
    }
    expect(await deliveries(made)).toHaveLength(100);
  }, 60_000);
});
