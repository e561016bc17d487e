import { afterAll, beforeAll, expect, test } from 'vitest';
import { dataOf, listOf, problemOf } from './support/answers.ts';
import { startApi, type TestApi } from './support/start-api.ts';
import { small } from './support/workflows.ts';

const INSTALLS = '/api/v1/packs/big/installs';
let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

interface Install {
  readonly id: string;
  readonly links: { readonly files: string; readonly commit: string };
}

const begin = async (headers = {}) =>
  dataOf<Install>(await api.send('POST', INSTALLS, { json: { manifest: { label: 'Big' } }, headers }), 201);
const file = (name: string) => ({ path: `workflows/${name}.yaml`, content: small(`big.${name}`) });
const add = (install: Install, ...names: readonly string[]) =>
  api.send('PUT', install.links.files, { json: { files: names.map(file) } });

test('a pack in parts is seen when it is whole', async () => {
  const install = await begin();
  expect(await dataOf(await add(install, 'a', 'b'))).toMatchObject({ files: [{ outcome: 'staged' }, {}] });
  await dataOf(await add(install, 'c'));
  await problemOf(await api.send('GET', '/api/v1/packs/big'), 404);
  const done = await dataOf(await api.send('POST', install.links.commit));
  expect(done).toMatchObject({ ref: 'big', workflow_count: 3 });
  expect((await listOf(await api.send('GET', '/api/v1/packs/big/workflows'))).data).toHaveLength(3);
  await problemOf(await api.send('POST', install.links.commit), 409, 'conflict');
  await problemOf(await add(install, 'd'), 409, 'conflict');
});

test('beginning and committing twice under one key is once', async () => {
  const first = await begin({ 'Idempotency-Key': 'b' });
  expect(await begin({ 'Idempotency-Key': 'b' })).toEqual(first);
  await dataOf(await add(first, 'a'));
  const commit = () => api.send('POST', first.links.commit, { headers: { 'Idempotency-Key': 'c' } });
  const done = await dataOf(await commit());
  const again = await commit();
  expect(again.headers.get('idempotency-replayed')).toBe('true');
  expect(await dataOf(again)).toEqual(done);
});

test('an invalid file is told at once, and stops a strict commit', async () => {
  const install = await begin();
  const broken = { path: 'workflows/x.yaml', content: 'tasks: 7' };
  const told = await dataOf(await api.send('PUT', install.links.files, { json: { files: [broken] } }));
  expect(told).toMatchObject({ files: [{ outcome: 'invalid', findings: [{ severity: 'error' }] }] });
  await problemOf(await api.send('POST', `${install.links.commit}?skip_invalid=false`), 422, 'invalid_definition');
});

test('an installation is that of its pack', async () => {
  const { id } = await begin();
  const elsewhere = `/api/v1/packs/other/installs/${id}`;
  await problemOf(await api.send('PUT', `${elsewhere}/files`, { json: { files: [] } }), 404);
  await problemOf(await api.send('POST', `${elsewhere}/commit`), 404);
  await problemOf(await api.send('POST', `${INSTALLS}/nope/commit`), 404);
  await problemOf(await api.send('POST', INSTALLS, { json: { manifest: { lable: 1 } } }), 422);
});
