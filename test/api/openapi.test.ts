import { Validator } from '@cfworker/json-schema';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ENDPOINTS } from '../../src/api/routes/endpoints.ts';
import { PROBLEMS } from '../../src/problem/problem.ts';
import { startApi, type TestApi } from './support/start-api.ts';

interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, OperationObject>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

interface OperationObject {
  readonly operationId: string;
  readonly security?: readonly unknown[];
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema: object }[];
  readonly responses: Readonly<Record<string, unknown>>;
}

let api: TestApi;
let text: string;
let document: Document;
beforeAll(async () => {
  api = await startApi();
  text = await (await api.send('GET', '/openapi.json', { token: null })).text();
  document = JSON.parse(text) as Document;
});
afterAll(() => api.close());

const operations = () =>
  Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([method]) => method !== 'parameters')
      .map(([method, operation]) => ({ path, method, operation })),
  );

test('every endpoint is described once, under a name of its own', () => {
  expect(document.openapi).toBe('3.1.0');
  const ids = operations().map(({ operation }) => operation.operationId);
  expect(ids).toHaveLength(ENDPOINTS.length + 2);
  expect(new Set(ids).size).toBe(ids.length);
});

test('every reference leads somewhere, and every named schema is used', () => {
  const references = [...text.matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path = '']) => path);
  for (const path of references) {
    const target = path.split('/').reduce<unknown>((node, key) => (node as Record<string, unknown>)[key], document);
    expect(target, path).toBeDefined();
  }
  for (const name of Object.keys(document.components.schemas)) {
    expect(references, name).toContain(`components/schemas/${name}`);
  }
});

test('open operations say so, all others want a token', () => {
  const open = operations().filter(({ operation }) => operation.security?.length === 0);
  expect(open.map(({ path }) => path).sort()).toEqual([
    '/api/v1/session',
    '/api/v1/session',
    '/callbacks/{token}',
    '/callbacks/{token}/heartbeat',
    '/docs',
    '/healthz',
    '/hooks/{key}',
    '/inquiries/{token}',
    '/inquiries/{token}',
    '/openapi.json',
    '/readyz',
  ]);
});

test('parameters of the query are what they are', () => {
  const list = document.paths['/api/v1/executions']?.get;
  const of = (name: string) => list?.parameters?.find((parameter) => parameter.name === name)?.schema;
  expect(of('limit')).toMatchObject({ type: 'integer', minimum: 1, maximum: 200, default: 50 });
  expect(of('status')).toMatchObject({ type: 'array', items: { enum: expect.arrayContaining(['running']) } });
  expect(of('include_total')).toMatchObject({ type: 'boolean' });
});

test('the schemas are strict enough to notice a change', () => {
  const schema = { $ref: '#/components/schemas/Started', components: document.components };
  const validator = new Validator(schema as ConstructorParameters<typeof Validator>[0], '2020-12');
  const links = { self: '', state: '', tasks: '', history: '', machine: '', stream: '' };
  expect(validator.validate({ id: 'x', status: 'running', links }).valid).toBe(true);
  expect(validator.validate({ id: 'x', status: 'odd', links }).valid).toBe(false);
  expect(validator.validate({ id: 'x', status: 'running', links, more: 1 }).valid).toBe(false);
  expect(validator.validate({ id: 'x', status: 'running', links: { ...links, self: 1 } }).valid).toBe(false);
});

test('the page for people tells all of it and runs nothing', async () => {
  const response = await api.send('GET', '/docs', { token: null });
  const page = await response.text();
  const policy = response.headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toContain('unsafe');
  expect(page).not.toMatch(/<script|javascript:|\son\w+=|https?:\/\/(?!localhost)/i);
  for (const { path, operation } of operations()) {
    expect(page).toContain(`<code>${path}</code>`);
    expect(page).toContain(`id="${operation.operationId}"`);
  }
  for (const code of Object.keys(PROBLEMS)) {
    expect(page).toContain(`id="${code}"`);
  }
  const style = /<style>([\s\S]*)<\/style>/.exec(page)?.[1] ?? '';
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(style));
  expect(policy).toContain(btoa(String.fromCharCode(...new Uint8Array(digest))));
});
