import fc from 'fast-check';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { ENDPOINTS } from '../../src/api/routes/endpoints.ts';
import { dataOf } from './support/answers.ts';
import { type Sent, startApi, type TestApi } from './support/start-api.ts';
import { HELLO } from './support/workflows.ts';

let api: TestApi;
let execution: string;
beforeAll(async () => {
  api = await startApi();
  await dataOf(await api.send('POST', '/api/v1/workflows', { yaml: HELLO }), 201);
  const started = await api.send('POST', '/api/v1/workflows/examples.hello/executions', {
    json: { input: { name: 'x' } },
  });
  execution = String((await dataOf(started, 202)).id);
});
afterAll(() => api.close());

/** Text that has been trouble somewhere. */
const nasty = fc.oneof(
  fc.constantFrom('examples.hello', 'examples', '', '.', '..', '%', '%00', '%2f', '%zz', '\u0000', "' OR 1=1 --"),
  fc.constantFrom('__proto__', 'constructor', '-1', '1e99', 'NaN', '*', '"', '\ud800', '{}', '[]', 'true', '🎵'),
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.string({ maxLength: 2000, minLength: 1000 }),
);

const body = fc.oneof(
  fc.constant<Sent>({}),
  fc.json({ maxDepth: 5 }).map((text): Sent => typed('application/json', text)),
  fc
    .record(
      {
        input: fc.jsonValue(),
        version: fc.jsonValue(),
        start_at: fc.array(nasty),
        timeout: fc.oneof(fc.double(), nasty),
        tags: fc.array(nasty),
        source: nasty,
        manifest: fc.jsonValue(),
        files: fc.array(fc.record({ path: nasty, content: nasty })),
        label: nasty,
        action: fc.oneof(fc.constantFrom('cancel', 'delete'), nasty),
        filter: fc.jsonValue(),
        confirm: fc.oneof(fc.nat(3), fc.jsonValue()),
        mode: nasty,
        status: fc.oneof(fc.constantFrom('succeeded', 'failed'), nasty),
        item: fc.jsonValue(),
        result: fc.jsonValue(),
        error: fc.jsonValue(),
        name: nasty,
        scopes: fc.array(fc.oneof(fc.constantFrom('read', 'admin'), nasty)),
        packs: fc.jsonValue(),
        expires_in: fc.oneof(fc.double(), nasty),
        value: nasty,
        token: nasty,
        progress: fc.jsonValue(),
      },
      { requiredKeys: [] },
    )
    .map((json): Sent => ({ json })),
  nasty.map((text): Sent => typed('application/json', text)),
  nasty.map((text): Sent => typed('application/yaml', text)),
  fc.uint8Array({ maxLength: 100 }).map((bytes): Sent => ({ body: new Uint8Array(bytes) })),
);

function typed(type: string, text: string): Sent {
  return { body: text, headers: { 'Content-Type': type } };
}

const HEADERS = [
  'Cookie',
  'Origin',
  'If-Match',
  'If-None-Match',
  'Prefer',
  'Idempotency-Key',
  'X-Request-Id',
  'Content-Type',
];
const headers = fc.dictionary(fc.constantFrom(...HEADERS), nasty.map(ascii));

/** What a header may hold. */
function ascii(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '').trim();
}

/** Mostly decent, so that what is not gets far. */
const mostly = <T>(usual: T, odd: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: odd });

const request = fc.record({
  endpoint: fc.constantFrom(...ENDPOINTS),
  names: fc.tuple(mostly('examples.hello', nasty), nasty, nasty),
  query: mostly(
    {},
    fc.dictionary(fc.constantFrom('at', 'limit', 'cursor', 'version', 'status', 'q', 'tag', 'since', 'x'), nasty),
  ),
  body,
  headers: mostly({}, headers),
});

test('no input whatever is an error of the server, and every answer is as documented', async () => {
  const logged = vi.spyOn(console, 'error').mockImplementation(() => {});
  await fc.assert(
    fc.asyncProperty(request, async ({ endpoint: { method, path }, names, query, body: sent, headers: more }) => {
      let i = 0;
      const known = path.startsWith('/api/v1/executions/{id}') && names[0] === 'examples.hello';
      const values = known ? [execution, 'hello:1'] : names;
      const filled = path.replace(/\{\w+\}/g, () => encode(values[i++] ?? 'x'));
      const search = new URLSearchParams(query).toString();
      const without = method === 'GET' ? {} : sent;
      const response = await api.send(method, `${filled}?${search}`, {
        ...without,
        headers: { ...without.headers, ...more },
      });
      expect({ status: response.status, errors: logged.mock.calls }).toMatchObject({ errors: [] });
      expect(response.status).toBeLessThan(500);
      if (response.status === 204) {
        await api.send('PUT', '/api/v1/workflows/examples.hello', { yaml: HELLO });
      }
    }),
    { numRuns: 1000, ...seedOf(process.env.SEED) },
  );
  logged.mockRestore();
});

function seedOf(text: string | undefined): { seed?: number } {
  return text === undefined ? {} : { seed: Number(text) };
}

function encode(text: string): string {
  const encoded = encodeURIComponent(text.replaceAll(/[\ud800-\udfff]/g, 'x'));
  return encoded === '' || /^\.+$/.test(encoded) ? 'x' : encoded.replaceAll('%25', '%');
}
