import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { sealInput } from '../../src/api/execution/seal-input.ts';
import { open } from '../../src/host/secret-box.ts';
import type { JsonObject } from '../../src/value/json.ts';
import { dataOf, listOf, problemOf } from './support/answers.ts';
import { startApi, type TestApi } from './support/start-api.ts';
import { HELLO } from './support/workflows.ts';

const SECRET = { type: 'string', secret: true };
const marker = (parameter: string, text: string) => ({ $sealed: [{ parameter, box: `<${text}>` }] });
const sealed = (parameters: JsonObject, input: JsonObject) =>
  sealInput({ type: 'object', ...parameters }, input, async (text) => `<${text}>`);

describe('what is secret in an input is sealed', () => {
  test('a parameter, as JSON', async () => {
    const parameters = { properties: { token: SECRET, pin: { type: 'integer', secret: true }, name: {} } };
    expect(await sealed(parameters, { token: 'a"b', pin: 7, name: 'x' })).toEqual({
      token: marker('token', '"a\\"b"'),
      pin: marker('pin', '7'),
      name: 'x',
    });
  });

  test('a whole object or list', async () => {
    const parameters = { properties: { a: { type: 'object', secret: true, properties: { b: SECRET } } } };
    expect(await sealed(parameters, { a: { b: 'x', c: 1 } })).toEqual({ a: marker('a', '{"b":"x","c":1}') });
  });

  test('null stays: it tells nothing', async () => {
    expect(await sealed({ properties: { token: SECRET } }, { token: null })).toEqual({ token: null });
  });

  test('below other values', async () => {
    const login = { type: 'object', properties: { user: {}, password: SECRET } };
    const parameters = { properties: { logins: { type: 'array', items: login }, pair: { prefixItems: [{}, SECRET] } } };
    const input = { logins: [{ user: 'a', password: 'x' }, { user: 'b' }], pair: ['p', 'q'] };
    expect(await sealed(parameters, input)).toMatchObject({
      logins: [{ user: 'a', password: marker('logins.0.password', '"x"') }, { user: 'b' }],
      // Whether `prefixItems` means this one or that one is not asked.
      pair: [marker('pair.0', '"p"'), marker('pair.1', '"q"')],
    });
  });

  test.each([
    ['$ref', { properties: { a: { $ref: '#/$defs/s' } }, $defs: { s: SECRET } }],
    ['a chain of them', { properties: { a: { $ref: '#/$defs/r' } }, $defs: { r: { $ref: '#/$defs/s' }, s: SECRET } }],
    ['allOf', { properties: { a: { allOf: [{ type: 'string' }, SECRET] } } }],
    ['anyOf', { properties: { a: { anyOf: [SECRET, { type: 'integer' }] } } }],
    ['oneOf around everything', { oneOf: [{ properties: { a: SECRET } }, { properties: { b: {} } }] }],
    // biome-ignore lint/suspicious/noThenProperty: the keyword of JSON Schema
    ['if and then', { if: {}, then: { properties: { a: SECRET } } }],
    ['else', { else: { properties: { a: SECRET } } }],
    ['dependentSchemas', { dependentSchemas: { b: { properties: { a: SECRET } } } }],
    ['patternProperties', { patternProperties: { '^a': SECRET } }],
    ['additionalProperties', { additionalProperties: SECRET }],
    ['unevaluatedProperties', { unevaluatedProperties: SECRET }],
    ['the whole input', { secret: true }],
  ] satisfies [string, JsonObject][])('said by %s', async (_, parameters) => {
    expect(await sealed(parameters, { a: 'x' })).toEqual({ a: marker('a', '"x"') });
  });

  test('schemas that lead back to themselves come to an end', async () => {
    const node = { properties: { next: { $ref: '#/$defs/node' }, key: SECRET }, allOf: [{ $ref: '#/$defs/node' }] };
    const parameters = { properties: { list: { $ref: '#/$defs/node' } }, $defs: { node } };
    expect(await sealed(parameters, { list: { next: { key: 'x' } } })).toEqual({
      list: { next: { key: marker('list.next.key', '"x"') } },
    });
    await sealed({ properties: { a: { $ref: '#%zz' }, b: SECRET } }, { a: 1 });
  });

  test('nothing else is', async () => {
    const parameters = { properties: { secret: true, a: { default: { secret: true } }, b: SECRET } };
    const input = JSON.parse('{"secret": "x", "a": {"secret": true}, "c": 1, "__proto__": {"b": 2}}');
    expect(JSON.stringify(await sealed(parameters, input))).toBe(JSON.stringify(input));
  });
});

describe('starting with a secret parameter', () => {
  const START = '/api/v1/workflows/examples.hello/executions';
  const json = { input: { name: 'Ada', token: 'planted-secret' } };
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi();
    await dataOf(await api.send('POST', '/api/v1/workflows', { yaml: HELLO }), 201);
  });
  afterAll(() => api.close());

  test('the execution gets a marker that opens with its id', async () => {
    const { id } = await dataOf<{ id: string }>(await api.send('POST', START, { json }), 202);
    const { name, token } = JSON.parse(api.directory.starts.at(-1)?.input ?? '');
    expect(name).toBe('Ada');
    const [{ parameter, box }] = token.$sealed;
    expect(parameter).toBe('token');
    expect(box.startsWith(`${id}/`)).toBe(true);
    const sealed = box.slice(id.length + 1);
    expect(await open(api.env.settings.callbackKeys, id, sealed)).toBe('"planted-secret"');
    await expect(open(api.env.settings.callbackKeys, 'another', sealed)).rejects.toThrow();
  });

  test('the clear value is in no row, no log, no answer', async () => {
    const logged = [vi.spyOn(console, 'error'), vi.spyOn(console, 'log'), vi.spyOn(console, 'warn')];
    const headers = { 'Idempotency-Key': 'sealed' };
    const first = await dataOf<{ id: string }>(await api.send('POST', START, { json, headers }), 202);
    const again = await dataOf<{ id: string }>(await api.send('POST', START, { json, headers }), 202);
    expect(again.id).toBe(first.id);
    await api.send('POST', `/api/v1/executions/${first.id}/cancel`);
    const { data } = await listOf(await api.send('GET', '/api/v1/executions?q=Ada&limit=1'));
    expect(data[0]?.input_preview).toBe('{"name":"Ada"}');
    const { rows } = await api.db.execute("SELECT name FROM sqlite_master WHERE type = 'table'");
    const all = await Promise.all(rows.map(({ name }) => api.db.execute(`SELECT * FROM "${name}"`)));
    const everything = JSON.stringify(all.map((table) => table.rows)) + JSON.stringify(api.directory.starts);
    expect(everything).toContain('Ada');
    expect(everything).not.toContain('planted-secret');
    const shown = await (await api.send('GET', `/api/v1/executions/${first.id}`)).text();
    expect(shown).not.toContain('planted-secret');
    expect(JSON.stringify(logged.map(({ mock }) => mock.calls))).not.toContain('planted-secret');
    vi.restoreAllMocks();
  });

  test('after a crash the repetition seals anew, for the same execution', async () => {
    const headers = { 'Idempotency-Key': 'crash' };
    api.directory.crash = Object.assign(new Error('reset'), { retryable: true });
    await problemOf(await api.send('POST', START, { json, headers }), 503);
    const { id } = await dataOf<{ id: string }>(await api.send('POST', START, { json, headers }), 202);
    const [{ box }] = JSON.parse(api.directory.starts.at(-1)?.input ?? '').token.$sealed;
    expect(await open(api.env.settings.callbackKeys, id, box.slice(id.length + 1))).toBe('"planted-secret"');
  });

  test('a marker from outside is refused', async () => {
    const forged = { name: 'x', token: { $sealed: [{ parameter: 'token', box: 'k1.x.y' }] } };
    const problem = await problemOf(await api.send('POST', START, { json: { input: forged } }), 422, 'invalid_input');
    expect(problem.findings?.map(({ path }) => path)).toContain('/input/token');
  });

  test('without a key nothing is started in the clear', async () => {
    const bare = await startApi({ callbackKeys: [] });
    await dataOf(await bare.send('POST', '/api/v1/workflows', { yaml: HELLO }), 201);
    await problemOf(await bare.send('POST', START, { json }), 503, 'unavailable');
    await dataOf(await bare.send('POST', START, { json: { input: { name: 'Ada' } } }), 202);
    expect(bare.directory.starts).toHaveLength(1);
    await bare.close();
  });
});
