import { afterAll, beforeAll, expect, test } from 'vitest';
import { ask, type Server, startServer, until } from '../support/server.ts';

const LIMIT = 2;
const WORKFLOW = `
ref: limits.work
concurrency: {key: all, limit: ${LIMIT}}
tasks:
  - {name: work, action: core.sleep, input: {seconds: 3}}
`;
const STARTS = 12;
const KILLS = 3;

interface Execution {
  readonly id: string;
  readonly status: string;
}
interface Event {
  readonly type: string;
  readonly at: string;
  readonly changes: readonly { readonly type: string }[];
}
type Data<T> = { readonly data: T };

let server: Server;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server?.dispose());

const statuses = async (ids: readonly string[]) =>
  Promise.all(
    ids.map(async (id) => (await ask<Data<Execution>>(server, 'GET', `/api/v1/executions/${id}`)).body.data.status),
  );

/** When an execution was admitted and when it ended, from its log. */
async function spanOf(id: string) {
  const { body } = await ask<Data<Event[]>>(server, 'GET', `/api/v1/executions/${id}/history`);
  const admitted = body.data.filter(({ changes }) => changes.some(({ type }) => type === 'token.created'));
  expect(admitted.map(({ type }) => type)).toEqual(['execution.admitted']);
  const ended = body.data.find(({ changes }) => changes.some(({ type }) => type === 'execution.ended'));
  return { from: Date.parse(admitted[0]?.at ?? ''), to: Date.parse(ended?.at ?? '') };
}

test(`kills between admission and release: all ${STARTS} run, once, never more than ${LIMIT} at once`, async () => {
  const type = { 'content-type': 'application/yaml' };
  expect((await ask(server, 'PUT', '/api/v1/workflows/limits.work', WORKFLOW, type)).status).toBe(201);
  const path = '/api/v1/workflows/limits.work/executions';
  const starts = Array.from({ length: STARTS }, () => ask<Data<Execution>>(server, 'POST', path, {}));
  const ids = (await Promise.all(starts)).map(({ body }) => body.data.id);
  for (let kill = 0; kill < KILLS; kill++) {
    await until(
      () => statuses(ids),
      (all) => all.includes('running') && all.includes('requested'),
    );
    await server.kill();
    await server.restart();
  }
  await until(
    () => statuses(ids),
    (all) => all.every((status) => status === 'succeeded'),
    120_000,
  );
  const spans = await Promise.all(ids.map(spanOf));
  const most = spans.map(({ from }) => spans.filter((other) => other.from <= from && from < other.to).length);
  expect(Math.max(...most)).toBeLessThanOrEqual(LIMIT);
  const view = await until(
    () =>
      ask<Data<{ queued: number; running: readonly string[] }>>(
        server,
        'GET',
        `${path.replace(/executions$/, 'concurrency')}?key=all`,
      ),
    ({ body }) => body.data.running.length === 0,
    60_000,
  );
  expect(view.body.data).toMatchObject({ key: 'all', limit: LIMIT, on_limit: 'queue', queued: 0 });
}, 240_000);
