import { createClient } from '@libsql/client';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { isOpenPath } from '../../src/api/auth/open-paths.ts';
import { createApi } from '../../src/api/create-api.ts';
import { sha256 } from '../../src/registry/content-hash.ts';
import { insertToken } from '../../src/registry/tokens.ts';
import { dataOf, problemOf } from './support/answers.ts';
import { ADMIN_TOKEN, ORIGIN, startApi, type TestApi } from './support/start-api.ts';
import { small } from './support/workflows.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
  await dataOf(await api.send('POST', '/api/v1/workflows', { yaml: small('edge.one') }), 201);
});
afterAll(() => api.close());

/** Every route on the router, with a value for each parameter. */
function routes() {
  const all = api.app.routes.filter(({ path }) => !path.includes('*'));
  return [...new Map(all.map(({ path }) => [path, path.replace(/:\w+/g, 'x.y')])).values()];
}

describe('closed by default', () => {
  const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

  test('no route answers without a token, but for the open list', async () => {
    const closed = routes().filter((path) => !isOpenPath(path));
    expect(closed.length).toBeGreaterThan(15);
    for (const path of [...closed, '/', '/api', '/api/v1', '/nowhere', '/api/v1/nowhere', '/healthz/', '/docs/x']) {
      for (const method of METHODS) {
        const problem = await problemOf(await api.send(method, path, { token: null }), 401, 'unauthorized');
        expect(problem.instance).toBe(path);
      }
    }
  });

  test('the open list is short', () => {
    expect(routes().filter(isOpenPath).sort()).toEqual([
      '/api/v1/session',
      '/callbacks/x.y',
      '/callbacks/x.y/heartbeat',
      '/docs',
      '/healthz',
      '/hooks/x.y',
      '/inquiries/x.y',
      '/openapi.json',
      '/readyz',
    ]);
  });

  test.each([
    '//healthz',
    '/healthz/../api/v1/packs',
    '/HEALTHZ',
    '/healthz%2f',
    '/callbacks/',
    '/callbacks/a/b',
    '/hooks/',
    '/hooks/a/b',
  ])('%s is not open', async (path) => {
    expect((await api.send('GET', path, { token: null })).status).toBe(401);
  });

  test.each([
    ['a wrong token', 'Bearer nope'],
    ['another scheme', `Basic ${ADMIN_TOKEN}`],
    ['a part of the token', `Bearer ${ADMIN_TOKEN.slice(0, -1)}`],
    ['the token with something behind it', `Bearer ${ADMIN_TOKEN} x`],
    ['no token', 'Bearer '],
    ['an issued token that is none', 'Bearer ost_nope'],
  ])('%s is refused', async (_, header) => {
    const response = await api.send('GET', '/api/v1/packs', {
      token: null,
      headers: { Authorization: header },
    });
    await problemOf(response, 401, 'unauthorized');
    expect(response.headers.get('www-authenticate')).toBe('Bearer realm="ostinato"');
  });

  test('an empty admin token admits nobody', async () => {
    const app = createApi({ ...api.env, settings: { ...api.env.settings, adminToken: '' } });
    const headers = { Authorization: 'Bearer ' };
    expect((await app.request(`${ORIGIN}/api/v1/packs`, { headers })).status).toBe(401);
  });
});

describe('issued tokens', () => {
  async function issue(name: string, scopes: readonly ('read' | 'write' | 'execute')[], packs: string[] | null) {
    const token = `ost_${name}`;
    const row = { id: name, name, scopes, packs, created: 0, expires: null };
    await insertToken(api.db, row, await sha256(token));
    return token;
  }

  test('a scope allows what it says and nothing else', async () => {
    const token = await issue('reader', ['read'], null);
    await dataOf(await api.send('GET', '/api/v1/workflows/edge.one', { token }));
    const write = await api.send('POST', '/api/v1/workflows', { token, yaml: small('edge.two') });
    await problemOf(write, 403, 'forbidden');
    const start = await api.send('POST', '/api/v1/workflows/edge.one/executions', { token });
    await problemOf(start, 403, 'forbidden');
  });

  test('what a token may not see is not there', async () => {
    await dataOf(await api.send('POST', '/api/v1/workflows', { yaml: small('other.one') }), 201);
    const started = await dataOf(await api.send('POST', '/api/v1/workflows/other.one/executions'), 202);
    const token = await issue('limited', ['read', 'write', 'execute'], ['edge']);
    for (const path of [
      '/api/v1/workflows/other.one',
      '/api/v1/workflows/other.one?version=1',
      '/api/v1/workflows/other.one/versions',
      '/api/v1/workflows/other.one/graph',
      '/api/v1/packs/other/workflows',
      `/api/v1/executions/${started.id}`,
      `/api/v1/executions/${started.id}/history`,
    ]) {
      await problemOf(await api.send('GET', path, { token }), 404);
    }
    await problemOf(await api.send('DELETE', '/api/v1/workflows/other.one', { token }), 404);
    await problemOf(await api.send('PATCH', '/api/v1/workflows/other.one', { token, json: {} }), 404);
    await problemOf(await api.send('PUT', '/api/v1/workflows/other.x', { token, yaml: small('other.x') }), 404);
    await problemOf(await api.send('POST', '/api/v1/workflows', { token, yaml: small('other.y') }), 404);
    await problemOf(await api.send('POST', '/api/v1/workflows/other.one/executions', { token }), 404);
    const listed = await (await api.send('GET', '/api/v1/workflows', { token })).json();
    expect(listed).toMatchObject({ data: [{ ref: 'edge.one' }] });
    expect(await (await api.send('GET', '/api/v1/executions', { token })).json()).toMatchObject({ data: [] });
  });
});

describe('names of the server', () => {
  test.each(['evil.example', 'localhost.evil.example', 'evil.example:8787', '127.0.0.1', ''])(
    'the host %j is refused, on open paths too',
    async (host) => {
      for (const path of ['/healthz', '/api/v1/packs']) {
        await problemOf(await api.send('GET', path, { headers: { Host: host } }), 400, 'bad_request');
      }
    },
  );

  test.each(['localhost', 'localhost:8787', 'LOCALHOST:1'])('the host %s is known', async (host) => {
    expect((await api.send('GET', '/healthz', { headers: { Host: host } })).status).toBe(200);
  });
});

describe('paths and methods', () => {
  test('unknown paths are 404', async () => {
    for (const path of ['/', '/api/v1', '/api/v1/nowhere', '/api/v1/workflows/', '/api/v1/workflows/a.b/nowhere']) {
      await problemOf(await api.send('GET', path), 404, 'not_found');
    }
  });

  test.each([
    ['PATCH', '/api/v1/workflows', 'GET, HEAD, POST'],
    ['GET', '/api/v1/workflows/validate', 'POST'],
    ['POST', '/api/v1/workflows/a.b', 'GET, HEAD, PUT, PATCH, DELETE'],
    ['DELETE', '/healthz', 'GET, HEAD'],
    ['GET', '/callbacks/x', 'POST'],
    ['HEAD', '/callbacks/x', 'POST'],
    ['OPTIONS', '/api/v1/packs', 'GET, HEAD'],
  ])('%s %s is 405', async (method, path, allow) => {
    const response = await api.app.request(`${ORIGIN}${path}`, {
      method,
      headers: { Authorization: `Bearer ${ADMIN_TOKEN}` },
    });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe(allow);
  });

  test('all routes are on the router that does not search; a fixed path beside a parameter is found', async () => {
    await api.send('GET', '/healthz', { token: null });
    expect(api.app.router.name).toBe('SmartRouter + RegExpRouter');
    await problemOf(await api.send('GET', '/api/v1/executions/bulk'), 405, 'method_not_allowed');
    await problemOf(await api.send('GET', '/api/v1/executions/bulky'), 404, 'not_found');
  });

  test('HEAD is GET without a body', async () => {
    const headers = { Authorization: `Bearer ${ADMIN_TOKEN}` };
    const response = await api.app.request(`${ORIGIN}/api/v1/workflows/edge.one`, {
      method: 'HEAD',
      headers,
    });
    expect(response.status).toBe(200);
    expect(response.headers.get('etag')).not.toBeNull();
    expect(await response.text()).toBe('');
  });
});

describe('every answer', () => {
  test('has a request id, that of the proxy when it is a decent one', async () => {
    const own = (await api.send('GET', '/healthz')).headers.get('x-request-id');
    expect(own).toMatch(/^[0-9A-Z]{26}$/);
    const given = await api.send('GET', '/nowhere', { headers: { 'X-Request-Id': 'proxy-1.2' } });
    expect((await problemOf(given, 404)).request_id).toBe('proxy-1.2');
    const odd = await api.send('GET', '/healthz', { headers: { 'X-Request-Id': 'x'.repeat(65) } });
    expect(odd.headers.get('x-request-id')).toMatch(/^[0-9A-Z]{26}$/);
  });

  test('a problem says everything about itself', async () => {
    expect(await problemOf(await api.send('GET', '/nowhere'), 404)).toEqual({
      type: `${ORIGIN}/docs#not_found`,
      title: 'There is nothing here',
      status: 404,
      detail: 'no such path',
      code: 'not_found',
      instance: '/nowhere',
      request_id: expect.any(String),
    });
  });
});

describe('bodies', () => {
  const path = '/api/v1/workflows/edge.one/executions';
  const JSON_TYPE = { 'Content-Type': 'application/json' };

  test.each([
    ['{"input":', 'cut off'],
    ['{input: 1}', 'no quotes'],
    ['\ufeff\ufeff{}', 'two marks of byte order'],
    ['[1,]', 'a comma too many'],
    ['nul', 'half a word'],
    [new Uint8Array([0x22, 0xff, 0x22]), 'no UTF-8'],
    ['['.repeat(65) + ']'.repeat(65), 'too deep'],
    ['['.repeat(400_000), 'absurdly deep'],
    [`{"input":${'{"a":'.repeat(64)}1${'}'.repeat(65)}`, 'one level too deep'],
  ])('%# bad JSON is 400', async (body: string | Uint8Array<ArrayBuffer>, _: string) => {
    await problemOf(await api.send('POST', path, { body, headers: JSON_TYPE }), 400, 'bad_request');
  });

  test.each([
    ['[]', ''],
    ['"x"', ''],
    ['null', ''],
    ['7', ''],
    ['{"inputs":{}}', '/inputs'],
    ['{"__proto__":{}}', '/__proto__'],
    ['{"constructor":1}', '/constructor'],
    ['{"version":"1"}', '/version'],
    ['{"version":1.5}', '/version'],
    ['{"start_at":[]}', '/start_at'],
    ['{"start_at":[1]}', '/start_at/0'],
    ['{"timeout":"soon"}', '/timeout'],
    ['{"timeout":-1}', '/timeout'],
    ['{"tags":"x"}', '/tags'],
    ['{"input":[]}', '/input'],
  ])('%s is 422', async (body, at) => {
    const problem = await problemOf(await api.send('POST', path, { body, headers: JSON_TYPE }), 422, 'invalid_input');
    expect(problem.findings?.[0]?.path ?? '').toBe(at);
  });

  test('brackets in strings are no depth', async () => {
    const body = JSON.stringify({ tags: ['['.repeat(100), '\\"[['] });
    await dataOf(await api.send('POST', path, { body, headers: JSON_TYPE }), 202);
  });

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'application/xml', 'application/json; charset=latin1'])(
    '%s is 415',
    async (type) => {
      const response = await api.send('POST', path, { body: '{}', headers: { 'Content-Type': type } });
      await problemOf(response, 415, 'unsupported_media_type');
    },
  );

  test('a compressed body is 415', async () => {
    const headers = { ...JSON_TYPE, 'Content-Encoding': 'gzip' };
    await problemOf(await api.send('POST', path, { body: '{}', headers }), 415);
  });

  test('a body without a type is 415, no body is none', async () => {
    await problemOf(await api.send('POST', path, { body: new TextEncoder().encode('{}') }), 415);
    await dataOf(await api.send('POST', path), 202);
    await problemOf(await api.send('PUT', '/api/v1/workflows/edge.x'), 415);
  });

  test('JSON with a charset or of a kind is JSON', async () => {
    for (const type of ['application/json; charset=UTF-8', 'Application/JSON', 'application/merge-patch+json']) {
      await dataOf(await api.send('POST', path, { body: '{}', headers: { 'Content-Type': type } }), 202);
    }
  });

  test('more than a mebibyte is 413, whether it was announced or not', async () => {
    const big = 'x'.repeat(1024 * 1024 + 1);
    await problemOf(await api.send('POST', path, { body: big, headers: JSON_TYPE }), 413, 'too_large');
    await problemOf(await api.send('POST', '/api/v1/workflows', { yaml: big }), 413, 'too_large');
    const announced = { ...JSON_TYPE, 'Content-Length': '99999999' };
    await problemOf(await api.send('POST', path, { body: '{}', headers: announced }), 413, 'too_large');
    let pulled = 0;
    const endless = new ReadableStream({
      pull: (controller) => {
        pulled += 1;
        controller.enqueue(new Uint8Array(256 * 1024));
      },
    });
    await problemOf(await api.send('POST', path, { body: endless, headers: JSON_TYPE }), 413, 'too_large');
    expect(pulled).toBeLessThan(10);
  });
});

describe('what goes wrong inside', () => {
  test('an error of ours is 500 and keeps its cause to itself', async () => {
    const quiet = vi.spyOn(console, 'error').mockImplementation(() => {});
    const broken = createApi({
      ...api.env,
      database: () => {
        throw new Error('s3cret of the inside');
      },
    });
    const headers = { Authorization: `Bearer ${ADMIN_TOKEN}` };
    const response = await broken.request(`${ORIGIN}/api/v1/packs`, { headers });
    const text = await response.clone().text();
    await problemOf(response, 500, 'internal');
    expect(text).not.toContain('s3cret');
    expect(quiet).toHaveBeenCalledOnce();
    quiet.mockRestore();
  });

  test('a registry that is away is 503, and readyz says so', async () => {
    const away = async () => {
      throw new TypeError('fetch failed');
    };
    const app = createApi({ ...api.env, database: () => ({ execute: away, batch: away }) });
    const headers = { Authorization: `Bearer ${ADMIN_TOKEN}` };
    for (const path of ['/readyz', '/api/v1/packs']) {
      const response = await app.request(`${ORIGIN}${path}`, { headers });
      expect(response.headers.get('retry-after')).toBe('1');
      await problemOf(response, 503, 'unavailable');
    }
    expect((await app.request(`${ORIGIN}/healthz`)).status).toBe(200);
  });

  test('a registry without tables is not ready', async () => {
    const client = createClient({ url: ':memory:' });
    const app = createApi({ ...api.env, database: () => client });
    await problemOf(await app.request(`${ORIGIN}/readyz`), 503, 'unavailable');
    client.close();
  });

  test('the server is alive and ready', async () => {
    expect(await (await api.send('GET', '/healthz', { token: null })).json()).toEqual({ status: 'ok' });
    expect(await (await api.send('GET', '/readyz', { token: null })).json()).toEqual({ status: 'ready' });
  });
});
