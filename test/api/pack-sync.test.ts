import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createApi } from '../../src/api/create-api.ts';
import { bundleText } from '../../src/pack/bundle.ts';
import type { PackFile } from '../../src/pack/file-source.ts';
import { inspectDefinition } from '../../src/pack/inspect-definition.ts';
import { dataOf, listOf, problemOf } from './support/answers.ts';
import { type Sent, startApi, type TestApi } from './support/start-api.ts';
import { small } from './support/workflows.ts';

const PACK = '/api/v1/packs/demo';
const SYNC = `${PACK}/sync`;
const ONE = { path: 'workflows/one.yaml', content: small('demo.one') };
const BROKEN = { path: 'workflows/broken.yaml', content: 'tasks:\n  - name: a\n    acton: core.noop\n' };

let api: TestApi;
let send: (method: string, path: string, sent?: Sent) => Promise<Response>;
/** What the server has; undefined: nothing. */
let bundle: string | undefined;
beforeAll(async () => {
  api = await startApi();
  const app = createApi({ ...api.env, inspect: inspectDefinition, bundle: { read: async () => bundle } });
  send = (method, path, sent) => api.sendTo(app, method, path, sent);
});
afterAll(() => api.close());
beforeEach(async () => {
  await send('DELETE', PACK);
  await carry([ONE]);
});

async function carry(files: readonly PackFile[], manifest = {}): Promise<void> {
  bundle = await bundleText([
    { ref: 'demo', manifest: { ref: 'demo', label: 'Demo', ...manifest }, files },
    { ref: 'other', manifest: { ref: 'other' }, files: [] },
  ]);
}

const outcomes = async (response: Response, status = 200) => {
  const { files } = await dataOf<{ files: { path: string; outcome: string }[] }>(response, status);
  return Object.fromEntries(files.map(({ path, outcome }) => [path.replace('workflows/', ''), outcome]));
};

describe('a pack of the bundle', () => {
  test('is installed, and updated when the bundle has changed', async () => {
    const first = await send('POST', SYNC);
    expect(first.headers.get('location')).toBe(PACK);
    expect(await dataOf(first, 201)).toMatchObject({
      ...{ ref: 'demo', label: 'Demo', workflow_count: 1 },
      files: [{ path: ONE.path, kind: 'workflow', ref: 'demo.one', outcome: 'created', version: 1, findings: [] }],
    });
    expect(await outcomes(await send('POST', SYNC))).toEqual({ 'one.yaml': 'unchanged' });
    await carry([
      { ...ONE, content: small('demo.one', 'label: New\n') },
      { ...ONE, path: 'workflows/one.txt' },
    ]);
    expect(await outcomes(await send('POST', SYNC))).toEqual({ 'one.yaml': 'updated' });
    await carry([], { label: 'Empty' });
    expect(await dataOf(await send('POST', SYNC))).toMatchObject({
      ...{ label: 'Empty', workflow_count: 0 },
      files: [{ path: ONE.path, outcome: 'removed' }],
    });
  });

  test('is installed without its invalid files, with the others, or not at all', async () => {
    await carry([
      ONE,
      BROKEN,
      { path: 'workflows/link.yaml', content: '', refused: 'it is a link that leads nowhere' },
    ]);
    const problem = await problemOf(await send('POST', `${SYNC}?skip_invalid=false`), 422, 'invalid_definition');
    expect(problem.findings).toMatchObject([
      { code: 'unknown_key', path: '/files/workflows~1broken.yaml/tasks/0/acton', line: 3 },
      { code: 'refused_file', path: '/files/workflows~1link.yaml' },
    ]);
    await problemOf(await send('GET', PACK), 404);
    const told = await dataOf(await send('POST', SYNC), 201);
    expect(told).toMatchObject({
      files: [
        { path: BROKEN.path, outcome: 'invalid', findings: [{ code: 'unknown_key', path: '/tasks/0/acton' }] },
        {
          path: 'workflows/link.yaml',
          outcome: 'invalid',
          findings: [{ message: 'The file is not read: it is a link that leads nowhere.' }],
        },
        { path: ONE.path, outcome: 'created' },
      ],
    });
    const start = await send('POST', '/api/v1/workflows/demo.broken/executions');
    await problemOf(start, 422, 'invalid_definition');
  });

  test('leaves what exists when it is told to', async () => {
    await send('POST', SYNC);
    await carry([{ ...ONE, content: small('demo.one', 'label: New\n') }]);
    expect(await outcomes(await send('POST', `${SYNC}?update=false`))).toEqual({ 'one.yaml': 'skipped' });
  });

  test('is rehearsed without being kept', async () => {
    await carry([ONE, BROKEN]);
    const told = await dataOf(await send('POST', `${SYNC}?dry_run=true`));
    expect(told).toMatchObject({ valid: false, findings: [], files: [{ outcome: 'invalid' }, { outcome: 'created' }] });
    await problemOf(await send('GET', PACK), 404);
  });

  test('of hundreds of files is installed at once', async () => {
    const files = Array.from({ length: 450 }, (_, i) => ({
      path: `workflows/w${i}.yaml`,
      content: i === 7 ? BROKEN.content : `tasks: [{name: a, action: demo.w${(i * 7 + 1) % 450}}]\n`,
    }));
    await carry(files);
    const { files: told, ...rest } = await dataOf<{ files: { outcome: string }[] }>(await send('POST', SYNC), 201);
    expect(rest).toMatchObject({ workflow_count: 450 });
    const count = (outcome: string) => told.filter((file) => file.outcome === outcome).length;
    // What leads to the broken one, over however many others, cannot run either.
    expect([count('created') + count('invalid'), count('invalid') > 1]).toEqual([450, true]);
    const { page } = await listOf(await send('GET', '/api/v1/workflows?pack=demo&status=invalid&include_total=true'));
    expect(page.total).toBe(count('invalid'));
  });

  test('must fit the manifest and the rules of files', async () => {
    await carry([ONE], { lable: 'x' });
    const problem = await problemOf(await send('POST', SYNC), 422, 'invalid_definition');
    expect(problem.findings).toMatchObject([{ path: '/manifest/lable' }]);
    await carry([
      ONE,
      { ...ONE, content: 'tasks: []' },
      { path: 'workflows/../../up.yaml', content: small('demo.up') },
    ]);
    expect(await outcomes(await send('POST', SYNC), 201)).toEqual({
      '../../up.yaml': 'invalid',
      'one.yaml': 'invalid',
    });
  });
});

describe('the request', () => {
  test('under a key has its effect once', async () => {
    const headers = { 'Idempotency-Key': 'sync' };
    const first = await dataOf(await send('POST', SYNC, { headers }), 201);
    await carry([]);
    const again = await send('POST', SYNC, { headers });
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(await dataOf(again, 201)).toEqual(first);
    await problemOf(await send('POST', `${SYNC}?update=false`, { headers }), 409, 'idempotency_key_reused');
  });

  test('needs the scope of an installation, and a pack that the token may see', async () => {
    const issue = async (json: object) =>
      (await dataOf<{ token: string }>(await send('POST', '/api/v1/tokens', { json }), 201)).token;
    const reader = await issue({ name: 'reader', scopes: ['read'] });
    const limited = await issue({ name: 'limited', scopes: ['write'], packs: ['other'] });
    await problemOf(await send('POST', SYNC, { token: null }), 401);
    await problemOf(await send('POST', SYNC, { token: reader }), 403, 'forbidden');
    await problemOf(await send('POST', SYNC, { token: limited }), 404, 'not_found');
    await dataOf(await send('POST', '/api/v1/packs/other/sync', { token: limited }), 201);
  });

  test('is noted as an installation, with what it was made of', async () => {
    await send('POST', SYNC);
    const { data } = await listOf(await send('GET', '/api/v1/audit?target=packs/demo&limit=1'));
    expect(data).toMatchObject([{ action: 'pack.put', detail: { bundle: expect.stringMatching(/^[0-9a-f]{64}$/) } }]);
  });

  test('two at once, and one beside another installation, are applied in order', async () => {
    const json = { manifest: {}, files: [{ ...ONE, content: small('demo.one', 'label: Sent\n') }] };
    const answers = await Promise.all([send('POST', SYNC), send('PUT', PACK, { json }), send('POST', SYNC)]);
    expect(answers.map(({ status }) => status).every((status) => status === 200 || status === 201)).toBe(true);
    const { label } = await dataOf(await send('GET', '/api/v1/workflows/demo.one'));
    expect(['Sent', 'demo.one']).toContain(label);
  });

  test.each([
    ['a pack that it does not have', (whole: string | undefined) => whole, 404, 'not_found', '/api/v1/packs/none/sync'],
    ['no bundle', () => undefined, 409, 'bundle_missing', SYNC],
    ['a damaged bundle', (whole: string | undefined) => `${whole}x`, 409, 'bundle_invalid', SYNC],
    ['an option that there is not', (whole: string | undefined) => whole, 400, 'bad_request', `${SYNC}?dry=true`],
  ])('%s is a problem', async (_, change, status, code, path) => {
    bundle = change(bundle);
    await problemOf(await send('POST', path), status, code);
  });
});
