import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask, type Server, startServer, until } from '../support/server.ts';

type Data<T> = { readonly data: T };
interface Execution {
  readonly id: string;
  readonly status: string;
  readonly output: unknown;
}
interface Inquiry {
  readonly id: string;
  readonly status: string;
  readonly links: { readonly respond: string; readonly form: string };
}

const WAITS = `
tasks:
  - name: ask
    action: core.ask
    input:
      prompt: Shall we?
      schema: {type: object, required: [ok], properties: {ok: {type: boolean}}}
      assignee: ann
    next: [{publish: {ok: "{{ result().ok }}"}, do: say}]
  - name: say
    action: core.wait
    input: {signal: go, filter: "{{ signal.n == 2 }}"}
    next: [{publish: {n: "{{ result().n }}"}, do: noop}]
output_map: {ok: "{{ ok }}", n: "{{ n }}"}
`;

let server: Server;
beforeAll(async () => {
  server = await startServer();
  const headers = { 'content-type': 'application/yaml' };
  const { status } = await ask(server, 'PUT', '/api/v1/workflows/waits.all', WAITS, headers);
  expect(status).toBeLessThan(300);
});
afterAll(async () => {
  await server?.dispose();
});

async function start(): Promise<string> {
  const { body } = await ask<Data<Execution>>(server, 'POST', '/api/v1/workflows/waits.all/executions', {});
  return body.data.id;
}

async function inquiryOf(id: string): Promise<Inquiry> {
  const { body } = await until(
    () => ask<Data<readonly Inquiry[]>>(server, 'GET', `/api/v1/inquiries?execution=${id}`),
    ({ body: found }) => found.data.length > 0,
  );
  return body.data[0] as Inquiry;
}

const signal = (id: string, n: number) => ask(server, 'POST', `/api/v1/executions/${id}/signals/go`, { n });

describe('a real server', () => {
  test('asks, is answered on the page of the link, takes early signals, and is killed in between', async () => {
    const id = await start();
    const { links } = await inquiryOf(id);
    expect(links.form.startsWith(`${server.url}/inquiries/`)).toBe(true);
    expect((await signal(id, 2)).status).toBe(202);
    await server.kill();
    await server.restart();
    const page = await fetch(links.form);
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(await page.text()).toContain('Shall we?');
    const answered = await fetch(links.form, { method: 'POST', body: new URLSearchParams({ 'field-0': 'true' }) });
    expect([answered.status, await answered.text()]).toEqual([200, expect.stringContaining('Thank you')]);
    const { body } = await until(
      () => ask<Data<Execution>>(server, 'GET', `/api/v1/executions/${id}`),
      ({ body: found }) => found.data.status === 'succeeded',
    );
    expect(body.data.output).toEqual({ ok: true, n: 2 });
    await until(
      () => ask<Data<readonly Inquiry[]>>(server, 'GET', `/api/v1/inquiries?execution=${id}&status=answered`),
      ({ body: found }) => found.data.length === 1,
    );
  });
});
