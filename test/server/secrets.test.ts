import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Endpoints, startEndpoints } from '../support/endpoints.ts';
import { ask, type Server, startServer } from '../support/server.ts';

const PLANTED = 'planted-secret-7f3a9c';
const PARAMETER = 'planted-parameter-51d2e8';

let server: Server;
let endpoints: Endpoints;

beforeAll(async () => {
  [server, endpoints] = await Promise.all([startServer(), startEndpoints()]);
});

afterAll(async () => {
  await server?.dispose();
  await endpoints?.close();
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
    { prefer: 'wait=20' },
  );
  expect(body.data).toMatchObject({ status: 'succeeded' });
  const sent = endpoints.seen.find(({ path }) => path === '/secret/1');
  expect(sent?.body).toEqual({ key: PLANTED, text: `pin ${PARAMETER}` });
  const { id } = body.data;
  const answers = [JSON.stringify(body)];
  for (const view of ['', '/state', '/tasks', '/history?limit=200', '/machine', '/tasks/call:1']) {
    answers.push(JSON.stringify((await ask(server, 'GET', `/api/v1/executions/${id}${view}`)).body));
  }
  answers.push(JSON.stringify((await ask(server, 'GET', '/api/v1/secrets')).body), server.output());
  for (const answer of answers) {
    expect(answer).not.toContain(PLANTED);
    expect(answer).not.toContain(PARAMETER);
  }
  await server.stop();
  const files = readdirSync(server.home, { recursive: true, encoding: 'utf8', withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  expect(files.length).toBeGreaterThan(3);
  for (const file of files) {
    const bytes = readFileSync(join(file.parentPath, file.name));
    expect([file.name, bytes.includes(PLANTED), bytes.includes(PARAMETER)]).toEqual([file.name, false, false]);
  }
});

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
