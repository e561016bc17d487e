import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApi } from '../../src/api/create-api.ts';
import { inspectDefinition } from '../../src/pack/inspect-definition.ts';
import { dataOf, listOf, problemOf } from './support/answers.ts';
import { type Sent, startApi, type TestApi } from './support/start-api.ts';

const WORKFLOW = '/api/v1/workflows/mine.caller';
const CALLER = 'tasks:\n  - name: ask\n    action: tools.ask\n';
const ACTION = 'parameters: {}\ncall: {kind: http, url: "https://example.com/"}\n';

let api: TestApi;
let send: (method: string, path: string, sent?: Sent) => Promise<Response>;
beforeAll(async () => {
  api = await startApi();
  const app = createApi({ ...api.env, inspect: inspectDefinition });
  send = (method, path, sent) => api.sendTo(app, method, path, sent);
});
afterAll(() => api.close());

const tools = (files: Readonly<Record<string, string>> = { 'actions/ask.yaml': ACTION }) =>
  send('PUT', '/api/v1/packs/tools', {
    json: { manifest: {}, files: Object.entries(files).map(([path, content]) => ({ path, content })) },
  });
const start = () => send('POST', `${WORKFLOW}/executions`);
const invalid = async () => (await listOf(await send('GET', '/api/v1/workflows?status=invalid'))).data;
const FINDING = {
  ...{ code: 'unknown_action', severity: 'error', path: '/tasks/0/action', line: 2, column: 5 },
  message: 'There is no action and no workflow `tools.ask`.',
};

test('a workflow goes and comes with the pack of its action', async () => {
  await problemOf(await send('PUT', WORKFLOW, { yaml: CALLER }), 422, 'invalid_definition');
  await dataOf(await tools(), 201);
  await dataOf(await send('PUT', WORKFLOW, { yaml: CALLER }), 201);
  const tag = (await send('GET', WORKFLOW)).headers.get('etag') ?? '';
  expect((await send('DELETE', '/api/v1/packs/tools')).status).toBe(204);
  const shown = await send('GET', WORKFLOW, { headers: { 'If-None-Match': tag } });
  expect(await dataOf(shown)).toMatchObject({
    status: 'invalid',
    version: 1,
    source: CALLER,
    tasks: [{ name: 'ask' }],
    findings: [FINDING],
  });
  expect(await invalid()).toMatchObject([{ ref: 'mine.caller', version: 1 }]);
  expect((await problemOf(await start(), 422, 'invalid_definition')).findings).toEqual([FINDING]);
  await problemOf(await send('GET', '/api/v1/actions/mine.caller'), 404);
  await dataOf(await tools(), 201);
  expect(await dataOf(await send('GET', WORKFLOW))).toMatchObject({ status: 'active', version: 1, findings: [] });
  expect(await invalid()).toEqual([]);
  await dataOf(await start(), 202);
});

test('and with the file of its action', async () => {
  expect(await dataOf(await tools({}))).toMatchObject({ files: [{ ref: 'tools.ask', outcome: 'removed' }] });
  await problemOf(await start(), 422, 'invalid_definition');
  const { release } = await dataOf<{ release: string }>(await tools({}));
  const json = { release, files: [{ path: 'actions/ask.yaml', content: ACTION }] };
  await dataOf(await send('PATCH', '/api/v1/packs/tools', { json }));
  await dataOf(await start(), 202);
});

test('an installation that takes an action from its own workflow is foreseen, and refused when it must be whole', async () => {
  const action = { path: 'actions/x.yaml', content: ACTION };
  const caller = { path: 'workflows/w.yaml', content: 'tasks: [{name: a, action: own.x}]' };
  const pack = '/api/v1/packs/own';
  const both = { json: { manifest: {}, files: [action, caller] } };
  const less = { json: { manifest: {}, files: [caller] } };
  await dataOf(await send('PUT', pack, both), 201);
  expect(await dataOf(await send('POST', `${pack}/validate`, both))).toMatchObject({
    valid: true,
    files: [{ outcome: 'unchanged' }, { outcome: 'unchanged' }],
  });
  const told = { path: caller.path, outcome: 'invalid', findings: [{ code: 'unknown_action' }] };
  expect(await dataOf(await send('POST', `${pack}/validate`, less))).toMatchObject({ valid: false, files: [told, {}] });
  await problemOf(await send('PUT', `${pack}?skip_invalid=false`, less), 422, 'invalid_definition');
  await dataOf(await send('POST', '/api/v1/workflows/own.w/executions'), 202);
  expect(await dataOf(await send('PUT', pack, less))).toMatchObject({ files: [told, { outcome: 'removed' }] });
});

test('while it waits it can be disabled, not activated', async () => {
  await tools({});
  await problemOf(await send('PATCH', WORKFLOW, { json: { status: 'active' } }), 409, 'conflict');
  expect(await dataOf(await send('PATCH', WORKFLOW, { json: { status: 'disabled' } }))).toMatchObject({
    status: 'disabled',
  });
  expect(await dataOf(await send('PATCH', WORKFLOW, { json: { status: 'active' } }))).toMatchObject({
    status: 'invalid',
  });
  await send('PATCH', WORKFLOW, { json: { status: 'disabled' } });
  await tools();
  await problemOf(await start(), 409, 'conflict');
  await send('PATCH', WORKFLOW, { json: { status: 'active' } });
  await dataOf(await start(), 202);
});

test('a pack in parts tells at its commit what is missing in it', async () => {
  const installs = '/api/v1/packs/parts/installs';
  const begun = await send('POST', installs, { json: { manifest: {} } });
  const { links } = await dataOf<{ links: { files: string; commit: string } }>(begun, 201);
  const files = [{ path: 'workflows/a.yaml', content: 'tasks: [{name: a, action: parts.b}]' }];
  expect(await dataOf(await send('PUT', links.files, { json: { files } }))).toMatchObject({
    files: [{ outcome: 'staged' }],
  });
  expect(await dataOf(await send('POST', links.commit))).toMatchObject({
    files: [{ ref: 'parts.a', outcome: 'invalid', version: 0, findings: [{ code: 'unknown_action' }] }],
  });
  const again = await send('POST', installs, { json: { manifest: {} } });
  const strict = (await dataOf<{ links: { files: string; commit: string } }>(again, 201)).links;
  await send('PUT', strict.files, { json: { files } });
  await problemOf(await send('POST', `${strict.commit}?skip_invalid=false`), 422, 'invalid_definition');
});
