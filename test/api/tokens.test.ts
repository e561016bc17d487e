import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dataOf, listOf, problemOf } from './support/answers.ts';
import { startApi, type TestApi } from './support/start-api.ts';
import { small } from './support/workflows.ts';

const TOKENS = '/api/v1/tokens';
let api: TestApi;
beforeAll(async () => {
  api = await startApi();
  await dataOf(await api.send('POST', '/api/v1/workflows', { yaml: small('a.b') }), 201);
});
afterAll(() => api.close());

interface Issued {
  readonly id: string;
  readonly token: string;
}
const issue = async (json: unknown, headers = {}) =>
  dataOf<Issued>(await api.send('POST', TOKENS, { json, headers }), 201);

/** Every byte that the registry holds, but for what it holds of definitions. */
async function stored(): Promise<string> {
  const tables = ['token', 'secret', 'idempotency', 'audit', 'ticket', 'execution_index'];
  const all = await Promise.all(tables.map((table) => api.db.execute(`SELECT * FROM ${table}`)));
  return JSON.stringify(all.map(({ rows }) => rows));
}

describe('tokens', () => {
  test('a token is told once, stored nowhere, and works until it is revoked', async () => {
    const { id, token, ...rest } = await issue({ name: 'ci', scopes: ['read', 'read'], packs: ['a', 'a'] });
    expect(token).toMatch(/^ost_[\w-]{43}$/);
    expect(rest).toMatchObject({ name: 'ci', scopes: ['read'], packs: ['a'], expires_at: null, last_used_at: null });
    await dataOf(await api.send('GET', '/api/v1/workflows/a.b', { token }));
    const { data } = await listOf(await api.send('GET', `${TOKENS}?include_total=true`));
    expect(data).toEqual([{ ...rest, id, last_used_at: expect.any(String) }]);
    expect(await stored()).not.toContain(token);
    expect((await api.send('DELETE', `${TOKENS}/${id}`)).status).toBe(204);
    await problemOf(await api.send('GET', '/api/v1/workflows/a.b', { token }), 401);
    await problemOf(await api.send('DELETE', `${TOKENS}/${id}`), 404);
  });

  test('it expires', async () => {
    const { token } = await issue({ name: 'short', scopes: ['read'], expires_in: 'PT0.001S' });
    await problemOf(await api.send('GET', '/api/v1/workflows', { token }), 401);
    const { token: longer } = await issue({ name: 'long', scopes: ['read'], expires_in: 3600 });
    await listOf(await api.send('GET', '/api/v1/workflows', { token: longer }));
  });

  test('the answer to a repetition is the same, and is kept sealed', async () => {
    const headers = { 'Idempotency-Key': 'issue' };
    const json = { name: 'again', scopes: ['execute'] };
    const first = await issue(json, headers);
    const repeated = await api.send('POST', TOKENS, { json, headers });
    expect(repeated.headers.get('idempotency-replayed')).toBe('true');
    expect(await dataOf(repeated, 201)).toEqual(first);
    expect(await stored()).not.toContain(first.token);
  });

  test('without a key no answer can be kept, so nothing is issued under an idempotency key', async () => {
    const bare = await startApi({ callbackKeys: [] });
    const json = { name: 'x', scopes: ['read'] };
    await problemOf(await bare.send('POST', TOKENS, { json, headers: { 'Idempotency-Key': 'k' } }), 503);
    expect((await bare.db.execute('SELECT * FROM token')).rows).toEqual([]);
    await dataOf(await bare.send('POST', TOKENS, { json }), 201);
    await bare.close();
  });

  test('an admin token may issue others, a limited one may not be an admin', async () => {
    const { token } = await issue({ name: 'boss', scopes: ['admin'] });
    const sent = { token, json: { name: 'x', scopes: ['write'] } };
    await dataOf(await api.send('POST', TOKENS, sent), 201);
    const limited = { name: 'x', scopes: ['read', 'admin'], packs: ['a'] };
    const problem = await problemOf(await api.send('POST', TOKENS, { json: limited }), 422, 'invalid_input');
    expect(problem.findings?.[0]?.path).toBe('/packs');
    // Neither when it stands in the registry for another reason.
    const row = await issue({ name: 'y', scopes: ['admin'] });
    await api.db.execute({ sql: `UPDATE token SET packs = '["a"]' WHERE id = ?`, args: [row.id] });
    await problemOf(await api.send('GET', TOKENS, { token: row.token }), 403, 'forbidden');
  });

  test.each([
    [{ scopes: ['read'] }, '/name'],
    [{ name: '', scopes: ['read'] }, '/name'],
    [{ name: 'x', scopes: [] }, '/scopes'],
    [{ name: 'x', scopes: ['root'] }, '/scopes/0'],
    [{ name: 'x', scopes: ['read'], packs: [] }, '/packs'],
    [{ name: 'x', scopes: ['read'], packs: ['a.b'] }, '/packs/0'],
    [{ name: 'x', scopes: ['read'], expires_in: 'soon' }, '/expires_in'],
    [{ name: 'x', scopes: ['read'], token: 'ost_mine' }, '/token'],
  ])('%j is 422', async (json, path) => {
    const problem = await problemOf(await api.send('POST', TOKENS, { json }), 422, 'invalid_input');
    expect(problem.findings?.[0]?.path).toBe(path);
  });
});

describe('secrets', () => {
  const put = (name: string, json: unknown) => api.send('PUT', `/api/v1/secrets/${name}`, { json });

  test('a secret is kept, and can be seen nowhere', async () => {
    const first = await put('API_KEY', { value: 'planted-secret' });
    expect(first.headers.get('location')).toBe('/api/v1/secrets/API_KEY');
    await dataOf(first, 201);
    await dataOf(await put('API_KEY', { value: 'planted-secret-2' }));
    const names = await api.send('GET', '/api/v1/secrets');
    const text = await names.clone().text();
    expect((await listOf(names)).data).toMatchObject([{ name: 'API_KEY' }]);
    expect(text + (await stored())).not.toContain('planted');
    const { rows } = await api.db.execute('SELECT * FROM secret');
    expect(rows).toMatchObject([{ name: 'API_KEY', key_id: 'k2' }]);
    expect((await api.send('DELETE', '/api/v1/secrets/API_KEY')).status).toBe(204);
    await problemOf(await api.send('DELETE', '/api/v1/secrets/API_KEY'), 404);
  });

  test('what is done to it is accounted for', async () => {
    await dataOf(await put('NOTED', { value: 'planted-secret' }), 201);
    const { data } = await listOf(await api.send('GET', '/api/v1/audit?target=secrets/NOTED'));
    expect(data).toMatchObject([{ action: 'secret.put', actor: 'admin', detail: {} }]);
  });

  test.each(['1a', 'a b', 'a/b', 'ü', 'x'.repeat(129)])('%j is no name', async (name) => {
    await problemOf(await put(encodeURIComponent(name), { value: 'x' }), 422, 'invalid_input');
  });

  test.each([{}, { value: '' }, { value: 1 }, { value: 'x'.repeat(65_537) }, { value: 'x', more: 1 }])(
    '%j is no secret',
    async (json) => {
      await problemOf(await put('A', json), 422, 'invalid_input');
    },
  );

  test('without a key nothing is kept', async () => {
    const bare = await startApi({ callbackKeys: [] });
    const response = await bare.send('PUT', '/api/v1/secrets/A', { json: { value: 'x' } });
    await problemOf(response, 503, 'unavailable');
    expect((await bare.db.execute('SELECT * FROM secret')).rows).toEqual([]);
    await bare.close();
  });
});
