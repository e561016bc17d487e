import { afterAll, beforeAll, expect, test } from 'vitest';
import { ask, type Server, startServer, until } from '../support/server.ts';

const own = (ref: string, more = '') => `ref: ${ref}\n${more}tasks: [{name: a}]\n`;
type Data<T> = { readonly data: T };

let server: Server;
beforeAll(async () => {
  server = await startServer({ OSTINATO_RETENTION_SECONDS: '3' });
});
afterAll(() => server?.dispose());

test('ended executions are deleted with their row, over a kill; what says otherwise is kept', async () => {
  const type = { 'content-type': 'application/yaml' };
  for (const [ref, more] of [
    ['kept.short', ''],
    ['kept.long', 'retention: P1D\n'],
  ] as const) {
    expect((await ask(server, 'PUT', `/api/v1/workflows/${ref}`, own(ref, more), type)).status).toBe(201);
  }
  const start = async (ref: string) =>
    (await ask<Data<{ id: string }>>(server, 'POST', `/api/v1/workflows/${ref}/executions`, {})).body.data.id;
  const [short, long] = [await start('kept.short'), await start('kept.long')];
  const shown = (id: string) => ask<Data<{ status: string }>>(server, 'GET', `/api/v1/executions/${id}`);
  await until(
    () => shown(short),
    ({ body }) => body.data.status === 'succeeded',
  );
  await server.kill();
  await server.restart();
  await until(
    () => shown(short),
    ({ status }) => status === 404,
    90_000,
  );
  const listed = await ask<Data<{ id: string }[]>>(server, 'GET', '/api/v1/executions');
  expect(listed.body.data.map(({ id }) => id)).toEqual([long]);
  expect((await shown(long)).body.data.status).toBe('succeeded');
  expect((await ask(server, 'DELETE', `/api/v1/executions/${long}`)).status).toBe(204);
  expect((await shown(long)).status).toBe(404);
}, 180_000);
