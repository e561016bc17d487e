import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { setSessionCookie } from '../../src/api/auth/session-cookie.ts';
import { seal } from '../../src/host/secret-box.ts';
import { sha256 } from '../../src/registry/content-hash.ts';
import { redeemTicket } from '../../src/registry/tickets.ts';
import { dataOf, listOf, problemOf } from './support/answers.ts';
import { ADMIN_TOKEN, ORIGIN, type Sent, startApi, type TestApi } from './support/start-api.ts';
import { small } from './support/workflows.ts';

const SESSION = '/api/v1/session';
let api: TestApi;
beforeAll(async () => {
  api = await startApi();
  await dataOf(await api.send('POST', '/api/v1/workflows', { yaml: small('a.b') }), 201);
});
afterAll(() => api.close());

const signIn = (token: string, headers = {}) => api.send('POST', SESSION, { token: null, json: { token }, headers });
const cookieOf = (response: Response) => response.headers.get('set-cookie')?.split(';')[0] ?? '';
const withCookie = (Cookie: string, more: Sent = {}): Sent => ({
  ...more,
  token: null,
  headers: { ...more.headers, Cookie },
});
const session = async (token = ADMIN_TOKEN) => cookieOf(await signIn(token));

async function issue(json: unknown): Promise<{ id: string; token: string }> {
  return dataOf(await api.send('POST', '/api/v1/tokens', { json }), 201);
}

describe('signing in', () => {
  test('trades a token for a cookie that no script can read', async () => {
    const response = await signIn(ADMIN_TOKEN);
    const set = response.headers.get('set-cookie') ?? '';
    expect(set).toMatch(/^ostinato=[^;]+; Max-Age=43200; Path=\/; HttpOnly; SameSite=Strict$/);
    expect(set).not.toContain(ADMIN_TOKEN);
    expect(await dataOf(response)).toMatchObject({ scopes: expect.arrayContaining(['admin']), packs: null });
    const listed = await listOf(await api.send('GET', '/api/v1/workflows', withCookie(cookieOf(response))));
    expect(listed.data).toHaveLength(1);
    const entries = await listOf(await api.send('GET', '/api/v1/audit?action=session.create'));
    expect(entries.data).toMatchObject([{ actor: 'admin', target: 'session' }]);
  });

  test('over HTTPS the cookie stays there', () => {
    const settings = { ...api.env.settings, publicUrl: 'https://o.example' };
    expect(setSessionCookie(settings, 'x')).toMatch(/^__Host-ostinato=x; .*Path=\/; .*; Secure$/);
  });

  test('a session may do what its token may', async () => {
    const { token } = await issue({ name: 'reader', scopes: ['read'], packs: ['a'] });
    const cookie = await session(token);
    await dataOf(await api.send('GET', '/api/v1/workflows/a.b', withCookie(cookie)));
    const write = withCookie(cookie, { yaml: small('a.c'), headers: { Origin: ORIGIN } });
    await problemOf(await api.send('POST', '/api/v1/workflows', write), 403, 'forbidden');
    await problemOf(await api.send('GET', '/api/v1/workflows/x.y', withCookie(cookie)), 404);
  });

  test('and ends with it', async () => {
    const { id, token } = await issue({ name: 'gone', scopes: ['read'] });
    const cookie = await session(token);
    await api.send('DELETE', `/api/v1/tokens/${id}`);
    await problemOf(await api.send('GET', '/api/v1/workflows', withCookie(cookie)), 401);
    const admin = await session();
    const other = await startApi({ adminToken: 'ost_another-admin-token' });
    await problemOf(await other.send('GET', '/api/v1/workflows', withCookie(admin)), 401);
    await other.close();
  });

  test('a wrong token opens nothing', async () => {
    for (const token of ['x', 'ost_x', `${ADMIN_TOKEN} `]) {
      const response = await signIn(token);
      expect(response.headers.has('set-cookie')).toBe(false);
      await problemOf(response, 401, 'unauthorized');
    }
    await problemOf(await api.send('POST', SESSION, { token: null, json: { token: 1 } }), 422);
    await problemOf(await api.send('POST', SESSION, { token: null }), 415);
  });

  test('without a key there are no sessions', async () => {
    const bare = await startApi({ callbackKeys: [] });
    await problemOf(await bare.send('POST', SESSION, { token: null, json: { token: ADMIN_TOKEN } }), 503);
    await bare.close();
  });

  test('signing out takes the cookie away', async () => {
    const response = await api.send('DELETE', SESSION, { token: null });
    expect(response.headers.get('set-cookie')).toMatch(/^ostinato=; Max-Age=0; /);
  });
});

describe('a cookie', () => {
  test('that is not ours, or over', async () => {
    const [key = { id: '', secret: '' }] = api.env.settings.callbackKeys;
    const hash = await sha256(ADMIN_TOKEN);
    const until = api.env.clock.now() + 60_000;
    const made = async (name: string, content: unknown, by = key) => seal(by, name, JSON.stringify(content));
    const good = await made('session cookie', { hash, until });
    await listOf(await api.send('GET', '/api/v1/workflows', withCookie(`ostinato=${good}`)));
    for (const value of [
      'x',
      '%zz',
      `${good}A`,
      `A${good}`,
      await made('session cookie', { hash, until: 1 }),
      await made('another name', { hash, until }),
      await made('session cookie', { hash, until }, { id: 'k2', secret: 'guessed' }),
      await made('session cookie', { hash: 'ab', until }),
    ]) {
      const response = await api.send('GET', '/api/v1/workflows', withCookie(`ostinato=${value}`));
      await problemOf(response, 401, 'unauthorized');
    }
  });

  test('stands among others', async () => {
    const cookie = await session();
    await listOf(await api.send('GET', '/api/v1/workflows', withCookie(`a=b; ${cookie}; xostinato=1`)));
    await problemOf(await api.send('GET', '/api/v1/workflows', withCookie('a=b; ostinato=')), 401);
  });

  test('is not looked at when there is a token', async () => {
    const cookie = await session();
    const headers = { Cookie: cookie, Authorization: 'Bearer nope' };
    await problemOf(await api.send('GET', '/api/v1/workflows', { token: null, headers }), 401);
    const sent = { yaml: small('a.d'), headers: { Cookie: cookie } };
    await dataOf(await api.send('POST', '/api/v1/workflows', sent), 201);
  });
});

describe('with a cookie, what changes something comes from our own pages', () => {
  const create = async (headers: Readonly<Record<string, string>>) =>
    api.send('POST', '/api/v1/workflows/validate', withCookie(await session(), { yaml: small('a.e'), headers }));

  test.each([
    [{}],
    [{ Origin: 'null' }],
    [{ Origin: '' }],
    [{ Origin: 'https://evil.example' }],
    [{ Origin: 'http://localhost:3000' }],
    [{ Origin: 'https://localhost:8787' }],
    [{ Origin: 'http://localhost:8787.evil.example' }],
    [{ Origin: `${ORIGIN}/` }],
  ])('%j is refused', async (headers) => {
    await problemOf(await create(headers), 403, 'forbidden');
  });

  test('our own origins pass, under every name of the server', async () => {
    await dataOf(await create({ Origin: ORIGIN }));
    await dataOf(await create({ Origin: 'http://localhost:9000', Host: 'localhost:9000' }));
  });

  test('nobody is signed in or out from elsewhere', async () => {
    const Origin = 'https://evil.example';
    await problemOf(await signIn(ADMIN_TOKEN, { Origin }), 403, 'forbidden');
    await problemOf(await api.send('DELETE', SESSION, { token: null, headers: { Origin } }), 403, 'forbidden');
    expect((await signIn(ADMIN_TOKEN, { Origin: ORIGIN })).status).toBe(200);
  });
});

describe('tickets for streams', () => {
  test('a ticket is good for one stream', async () => {
    const { id } = await dataOf<{ id: string }>(await api.send('POST', '/api/v1/workflows/a.b/executions'), 202);
    const made = await api.send('POST', `/api/v1/executions/${id}/stream-ticket`);
    const { ticket, expires_at } = await dataOf<{ ticket: string; expires_at: string }>(made, 201);
    const now = api.env.clock.now();
    expect(Date.parse(expires_at) - now).toBeGreaterThan(50_000);
    expect(await redeemTicket(api.db, await sha256(ticket), now + 61_000)).toBeUndefined();
    expect(await redeemTicket(api.db, await sha256(ticket), now)).toBe(id);
    expect(await redeemTicket(api.db, await sha256(ticket), now)).toBeUndefined();
  });

  test('there is none for an execution that is not there', async () => {
    for (const id of ['nope', '01ARZ3NDEKTSV4RRFFQ69G5FAV']) {
      await problemOf(await api.send('POST', `/api/v1/executions/${id}/stream-ticket`), 404);
    }
  });
});
