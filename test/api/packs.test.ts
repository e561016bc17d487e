import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dataOf, listOf, problemOf } from './support/answers.ts';
import { startApi, type TestApi } from './support/start-api.ts';
import { small } from './support/workflows.ts';

const PACK = '/api/v1/packs/demo';
const MANIFEST = { ref: 'demo', label: 'Demo', version: '1.0', tags: ['t'], config: { url: 'x' } };
const ONE = { path: 'workflows/one.yaml', content: small('demo.one') };
const TWO = { path: 'workflows/deep/two.yaml', content: small('demo.deep.two') };
const BROKEN = { path: 'workflows/broken.yaml', content: 'tasks:\n  - name: a\n    acton: x\n' };

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const install = (files: readonly object[], query = '', manifest: object = MANIFEST) =>
  api.send('PUT', `${PACK}${query}`, { json: { manifest, files } });
const outcomes = async (response: Response, status = 200) => {
  const { files } = await dataOf<{ files: { path: string; outcome: string }[] }>(response, status);
  return Object.fromEntries(files.map(({ path, outcome }) => [path.replace('workflows/', ''), outcome]));
};

describe('a pack', () => {
  test('is rehearsed without being kept', async () => {
    const sent = { json: { manifest: MANIFEST, files: [ONE, BROKEN] } };
    const told = await dataOf(await api.send('POST', `${PACK}/validate`, sent));
    expect(told).toMatchObject({
      valid: false,
      findings: [],
      files: expect.arrayContaining([
        expect.objectContaining({ path: ONE.path, outcome: 'created' }),
        expect.objectContaining({ path: BROKEN.path, outcome: 'invalid' }),
      ]),
    });
    await problemOf(await api.send('GET', PACK), 404);
  });

  test('is installed, updated, and left alone when nothing is new', async () => {
    const first = await install([ONE, TWO]);
    expect(first.headers.get('location')).toBe(PACK);
    expect(await outcomes(first, 201)).toEqual({ 'one.yaml': 'created', 'deep/two.yaml': 'created' });
    const changed = { ...TWO, content: small('demo.deep.two', 'label: New\n') };
    const second = await outcomes(await install([ONE, changed]));
    expect(second).toEqual({ 'one.yaml': 'unchanged', 'deep/two.yaml': 'updated' });
    expect(await dataOf(await api.send('GET', PACK))).toMatchObject({
      ref: 'demo',
      label: 'Demo',
      workflow_count: 2,
      config: { url: 'x' },
    });
    const { data } = await listOf(await api.send('GET', `${PACK}/workflows`));
    expect(data).toMatchObject([
      { ref: 'demo.deep.two', version: 2 },
      { ref: 'demo.one', version: 1 },
    ]);
  });

  test('is installed without its invalid files, or not at all', async () => {
    const problem = await problemOf(await install([ONE, BROKEN], '?skip_invalid=false'), 422, 'invalid_definition');
    expect(problem.findings?.every(({ path }) => path.startsWith('/files/1/'))).toBe(true);
    expect(await outcomes(await install([ONE, BROKEN]))).toMatchObject({ 'broken.yaml': 'invalid' });
    const { data } = await listOf(await api.send('GET', `${PACK}/workflows?limit=200`));
    expect(data).toMatchObject([{ ref: 'demo.broken', status: 'invalid' }, { ref: 'demo.one' }]);
    const start = await api.send('POST', '/api/v1/workflows/demo.broken/executions', { json: {} });
    await problemOf(start, 422, 'invalid_definition');
    const shown = await dataOf(await api.send('GET', '/api/v1/workflows/demo.broken'));
    expect(shown).toMatchObject({ status: 'invalid', version: 0, source: null, tasks: [] });
  });

  test('leaves what exists when it is told to', async () => {
    const changed = { ...ONE, content: small('demo.one', 'label: Other\n') };
    expect(await outcomes(await install([changed], '?update=false'))).toEqual({
      'one.yaml': 'skipped',
      'broken.yaml': 'removed',
    });
  });

  test('is changed file by file, on the release that is known', async () => {
    const { release } = await dataOf<{ release: string }>(await install([ONE]));
    const json = { release, files: [{ path: 'workflows/more.yaml', content: small('demo.more') }], removed: [] };
    const changed = await dataOf<{ release: string; workflow_count: number }>(await api.send('PATCH', PACK, { json }));
    expect(changed).toMatchObject({ workflow_count: 2, files: [{ path: 'workflows/more.yaml', outcome: 'created' }] });
    expect(changed.release).not.toBe(release);
    await problemOf(await api.send('PATCH', PACK, { json }), 409, 'conflict');
    await problemOf(await api.send('PATCH', '/api/v1/packs/none', { json }), 404);
    await problemOf(await api.send('PATCH', PACK, { json: { ...json, manifest: {} } }), 422, 'invalid_input');
    const back = { release: changed.release, removed: ['workflows/more.yaml'] };
    expect(await dataOf(await api.send('PATCH', PACK, { json: back }))).toMatchObject({
      workflow_count: 1,
      files: [{ path: 'workflows/more.yaml', outcome: 'removed' }],
    });
  });

  test('is listed', async () => {
    expect((await listOf(await api.send('GET', '/api/v1/packs?include_total=true'))).page.total).toBe(1);
    expect((await listOf(await api.send('GET', '/api/v1/packs?q=nothing'))).data).toEqual([]);
  });

  test('the one of the engine itself stays', async () => {
    await dataOf(await api.send('PUT', '/api/v1/packs/core', { json: { manifest: {}, files: [] } }), 201);
    await problemOf(await api.send('DELETE', '/api/v1/packs/core'), 409, 'conflict');
    expect((await api.send('GET', '/api/v1/packs/core')).status).toBe(200);
  });

  test('is removed with its workflows', async () => {
    expect((await api.send('DELETE', PACK)).status).toBe(204);
    await problemOf(await api.send('DELETE', PACK), 404);
    await problemOf(await api.send('GET', `${PACK}/workflows`), 404);
    await problemOf(await api.send('GET', '/api/v1/workflows/demo.one'), 404);
  });
});

test.each([
  ['the manifest of another pack', { ...MANIFEST, ref: 'other' }, '/manifest/ref'],
  ['a manifest with a mistake', { ...MANIFEST, lable: 'x' }, '/manifest/lable'],
])('%s is refused', async (_, manifest, path) => {
  const problem = await problemOf(await install([ONE], '', manifest), 422, 'invalid_definition');
  expect(problem.findings).toMatchObject([{ path }]);
});

test('a manifest need not repeat its name', async () => {
  await outcomes(await install([ONE], '', { label: 'Short' }), 201);
});

test.each([
  ['a list for a manifest', { manifest: [], files: [] }, '/manifest'],
  ['no files', { manifest: {} }, '/files'],
  ['too many files', { manifest: {}, files: Array.from({ length: 201 }, () => ONE) }, '/files'],
  ['a file without content', { manifest: {}, files: [{ path: 'x' }] }, '/files/0/content'],
])('%s is 422', async (_, json, path) => {
  const problem = await problemOf(await api.send('PUT', PACK, { json }), 422, 'invalid_input');
  expect(problem.findings?.[0]?.path).toBe(path);
});

test('a request of four mebibytes is read, a larger one is not', async () => {
  const file = { path: 'workflows/one.yaml', content: `# ${'x'.repeat(1000)}\n${small('demo.one')}` };
  const padding = { path: 'notes.txt', content: 'x'.repeat(3 * 1024 * 1024) };
  await dataOf(await install([file, padding]));
  await problemOf(await install([file, { ...padding, content: 'x'.repeat(4 * 1024 * 1024) }]), 413, 'too_large');
});
