import { afterAll, beforeAll, expect, test } from 'vitest';
import { dataOf, listOf, problemOf } from './support/answers.ts';
import { startApi, type TestApi } from './support/start-api.ts';
import { small } from './support/workflows.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

interface Entry {
  readonly id: string;
  readonly action: string;
  readonly target: string;
  readonly refused: string | null;
  readonly detail: Readonly<Record<string, unknown>>;
}
const entries = async (query = '') => listOf<Entry>(await api.send('GET', `/api/v1/audit?${query}`));

test('whatever changes definitions or rights is accounted for', async () => {
  const json = { manifest: {}, files: [{ path: 'workflows/a.yaml', content: small('p.a') }] };
  await dataOf(await api.send('POST', '/api/v1/workflows', { yaml: small('x.a') }), 201);
  await problemOf(await api.send('POST', '/api/v1/workflows', { yaml: small('x.a') }), 409);
  await problemOf(await api.send('POST', '/api/v1/workflows', { yaml: 'tasks: [' }), 422);
  await dataOf(await api.send('PATCH', '/api/v1/workflows/x.a', { json: { label: 'A', tags: ['t'] } }));
  await api.send('DELETE', '/api/v1/workflows/x.a');
  await dataOf(await api.send('PUT', '/api/v1/packs/p', { json }), 201);
  const begun = await api.send('POST', '/api/v1/packs/p/installs', { json: { manifest: {} } });
  const { links } = await dataOf<{ links: { commit: string } }>(begun, 201);
  await dataOf(await api.send('POST', links.commit));
  await api.send('DELETE', '/api/v1/packs/p');
  await api.send('PUT', '/api/v1/secrets/S', { json: { value: 'planted-secret' } });
  await api.send('DELETE', '/api/v1/secrets/S');
  const issued = await api.send('POST', '/api/v1/tokens', { json: { name: 'ci', scopes: ['read'] } });
  const { id } = await dataOf<{ id: string }>(issued, 201);
  await api.send('DELETE', `/api/v1/tokens/${id}`);
  await problemOf(await api.send('DELETE', `/api/v1/tokens/${id}`), 404);
  const { data } = await entries();
  expect(data.map(({ action, target, refused }) => [action, target, refused]).reverse()).toEqual([
    ['workflow.put', 'workflows/x.a', null],
    ['workflow.put', 'workflows/x.a', null],
    ['workflow.put', 'workflows/x.a', 'ref_exists'],
    ['workflow.patch', 'workflows/x.a', null],
    ['workflow.delete', 'workflows/x.a', null],
    ['pack.put', 'packs/p', null],
    ['pack.put', 'packs/p', null],
    ['pack.delete', 'packs/p', null],
    ['secret.put', 'secrets/S', null],
    ['secret.delete', 'secrets/S', null],
    ['token.create', `tokens/${id}`, null],
    ['token.delete', `tokens/${id}`, null],
    ['token.delete', `tokens/${id}`, null],
    ['token.delete', `tokens/${id}`, 'not_found'],
  ]);
  expect(data.find(({ action }) => action === 'workflow.patch')?.detail).toEqual({ changes: ['label', 'tags'] });
  expect(data.find(({ action }) => action === 'token.create')?.detail).toEqual({
    name: 'ci',
    scopes: ['read'],
    packs: null,
  });
  expect(JSON.stringify(data)).not.toContain('planted');
});

test('in pages and by what is looked for', async () => {
  const first = await entries('limit=2&include_total=true');
  expect(first.page).toMatchObject({ limit: 2, total: 14 });
  const rest = await entries(`limit=200&cursor=${first.page.next}`);
  expect(rest.data).toHaveLength(12);
  expect((await entries('action=secret.put')).data).toHaveLength(1);
  expect((await entries('target=packs/p')).data).toHaveLength(3);
  expect((await entries('actor=nobody')).data).toEqual([]);
  await problemOf(await api.send('GET', '/api/v1/audit?actors=x'), 400);
});
