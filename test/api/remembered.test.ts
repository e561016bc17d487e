import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createApi } from '../../src/api/create-api.ts';
import { startDerived } from '../../src/api/execution/start-derived.ts';
import type { Database } from '../../src/registry/database.ts';
import { ulid } from '../../src/value/ulid.ts';
import { dataOf, problemOf } from './support/answers.ts';
import { startApi, type TestApi } from './support/start-api.ts';
import { small } from './support/workflows.ts';

let api: TestApi;
/** Another instance over the same registry: what it does, the first one does not see. */
let other: ReturnType<typeof createApi>;
const statements: string[] = [];

/** The registry, and what it is asked. */
function listening(db: Database): Database {
  const note = (statement: unknown) =>
    statements.push(typeof statement === 'string' ? statement : (statement as { readonly sql: string }).sql);
  return {
    execute: (statement: Parameters<Database['execute']>[0]) => {
      note(statement);
      return db.execute(statement);
    },
    batch: (all, mode) => {
      note(all[0]);
      return db.batch(all, mode);
    },
  };
}

const packWith = (level: number) => ({
  manifest: { ref: 'mem', label: 'Memory', config: { level } },
  files: [{ path: 'workflows/a.yaml', content: small('mem.a') }],
});

beforeAll(async () => {
  api = await startApi();
  other = createApi({ ...api.env });
  const heard = listening(api.env.database());
  Object.assign(api.env, { database: () => heard });
  await dataOf(await api.send('PUT', '/api/v1/packs/mem', { json: packWith(1) }), 201);
});
afterAll(() => api.close());

const START = '/api/v1/workflows/mem.a/executions';
const start = () => api.send('POST', START, { json: {} });
const commandOf = async (answer: Response) => {
  const { id } = await dataOf<{ readonly id: string }>(answer, 202);
  return api.directory.executions.get(id)?.command;
};
const elsewhere = (method: string, path: string, sent: Parameters<TestApi['send']>[2]) =>
  api.sendTo(other, method, path, sent);

beforeEach(async () => {
  await start();
  statements.length = 0;
});

test('the second start reads nothing: the batch that writes the row says that all is as before', async () => {
  expect(await commandOf(await start())).toMatchObject({ workflow: 'mem.a', version: 1, indexed: 'running' });
  expect(statements.map((text) => text.trimStart().split(' ')[0])).toEqual(['INSERT']);
});

test('a version that was registered elsewhere is the one that starts', async () => {
  const yaml = small('mem.b');
  await dataOf(await elsewhere('POST', '/api/v1/workflows', { yaml }), 201);
  const path = '/api/v1/workflows/mem.b/executions';
  expect(await commandOf(await api.send('POST', path, { json: {} }))).toMatchObject({ version: 1 });
  await dataOf(await elsewhere('PUT', '/api/v1/workflows/mem.b', { yaml: `${yaml}timeout: 7\n` }), 200);
  expect(await commandOf(await api.send('POST', path, { json: {} }))).toMatchObject({ version: 2, duration: 7000 });
});

test('input that fits what the workflow has become is taken', async () => {
  const path = '/api/v1/workflows/mem.c/executions';
  const yaml = (type: string) => small('mem.c', `parameters: {n: {type: ${type}}}\n`);
  await dataOf(await elsewhere('POST', '/api/v1/workflows', { yaml: yaml('integer') }), 201);
  await dataOf(await api.send('POST', path, { json: { input: { n: 1 } } }), 202);
  await dataOf(await elsewhere('PUT', '/api/v1/workflows/mem.c', { yaml: yaml('string') }), 200);
  await dataOf(await api.send('POST', path, { json: { input: { n: 'one' } } }), 202);
  await problemOf(await api.send('POST', path, { json: { input: { n: 1 } } }), 422, 'invalid_input');
});

test.each([
  ['disabled', async () => elsewhere('PATCH', '/api/v1/workflows/mem.a', { json: { status: 'disabled' } }), 409],
  ['active', async () => elsewhere('PATCH', '/api/v1/workflows/mem.a', { json: { status: 'active' } }), 202],
] as const)('a workflow that has become %s elsewhere', async (_, change, status) => {
  await change();
  expect((await start()).status).toBe(status);
});

test('the configuration of a pack that was installed anew elsewhere is pinned', async () => {
  await dataOf(await elsewhere('PUT', '/api/v1/packs/mem', { json: packWith(2) }), 200);
  expect(JSON.parse((await commandOf(await start()))?.closure ?? '')).toMatchObject({ config: { level: 2 } });
});

test('triggers start by memory too, and the same start again stays what it was', async () => {
  const yaml = small('mem.d');
  await dataOf(await elsewhere('POST', '/api/v1/workflows', { yaml }), 201);
  const at = api.env.clock.now();
  const planned = (n: number) => ({
    ...{ execution: ulid(at, new Uint8Array(10).fill(n)), workflow: 'mem.d', input: '{}', tags: ['t'], at },
  });
  await startDerived(api.env, planned(1));
  statements.length = 0;
  const repeated = planned(2);
  expect(await startDerived(api.env, repeated)).toEqual({ type: 'started' });
  expect(statements.map((text) => text.trimStart().split(' ')[0])).toEqual(['INSERT']);
  await dataOf(await elsewhere('PUT', '/api/v1/workflows/mem.d', { yaml: `${yaml}timeout: 7\n` }), 200);
  expect(await startDerived(api.env, repeated)).toEqual({ type: 'started' });
  expect(api.directory.starts.filter(({ id }) => id === repeated.execution).map(({ version }) => version)).toEqual([
    1, 1,
  ]);
});

test('a pack that a token may not see is not there, though others have used it', async () => {
  const minted = await api.send('POST', '/api/v1/tokens', {
    json: { name: 'elsewhere', scopes: ['execute'], packs: ['another'] },
  });
  const { token } = await dataOf<{ readonly token: string }>(minted, 201);
  await problemOf(await api.send('POST', START, { json: {}, token }), 404, 'not_found');
});

test('a pack that was removed elsewhere is gone', async () => {
  expect((await elsewhere('DELETE', '/api/v1/packs/mem', {})).status).toBe(204);
  await problemOf(await start(), 404, 'not_found');
});
