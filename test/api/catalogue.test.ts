import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Validator } from '@cfworker/json-schema';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { sha256 } from '../../src/registry/content-hash.ts';
import { insertToken } from '../../src/registry/tokens.ts';
import { dataOf, listOf, problemOf } from './support/answers.ts';
import { startApi, type TestApi } from './support/start-api.ts';
import { HELLO, small } from './support/workflows.ts';

const PACKS = join(import.meta.dirname, '../../packs');
const CALL = `label: Call
description: Calls.
parameters: {to: {type: string, required: true}}
output: {type: object}
call: {kind: http, url: "https://example.com/{{ to }}", headers: {a: b}}
`;

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
  const core = readdirSync(join(PACKS, 'core/actions')).map((name) => ({
    path: `actions/${name}`,
    content: readFileSync(join(PACKS, 'core/actions', name), 'utf8'),
  }));
  await api.send('PUT', '/api/v1/packs/core', { json: { manifest: { label: 'Core' }, files: core } });
  // A workflow that was there before the action of the same ref.
  await dataOf(await api.send('POST', '/api/v1/workflows', { yaml: small('mine.both') }), 201);
  await api.send('PUT', '/api/v1/packs/mine', {
    json: {
      manifest: {},
      files: [
        { path: 'actions/call.yaml', content: CALL },
        { path: 'actions/both.yaml', content: CALL },
        { path: 'workflows/off.yaml', content: small('mine.off') },
      ],
    },
  });
  await api.send('PATCH', '/api/v1/workflows/mine.off', { json: { status: 'disabled' } });
  await dataOf(await api.send('POST', '/api/v1/workflows', { yaml: HELLO }), 201);
});
afterAll(() => api.close());

describe('the catalogue', () => {
  const list = (query = '') =>
    api.send('GET', `/api/v1/actions?${query}`).then((response) => listOf<{ ref: string; kind: string }>(response));

  test('has core actions, those of packs and active workflows, each ref once', async () => {
    const { data, page } = await list('include_total=true');
    const kinds = new Map(data.map(({ ref, kind }) => [ref, kind]));
    expect(kinds.size).toBe(data.length);
    expect(page.next).toBeNull();
    expect(Object.fromEntries(kinds)).toMatchObject({
      'core.http': 'core',
      'core.noop': 'core',
      'mine.call': 'action',
      'mine.both': 'action',
      'examples.hello': 'workflow',
    });
    expect(kinds.has('mine.off')).toBe(false);
    expect([...kinds.keys()]).toEqual([...kinds.keys()].sort());
  });

  test.each([1, 2, 3, 7])('in pages of %i it is the same', async (limit) => {
    const all = (await list()).data.map(({ ref }) => ref);
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const { data, page } = await list(`limit=${limit}${cursor === '' ? '' : `&cursor=${cursor}`}`);
      seen.push(...data.map(({ ref }) => ref));
      cursor = page.next;
    }
    expect(seen).toEqual(all);
  });

  test('filters', async () => {
    const refs = async (query: string) => (await list(query)).data.map(({ ref }) => ref);
    expect(await refs('pack=mine')).toEqual(['mine.both', 'mine.call']);
    expect(await refs('q=says')).toEqual(['examples.hello']);
    expect(await refs('pack=none')).toEqual([]);
  });

  test('an action tells what it takes, under a tag', async () => {
    const response = await api.send('GET', '/api/v1/actions/mine.call');
    expect(await dataOf(response)).toMatchObject({
      ref: 'mine.call',
      kind: 'action',
      pack: 'mine',
      label: 'Call',
      parameters: { type: 'object', required: ['to'] },
      output: { type: 'object' },
      definition: { call: { kind: 'http' } },
    });
    const tag = response.headers.get('etag') ?? '';
    const again = await api.send('GET', '/api/v1/actions/mine.call', { headers: { 'If-None-Match': tag } });
    expect(again.status).toBe(304);
  });

  test('a workflow is one too', async () => {
    expect(await dataOf(await api.send('GET', '/api/v1/actions/examples.hello'))).toMatchObject({
      kind: 'workflow',
      parameters: { required: ['name'] },
      definition: null,
    });
    for (const ref of ['mine.off', 'mine.none', '__proto__']) {
      await problemOf(await api.send('GET', `/api/v1/actions/${ref}`), 404, 'not_found');
    }
  });

  test('no workflow is registered under the ref of an action', async () => {
    const yaml = small('mine.call');
    await problemOf(await api.send('POST', '/api/v1/workflows', { yaml }), 409, 'ref_exists');
    await problemOf(await api.send('PUT', '/api/v1/workflows/mine.call', { yaml }), 409, 'ref_exists');
    await problemOf(await api.send('GET', '/api/v1/workflows/mine.call'), 404);
    await problemOf(
      await api.send('PUT', '/api/v1/workflows/core.http', { yaml: small('core.http') }),
      409,
      'ref_exists',
    );
  });

  test('whoever is limited to packs sees theirs and core', async () => {
    const token = 'ost_limited';
    const row = { id: 'l', name: 'l', scopes: ['read'], packs: ['examples'], created: 0, expires: null } as const;
    await insertToken(api.db, row, await sha256(token));
    const { data } = await listOf<{ ref: string }>(await api.send('GET', '/api/v1/actions', { token }));
    expect(new Set(data.map(({ ref }) => ref.split('.')[0]))).toEqual(new Set(['core', 'examples']));
    await dataOf(await api.send('GET', '/api/v1/actions/core.http', { token }));
    await problemOf(await api.send('GET', '/api/v1/actions/mine.call', { token }), 404);
    await problemOf(await api.send('GET', '/api/v1/actions/mine.both', { token }), 404);
  });
});

describe('schemas for editors', () => {
  const read = (file: string, headers = {}) => api.send('GET', `/api/v1/schemas/${file}`, { headers });
  const check = async (file: string, value: unknown) => {
    const schema = (await (await read(file)).json()) as ConstructorParameters<typeof Validator>[0];
    return new Validator(schema, '2020-12').validate(value).errors.map(({ instanceLocation, error }) => ({
      instanceLocation,
      error,
    }));
  };

  test.each(['workflow.json', 'pack.json', 'action.json', 'trigger.json', 'test.json'])(
    '%s says what it is, under a tag',
    async (file) => {
      const response = await read(file);
      const text = await response.clone().text();
      const schema = (await response.json()) as { $schema: string; title: string; $defs: object };
      expect(schema.$schema).toBe('https://json-schema.org/draft/2020-12/schema');
      expect(schema.title).toContain('Ostinato');
      const references = [...text.matchAll(/"#\/\$defs\/(\w+)"/g)].map((match) => match[1] ?? '');
      expect(references.filter((name) => !Object.hasOwn(schema.$defs, name))).toEqual([]);
      expect(text).not.toMatch(/"type":"(?:custom|record|literal|union)"/);
      const tag = response.headers.get('etag') ?? '';
      expect((await read(file, { 'If-None-Match': tag })).status).toBe(304);
    },
  );

  test('nothing is said about kinds that have none', async () => {
    for (const file of ['other.json', 'triggers.json', 'workflow', 'constructor.json', '.json', 'workflow.yaml']) {
      await problemOf(await read(file), 404, 'not_found');
    }
  });

  test('the files of our own packs fit', async () => {
    for (const pack of readdirSync(PACKS)) {
      const manifest = parse(readFileSync(join(PACKS, pack, 'pack.yaml'), 'utf8'));
      expect(await check('pack.json', manifest), pack).toEqual([]);
    }
    for (const name of readdirSync(join(PACKS, 'core/actions'))) {
      const action = parse(readFileSync(join(PACKS, 'core/actions', name), 'utf8'));
      expect(await check('action.json', action), name).toEqual([]);
    }
    expect(await check('action.json', parse(CALL))).toEqual([]);
  });

  test.each([
    ['pack.json', 'ref: 1a'],
    ['pack.json', 'label: x'],
    ['pack.json', 'ref: a\nconfig: [1]'],
    ['pack.json', 'ref: a\nconfig_schema: {type: strng}'],
    ['pack.json', 'ref: a\ndialect: other'],
    ['action.json', 'label: x'],
    ['action.json', 'call: {kind: http}'],
    ['action.json', 'call: {kind: shell, url: x}'],
    ['action.json', 'call: {kind: http, url: x, urls: y}'],
    ['action.json', 'call: {kind: workflow, ref: x}\ntimeout: [1]'],
    ['action.json', 'call: {kind: http, url: x}\nparameters: {a: {type: strng}}'],
    ['trigger.json', 'workflow: a.b\ntype: webhook'],
    ['trigger.json', 'workflow: a.b\ntype: webhook\nwebhook: {preset: none}'],
    ['trigger.json', 'workflow: a.b\ntype: webhook\nwebhook: {preset: github, secrets: []}'],
    ['trigger.json', 'workflow: a.b\ntype: webhook\nwebhook: {preset: hmac, secrets: [a]}'],
    ['trigger.json', 'workflow: a.b\ntype: webhook\nwebhook: {preset: github, secrets: [a]}\nschedule: {interval: 60}'],
    ['trigger.json', 'workflow: a.b\ntype: schedule\nschedule: {interval: 60, cron: "@daily"}'],
    ['trigger.json', 'workflow: a.b\ntype: schedule\nschedule: {interval: 60}\nfliter: x'],
    ['test.json', 'workflow: a.b'],
    ['test.json', 'workflow: a.b\nexpect: {status: running}'],
    ['test.json', 'workflow: a.b\nexpect: {status: failed}\nmocks: [{reslt: 1}]'],
    ['test.json', 'workflow: a.b\nexpect: {status: failed, path: ["a b"]}'],
    ['test.json', 'workflow: a.b\nexpect: {status: failed}\ninput: [1]'],
  ])('%s refuses %j', async (file, text) => {
    expect(await check(file, parse(text))).not.toEqual([]);
  });

  test.each([
    ['pack.json', 'ref: a\nversion: 1.0\nconfig_schema: {type: object}\nconfig: {a: 1}\negress: [example.com]'],
    ['action.json', 'call: {kind: webhook, url: x, json: [1], expires_in: PT5M, fail_when: "{{ true }}"}'],
    ['action.json', 'secrets: [a]\ntimeout: "{{ t }}"\ncall: {kind: workflow, ref: a.b}'],
    [
      'trigger.json',
      'workflow: a.b\ntype: webhook\nwebhook: {preset: stripe, secrets: [a], tolerance: PT1M}\ninput: {a: 1}',
    ],
    [
      'trigger.json',
      'workflow: a.b\ntype: webhook\nwebhook: {preset: none, allow_unsigned: true}\ninput: "{{ trigger.body }}"',
    ],
    ['trigger.json', 'workflow: a.b\ntype: schedule\nschedule: {cron: "@daily", timezone: UTC, catch_up: all}'],
    [
      'test.json',
      'workflow: a.b\nmocks: [{task: a, error: {code: x}}]\nexpect: {status: failed, output: null, path: [a]}',
    ],
  ])('%s takes %j', async (file, text) => {
    expect(await check(file, parse(text))).toEqual([]);
  });
});
