import { readdirSync, readFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { attributesOf, type Collector, startCollector } from '../support/collector.ts';
import { type Endpoints, startEndpoints } from '../support/endpoints.ts';
import { ask, type Server, startServer, TOKEN, until } from '../support/server.ts';

const PLANTED = 'planted-secret-7f3a9c';
const TRACEPARENT = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
const PARAMETER = 'planted-parameter-51d2e8';

let server: Server;
let endpoints: Endpoints;
let collector: Collector;

beforeAll(async () => {
  collector = await startCollector();
  const watched = {
    OSTINATO_LOG: 'all',
    OSTINATO_OTLP_ENDPOINT: collector.url,
    OSTINATO_OTLP_HEADERS: 'x-key=collector',
  };
  [server, endpoints] = await Promise.all([startServer(watched), startEndpoints()]);
});

afterAll(async () => {
  await server?.dispose();
  await endpoints?.close();
  collector?.close();
});

interface Shown {
  readonly data: { readonly id: string; readonly status: string; readonly error: unknown };
}

test('a secret reaches the call it is meant for, and is found nowhere else', async () => {
  const put = await ask(server, 'PUT', '/api/v1/secrets/mail_key', { value: PLANTED });
  expect(put.status).toBeLessThan(300);
  const yaml = `
parameters:
  base: { type: string }
  pin: { type: string, secret: true }
tasks:
  - name: call
    action: core.http
    input:
      url: "{{ parameters.base }}/secret/1"
      method: POST
      json: { key: "{{ secret('mail_key') }}", text: "pin {{ parameters.pin }}" }
    next: [{publish: [{seen: "{{ result().body }}"}], do: continue}]
output_map: {seen: "{{ seen }}"}`;
  await ask(server, 'PUT', '/api/v1/workflows/safe.mail', yaml, { 'content-type': 'application/yaml' });
  const input = { base: endpoints.url, pin: PARAMETER };
  const { body } = await ask<Shown>(
    server,
    'POST',
    '/api/v1/workflows/safe.mail/executions',
    { input },
    { prefer: 'wait=20', traceparent: TRACEPARENT },
  );
  expect(body.data).toMatchObject({ status: 'succeeded' });
  const sent = endpoints.seen.find(({ path }) => path === '/secret/1');
  expect(sent?.body).toEqual({ key: PLANTED, text: `pin ${PARAMETER}` });
  const { id } = body.data;
  await until(
    async () => collector.spans.length,
    (n) => n >= 2,
  );
  const spans = collector.spans.filter((span) => attributesOf(span)['ostinato.execution'] === id);
  expect(spans.map(({ name }) => name)).toEqual(['call', 'safe.mail']);
  expect(spans[1]).toMatchObject({ traceId: TRACEPARENT.slice(3, 35), parentSpanId: TRACEPARENT.slice(36, 52) });
  expect(sent?.headers.traceparent).toBe(`00-${spans[0]?.traceId}-${spans[0]?.spanId}-01`);
  expect(collector.batches[0]?.headers['x-key']).toBe('collector');
  const line = await until(
    async () =>
      server
        .output()
        .split('\n')
        .find((text) => text.includes(id) && text.includes('execution.ended')) ?? '',
    (text) => text !== '',
  );
  expect(JSON.parse(line.slice(line.indexOf('{')))).toMatchObject({
    ...{
      level: 'info',
      event: 'execution.ended',
      execution: id,
      workflow: 'safe.mail',
      status: 'succeeded',
      code: null,
    },
  });
  const answers = [JSON.stringify(body)];
  for (const view of ['', '/state', '/tasks', '/history?limit=200', '/machine', '/tasks/call:1']) {
    answers.push(JSON.stringify((await ask(server, 'GET', `/api/v1/executions/${id}${view}`)).body));
  }
  answers.push(JSON.stringify((await ask(server, 'GET', '/api/v1/secrets')).body), server.output());
  const metrics = await fetch(`${server.url}/metrics`, { headers: { authorization: `Bearer ${TOKEN}` } });
  answers.push(await metrics.text(), ...collector.batches.map(({ text }) => text));
  for (const answer of answers) {
    expect(answer).not.toContain(PLANTED);
    expect(answer).not.toContain(PARAMETER);
  }
  await server.stop();
  expect(filesWith(PLANTED, PARAMETER)).toEqual([]);
});

/** Files of the server's home that hold one of the texts. */
function filesWith(...texts: readonly string[]): readonly string[] {
  const entries = readdirSync(server.home, { recursive: true, encoding: 'utf8', withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  expect(files.length).toBeGreaterThan(3);
  return files.filter((file) => {
    const bytes = readFileSync(file);
    return texts.some((text) => bytes.includes(text));
  });
}

test('an answer that repeats the secret has it replaced before it is stored', async () => {
  await server.restart();
  const yaml = `
parameters: { base: { type: string } }
tasks:
  - name: call
    action: core.http
    input: { url: "{{ parameters.base }}/{{ secret('mail_key') }}/x" }
    next: [{publish: [{seen: "{{ result().body }}"}], do: continue}]
output_map: {seen: "{{ seen }}"}`;
  await ask(server, 'PUT', '/api/v1/workflows/safe.echo', yaml, { 'content-type': 'application/yaml' });
  const input = { base: endpoints.url };
  const { body } = await ask<Shown>(
    server,
    'POST',
    '/api/v1/workflows/safe.echo/executions',
    { input },
    { prefer: 'wait=20' },
  );
  expect(endpoints.seen.some(({ path }) => path === `/${PLANTED}/x`)).toBe(true);
  expect(body.data).toMatchObject({ status: 'succeeded', output: { seen: { path: '/[sealed]/x' } } });
});

/** A delivery that breaks off in the middle of its body. */
async function breakOff(url: string): Promise<void> {
  const sent = request(url, {
    method: 'POST',
    headers: { 'content-length': '100', 'content-type': 'application/json' },
  });
  await new Promise<void>((resolve) => {
    sent.once('error', () => resolve()).once('close', () => resolve());
    sent.write('{', () => setTimeout(() => sent.destroy(), 200));
  });
}

test('the key of a webhook is in no log, whatever becomes of a delivery', async () => {
  const workflow = 'tasks: [{name: a}]';
  await ask(server, 'PUT', '/api/v1/workflows/safe.hooked', workflow, { 'content-type': 'application/yaml' });
  const { body } = await ask<{ readonly data: { readonly url: string; readonly key: string } }>(
    ...([server, 'POST', '/api/v1/triggers'] as const),
    {
      ...{ name: 'safe.open', workflow: 'safe.hooked', type: 'webhook' },
      webhook: { preset: 'none', allow_unsigned: true },
    },
  );
  const { url, key } = body.data;
  expect((await fetch(url, { method: 'POST' })).status).toBe(202);
  await breakOff(url);
  const shown = await until(
    async () => server.output(),
    (text) => text.includes('connection lost'),
  );
  expect(shown).toContain('/hooks/');
  expect(shown).not.toContain(key);
  await server.stop();
  expect(filesWith(key)).toEqual([]);
});
