import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mintCallbackToken } from '../../src/host/callback-token.ts';
import { dataOf, listOf, problemOf } from './support/answers.ts';
import { ADMIN_TOKEN, type Sent } from './support/start-api.ts';
import { type EngineApi, startEngine } from './support/start-engine.ts';

const WAIT = `ref: waits.signal
tasks:
  - name: wait
    action: core.wait
    input: {signal: go, schema: {type: object, required: [n]}, filter: "{{ signal.n > 1 }}"}
    next: [{publish: {got: "{{ result() }}"}, do: noop}]
output_map: {got: "{{ got }}"}
`;

const ASK = `ref: waits.ask
tasks:
  - name: ask
    action: core.ask
    input:
      prompt: "Pay <b>12</b> & more?"
      schema:
        type: object
        required: [approved, amount]
        additionalProperties: false
        properties:
          approved: {type: boolean, title: Approved?}
          amount: {type: integer, minimum: 1, maximum: 99, description: In euros}
          how: {enum: [card, 7, null]}
          mail: {type: string, format: email}
          note: {type: string, maxLength: 2000}
          lines: {type: array, items: {type: integer}}
      assignee: ann
      expires_in: PT1H
    next: [{publish: {got: "{{ result() }}"}, do: noop}]
output_map: {got: "{{ got }}"}
`;
const TEXT = `ref: waits.text
tasks: [{name: ask, action: core.ask, input: {prompt: "Why?"}, next: [{publish: {got: "{{ result() }}"}, do: noop}]}]
output_map: {got: "{{ got }}"}
`;

const RESPOND = `ref: waits.respond
parameters: {status: {type: integer, default: 200}, headers: {type: object, default: {}}, body: {}}
tasks:
  - name: say
    action: core.respond
    input: {status: "{{ status }}", headers: "{{ headers }}", body: "{{ body }}"}
    next: [{do: rest}]
  - {name: rest, action: core.sleep, input: {seconds: 600}}
`;

let api: EngineApi;
beforeAll(async () => {
  api = await startEngine();
  for (const yaml of [WAIT, ASK, TEXT, RESPOND]) {
    await dataOf(await api.send('POST', '/api/v1/workflows', { yaml }), 201);
  }
});
afterAll(() => api.close());

async function started(ref: string): Promise<string> {
  return String((await dataOf(await api.send('POST', `/api/v1/workflows/${ref}/executions`), 202)).id);
}

const shown = async (id: string) => dataOf(await api.send('GET', `/api/v1/executions/${id}`));

describe('a signal', () => {
  const send = (id: string, sent: Sent, name = 'go') =>
    api.send('POST', `/api/v1/executions/${id}/signals/${name}`, sent);

  test('is kept until it fits somebody, and is taken once', async () => {
    const id = await started('waits.signal');
    expect(await dataOf(await send(id, { json: { n: 1 } }), 202)).toMatchObject({ status: 'buffered' });
    expect(await dataOf(await send(id, {}), 202)).toMatchObject({ status: 'buffered' });
    const taken = await dataOf(await send(id, { json: { n: 2 } }), 202);
    expect(taken).toEqual({ signal: 'go', status: 'delivered', instance: 'wait:1', item: null });
    expect(await shown(id)).toMatchObject({ status: 'succeeded', output: { got: { n: 2 } } });
    await problemOf(await send(id, { json: { n: 2 } }), 409, 'conflict');
  });

  test('sent twice under one key counts once', async () => {
    const id = await started('waits.signal');
    const headers = { 'Idempotency-Key': 'one' };
    const first = await send(id, { json: { n: 1 }, headers });
    expect(first.headers.get('idempotency-replayed')).toBeNull();
    const again = await send(id, { json: { n: 1 }, headers });
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(await again.text()).toBe(await first.text());
    await problemOf(await send(id, { json: { n: 5 }, headers }), 409, 'idempotency_key_reused');
    const history = await listOf(await api.send('GET', `/api/v1/executions/${id}/history?type=signal.received`));
    expect(history.data).toHaveLength(1);
  });

  test('that cannot be read, or goes nowhere', async () => {
    const id = await started('waits.signal');
    await problemOf(await send(id, { json: 1 }, 'a%20b'), 400, 'bad_request');
    await problemOf(await send(id, { body: '{', headers: { 'Content-Type': 'application/json' } }), 400);
    await problemOf(await send(id, { body: 'x', headers: { 'Content-Type': 'text/plain' } }), 415);
    const large = JSON.stringify('x'.repeat(1024 * 1024));
    await problemOf(await send(id, { body: large, headers: { 'Content-Type': 'application/json' } }), 413);
    await problemOf(await send('01ARZ3NDEKTSV4RRFFQ69G5FAV', { json: 1 }), 404);
  });
});

interface Inquiry {
  readonly id: string;
  readonly status: string;
  readonly links: { readonly self: string; readonly respond: string; readonly form?: string };
}

/** Started, with its inquiry in the list. */
async function asked(ref = 'waits.ask'): Promise<{ readonly execution: string; readonly inquiry: Inquiry }> {
  const execution = await started(ref);
  const open = async () =>
    (await listOf<Inquiry>(await api.send('GET', `/api/v1/inquiries?execution=${execution}`))).data[0];
  await expect.poll(open).toBeDefined();
  const inquiry = await open();
  return { execution, inquiry: inquiry ?? { id: '', status: '', links: { self: '', respond: '' } } };
}

const GOOD = { approved: true, amount: 12 };

describe('an inquiry', () => {
  test('is listed, shown, answered once', async () => {
    const { execution, inquiry } = await asked();
    expect(inquiry).toMatchObject({ id: `${execution}.ask:1.-.1`, status: 'open', assignee: 'ann', response: null });
    expect(await dataOf(await api.send('GET', inquiry.links.self))).toMatchObject({ prompt: 'Pay <b>12</b> & more?' });
    const answer = (response: unknown, headers = {}) =>
      api.send('POST', inquiry.links.respond, { json: { response }, headers });
    const misfit = await problemOf(await answer({ approved: 1, amount: 0, colour: 'red' }), 422, 'invalid_input');
    expect(misfit.findings?.map(({ path }) => path).sort()).toEqual(['/amount', '/approved', '/colour']);
    const headers = { 'Idempotency-Key': 'a' };
    expect(await dataOf(await answer(GOOD, headers))).toMatchObject({ status: 'answered', responded_by: 'admin' });
    expect((await answer(GOOD, headers)).headers.get('idempotency-replayed')).toBe('true');
    await problemOf(await answer(GOOD), 409, 'inquiry_answered');
    expect(await shown(execution)).toMatchObject({ status: 'succeeded', output: { got: GOOD } });
    const listed = async () => listOf<Inquiry>(await api.send('GET', `/api/v1/inquiries?execution=${execution}`));
    await expect.poll(async () => (await listed()).data[0]?.status).toBe('answered');
  });

  test('is found by status, assignee and workflow', async () => {
    const { inquiry } = await asked();
    const ids = async (query: string) =>
      (await listOf<Inquiry>(await api.send('GET', `/api/v1/inquiries?${query}`))).data.map(({ id }) => id);
    expect(await ids('status=open&assignee=ann&workflow=waits.ask&limit=200')).toContain(inquiry.id);
    expect(await ids('assignee=bob')).toEqual([]);
    expect(await ids('workflow=waits.signal')).toEqual([]);
    await problemOf(await api.send('GET', '/api/v1/inquiries?status=odd'), 400);
  });

  test('that is none, or is of a canceled execution', async () => {
    const { execution, inquiry } = await asked();
    await dataOf(await api.send('POST', `/api/v1/executions/${execution}/cancel`));
    await problemOf(await api.send('POST', inquiry.links.respond, { json: { response: GOOD } }), 410, 'inquiry_closed');
    for (const id of ['x', `${execution}.ask:1.-.2`, `${execution}.no:1.-.1`, '01ARZ3NDEKTSV4RRFFQ69G5FAV.ask:1.-.1']) {
      await problemOf(await api.send('GET', `/api/v1/inquiries/${id}`), 404, 'not_found');
    }
  });
});

describe('the page of an inquiry', () => {
  const path = ({ links }: Inquiry) => new URL(links.form ?? 'http://none').pathname;
  const open = (at: string) => api.send('GET', at, { token: null });
  const submit = (at: string, fields: Record<string, string>) =>
    api.send('POST', at, {
      token: null,
      body: new URLSearchParams(fields).toString(),
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    });

  test('shows the question with a control for each field, runs nothing, and lets nothing of the prompt through', async () => {
    const { inquiry } = await asked();
    const response = await open(path(inquiry));
    expect(response.status).toBe(200);
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("form-action 'self'");
    expect(policy).not.toContain('unsafe');
    expect(response.headers.get('referrer-policy')).toBe('no-referrer');
    expect(response.headers.get('cache-control')).toBe('no-store');
    const text = await response.text();
    expect(text).not.toMatch(/<script|javascript:|\son\w+=|https?:/i);
    expect(text).toContain('Pay &lt;b&gt;12&lt;/b&gt; &amp; more?');
    for (const control of [
      '<label for="field-0">Approved? (required)</label>',
      '<input type="number" step="1" min="1" max="99" id="field-1" name="field-1" required aria-describedby="field-1-help"',
      '<p class="help" id="field-1-help">In euros</p>',
      '<option value="1">7</option>',
      '<input type="email" id="field-3"',
      '<textarea id="field-4"',
      '<textarea id="field-5" name="field-5" spellcheck="false"',
    ]) {
      expect(text).toContain(control);
    }
  });

  test('takes what fits, and says what does not, with what was written', async () => {
    const { execution, inquiry } = await asked();
    const at = path(inquiry);
    const wrong = await submit(at, { 'field-1': '0', 'field-3': 'x"><i>', 'field-5': '[1,' });
    expect(wrong.status).toBe(422);
    expect(await wrong.text()).toContain('is no JSON');
    const again = await (await submit(at, { 'field-1': '0', 'field-4': '<b>' })).text();
    expect(again).toContain('role="alert"');
    expect(again).toContain('<a href="#field-0">Approved?</a>');
    expect(again).toMatch(/id="field-1"[^>]* aria-invalid="true"[^>]* value="0"/);
    expect(again).toContain('\n&lt;b&gt;</textarea>');
    const fields = { 'field-0': 'true', 'field-1': '12', 'field-2': '1', 'field-4': 'a\r\nb', 'field-5': '[1, 2]' };
    const taken = await submit(at, fields);
    expect(taken.status).toBe(200);
    expect(await taken.text()).toContain('Thank you');
    const got = { approved: true, amount: 12, how: 7, note: 'a\nb', lines: [1, 2] };
    expect(await shown(execution)).toMatchObject({ status: 'succeeded', output: { got } });
    expect((await submit(at, fields)).status).toBe(409);
    expect(await (await open(at)).text()).toContain('Already answered');
  });

  test('of a question without a schema takes text', async () => {
    const { execution, inquiry } = await asked('waits.text');
    expect((await submit(path(inquiry), { response: 'because' })).status).toBe(200);
    expect(await shown(execution)).toMatchObject({ output: { got: 'because' } });
  });

  test('when nobody waits any more', async () => {
    const { execution, inquiry } = await asked();
    await dataOf(await api.send('POST', `/api/v1/executions/${execution}/cancel`));
    expect(await (await open(path(inquiry))).text()).toContain('Expired');
    expect((await submit(path(inquiry), { 'field-0': 'true', 'field-1': '12' })).status).toBe(410);
  });

  test('a link is neither made up nor a callback, and a callback is no link', async () => {
    const { execution, inquiry } = await asked();
    const at = path(inquiry);
    for (const wrong of [`${at.slice(0, -1)}_`, '/inquiries/x', at.replace('.1.', '.2.')]) {
      expect((await open(wrong)).status).toBe(404);
      expect((await submit(wrong, {})).status).toBe(404);
    }
    await problemOf(await api.send('POST', at.replace('inquiries', 'callbacks'), { token: null, json: GOOD }), 404);
    const [key = { id: '', secret: '' }] = api.env.settings.callbackKeys;
    const callback = await mintCallbackToken(key, { execution, instance: 'ask:1', item: null, attempt: 1 });
    expect((await open(`/inquiries/${callback}`)).status).toBe(404);
  });

  test('its link is for those who may answer', async () => {
    const { inquiry } = await asked();
    const json = { name: 'reader', scopes: ['read'] };
    const { token } = await dataOf<{ token: string }>(await api.send('POST', '/api/v1/tokens', { json }), 201);
    const seen = await dataOf<Inquiry>(await api.send('GET', inquiry.links.self, { token }));
    expect(seen.links.form).toBeUndefined();
    expect(inquiry.links.form).toContain('/inquiries/k2.');
  });

  test('takes nothing but its form', async () => {
    const { inquiry } = await asked();
    await problemOf(await api.send('POST', path(inquiry), { token: null, json: GOOD }), 415);
  });
});

describe('an answer of the workflow itself', () => {
  /** Not compared with the document: what a workflow answers is its own. */
  const ask = (input: object, headers: Record<string, string> = {}) =>
    api.app.request('http://localhost/api/v1/workflows/waits.respond/executions', {
      method: 'POST',
      body: JSON.stringify({ input }),
      headers: {
        ...{ Authorization: `Bearer ${ADMIN_TOKEN}`, 'Content-Type': 'application/json', Prefer: 'wait=10' },
        ...headers,
      },
    });

  test('is given as it is, at once', async () => {
    const response = await ask({ status: 201, headers: { 'X-Mine': 'a', ETag: '"1"' }, body: { a: [1] } });
    expect(response.status).toBe(201);
    expect(await response.json()).toEqual({ a: [1] });
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(response.headers.get('x-mine')).toBe('a');
    expect(response.headers.get('etag')).toBe('"1"');
    expect(response.headers.get('preference-applied')).toBe('wait=10');
    expect(response.headers.get('location')).toMatch(/^\/api\/v1\/executions\/[0-9A-Z]{26}$/);
  });

  test('text, another type, nothing, and what has no body', async () => {
    const text = await ask({ body: 'plain' });
    expect([await text.text(), text.headers.get('content-type')]).toEqual(['plain', 'text/plain; charset=utf-8']);
    const xml = await ask({ body: '<a/>', headers: { 'content-type': 'application/xml' } });
    expect([await xml.text(), xml.headers.get('content-type')]).toEqual(['<a/>', 'application/xml']);
    expect(await (await ask({ status: 404, body: null })).text()).toBe('');
    const none = await ask({ status: 204, body: 'not sent' });
    expect([none.status, await none.text()]).toEqual([204, '']);
  });

  test('sets neither cookies nor what concerns the whole server', async () => {
    const headers = {
      'Set-Cookie': 'a=b',
      'Access-Control-Allow-Origin': '*',
      'Content-Security-Policy': "script-src 'unsafe-inline'",
      'Transfer-Encoding': 'chunked',
      'Service-Worker-Allowed': '/',
      'Content-Type': 'text/html',
    };
    const response = await ask({ headers, body: '<script>1</script>' });
    for (const name of ['set-cookie', 'access-control-allow-origin', 'transfer-encoding', 'service-worker-allowed']) {
      expect(response.headers.has(name), name).toBe(false);
    }
    expect(response.headers.get('content-security-policy')).toBe("sandbox; default-src 'none'");
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  });

  test('is there for the same request again', async () => {
    const key = { 'Idempotency-Key': 'respond' };
    expect(await (await ask({ body: 'once' }, key)).text()).toBe('once');
    expect(await (await ask({ body: 'once' }, key)).text()).toBe('once');
  });
});
