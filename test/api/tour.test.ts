import { afterAll, beforeAll, expect, test } from 'vitest';
import type { App } from '../../src/api/app.ts';
import { createApi } from '../../src/api/create-api.ts';
import { mintCallbackToken } from '../../src/host/callback-token.ts';
import { mintInquiryToken } from '../../src/host/inquiry-token.ts';
import { bundleText } from '../../src/pack/bundle.ts';
import { dataOf } from './support/answers.ts';
import { bundleFor } from './support/bundles.ts';
import { ADMIN_TOKEN, startApi, type TestApi } from './support/start-api.ts';
import { small } from './support/workflows.ts';

let api: TestApi;
let app: App;
beforeAll(async () => {
  api = await startApi();
  const bundle = await bundleText([{ ref: 'tour', manifest: { ref: 'tour' }, files: [] }]);
  app = createApi({ ...api.env, bundle: { read: async () => bundle } });
});
afterAll(() => api.close());

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly responses?: object }>>>>;
}

/** Each answer is compared with the document on its way; the test is that none of them is forgotten. */
test('every documented answer is given, and is as documented', async () => {
  const document = (await (await api.send('GET', '/openapi.json')).json()) as Document;
  await visitServer();
  await visitPacks();
  await visitWorkflows();
  await visitExecutions();
  await visitCatalogue();
  await visitTriggers();
  await visitOperations();
  const documented = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).flatMap(([method, { responses = {} }]) =>
      Object.keys(responses)
        .filter((status) => status !== 'default')
        .map((status) => `${method.toUpperCase()} ${path} ${status}`),
    ),
  );
  expect([...api.contract.seen].sort()).toEqual(documented.sort());
});

async function visitServer(): Promise<void> {
  for (const path of ['/healthz', '/readyz', '/docs', '/metrics']) {
    await api.send('GET', path);
  }
}

async function visitPacks(): Promise<void> {
  const pack = '/api/v1/packs/tour';
  const json = { manifest: {}, files: [{ path: 'workflows/a.yaml', content: small('tour.a') }] };
  await api.send('POST', `${pack}/validate`, { json });
  await api.send('PUT', pack, { json });
  const { release } = await dataOf<{ release: string }>(await api.send('PUT', pack, { json }));
  await api.send('PATCH', pack, { json: { release, files: json.files } });
  const begun = await api.send('POST', `${pack}/installs`, { json: { manifest: {} } });
  const { links } = await dataOf<{ links: { files: string; commit: string } }>(begun, 201);
  await api.send('PUT', links.files, { json: { files: json.files } });
  await api.send('POST', links.commit);
  for (const path of ['/api/v1/packs', pack, `${pack}/workflows`]) {
    await api.send('GET', path);
  }
  await api.send('DELETE', pack);
  await api.sendTo(app, 'POST', `${pack}/sync`);
  await api.sendTo(app, 'POST', `${pack}/sync`);
}

async function visitWorkflows(): Promise<void> {
  const all = '/api/v1/workflows';
  const one = `${all}/tour.b`;
  await api.send('POST', `${all}/validate`, { yaml: small('tour.b') });
  await api.send('POST', all, { yaml: small('tour.b') });
  await api.send('PUT', `${all}/tour.c`, { yaml: small('tour.c') });
  await api.send('PUT', one, { yaml: small('tour.b') });
  const limited = `${all}/tour.limited`;
  await api.send('PUT', limited, { yaml: small('tour.limited', 'concurrency: {limit: 1}\n') });
  await api.send('GET', `${limited}/concurrency`);
  await api.send('POST', `${one}/replay`, { yaml: small('tour.b') });
  await api.send('PATCH', one, { json: {} });
  for (const path of [all, one, `${one}/versions`, `${one}/graph`, `${one}/machine`]) {
    await api.send('GET', path);
  }
  await api.send('GET', one, { headers: { 'If-None-Match': '*' } });
  await api.send('DELETE', `${all}/tour.c`);
}

async function visitExecutions(): Promise<void> {
  const start = '/api/v1/workflows/tour.b/executions';
  const headers = { 'Idempotency-Key': 'tour' };
  const { id } = await dataOf<{ id: string }>(await api.send('POST', start, { headers }), 202);
  const self = `/api/v1/executions/${id}`;
  const address = { execution: id, instance: 'hello:1', item: null, attempt: 1 };
  const token = await mintCallbackToken({ id: 'k1', secret: 'the older secret' }, address);
  await api.send('POST', `/callbacks/${token}`, { json: 1 });
  await api.send('POST', `/callbacks/${token}/heartbeat`);
  await api.send('GET', '/api/v1/executions');
  for (const path of ['', '/state', '/machine', '/tasks/hello:1']) {
    await api.send('GET', self + path);
    await api.send('GET', self + path, { headers: { 'If-None-Match': '*' } });
  }
  for (const path of ['/tasks', '/tasks/hello:1/items', '/history']) {
    await api.send('GET', self + path);
  }
  await api.send('POST', `${self}/tasks/hello:1/complete`, { json: { status: 'succeeded' } });
  await api.send('POST', `${self}/signals/go`, { json: { a: 1 } });
  await visitInquiries(id);
  await api.send('POST', `${self}/stream-ticket`);
  await api.send('POST', `${self}/pause`);
  await api.send('POST', `${self}/resume`);
  await api.send('GET', `${self}/export`);
  await api.send('POST', '/api/v1/executions/import', { json: bundleFor('tour.b') });
  await api.send('GET', `${self}/stream`);
  api.directory.end(id, 'succeeded', {});
  await api.send('GET', `${self}/stream?after=1000`);
  await api.send('POST', start, { headers: { ...headers, Prefer: 'wait=1' } });
  await api.send('POST', `${self}/rerun`);
  await api.send('DELETE', self);
  const other = await dataOf<{ id: string }>(await api.send('POST', start), 202);
  await api.send('POST', `/api/v1/executions/${other.id}/cancel`);
  const filter = { workflow: 'tour.b' };
  await api.send('POST', '/api/v1/executions/bulk', { json: { action: 'delete', filter, confirm: 3 } });
}

async function visitInquiries(execution: string): Promise<void> {
  const inquiry = `/api/v1/inquiries/${execution}.hello:1.-.1`;
  await api.send('GET', '/api/v1/inquiries');
  await api.send('GET', inquiry);
  await api.send('POST', `${inquiry}/respond`, { json: { response: true } });
  await api.send('GET', '/inquiries/wrong');
  await api.send('POST', '/inquiries/wrong', FILLED);
  for (const instance of ['hello:1', 'answered:1', 'expired:1', 'misfit:1']) {
    const address = { execution, instance, item: null, attempt: 1 };
    const link = `/inquiries/${await mintInquiryToken({ id: 'k1', secret: 'the older secret' }, address)}`;
    await api.send('GET', link);
    await api.send('POST', link, FILLED);
  }
}

const FILLED = { body: 'response=true', headers: { 'Content-Type': 'application/x-www-form-urlencoded' } };

async function visitCatalogue(): Promise<void> {
  await api.send('GET', '/api/v1/actions');
  for (const path of ['/api/v1/actions/tour.b', '/api/v1/schemas/pack.json']) {
    await api.send('GET', path);
    await api.send('GET', path, { headers: { 'If-None-Match': '*' } });
  }
}

async function visitTriggers(): Promise<void> {
  const all = '/api/v1/triggers';
  const webhook = { preset: 'none', allow_unsigned: true };
  const json = { name: 'tour.hook', workflow: 'tour.b', type: 'webhook', webhook };
  const { key } = await dataOf<{ key: string }>(await api.send('POST', all, { json }), 201);
  const answer = await api.send('POST', `/hooks/${key}`, { json: { n: 1 }, token: null });
  const { execution } = await dataOf<{ execution: string }>(answer, 202);
  await api.send('POST', `/hooks/${key}`, { json: { challenge: 'x' }, token: null });
  const one = `${all}/tour.hook`;
  for (const path of [all, one, `${one}/deliveries`]) {
    await api.send('GET', path);
  }
  await api.send('POST', `${one}/deliveries/${execution}/redeliver`);
  await api.send('POST', `${one}/key`);
  await api.send('PUT', one, { json });
  await api.send('PUT', `${all}/tour.other`, { json: { ...json, name: 'tour.other' } });
  await api.send('DELETE', one);
}

async function visitOperations(): Promise<void> {
  const issued = await api.send('POST', '/api/v1/tokens', { json: { name: 'tour', scopes: ['read'] } });
  const { id } = await dataOf<{ id: string }>(issued, 201);
  const secret = '/api/v1/secrets/TOUR';
  await api.send('PUT', secret, { json: { value: 'a' } });
  await api.send('PUT', secret, { json: { value: 'b' } });
  for (const path of ['/api/v1/tokens', '/api/v1/secrets', '/api/v1/audit']) {
    await api.send('GET', path);
  }
  await api.send('DELETE', `/api/v1/tokens/${id}`);
  await api.send('DELETE', secret);
  await api.send('POST', '/api/v1/session', { json: { token: ADMIN_TOKEN } });
  await api.send('DELETE', '/api/v1/session');
}
