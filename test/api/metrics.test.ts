import { afterAll, beforeAll, expect, test } from 'vitest';
import { exposition } from '../../src/api/metrics/exposition.ts';
import { insertExecution } from '../../src/registry/execution-write.ts';
import { ulid } from '../../src/value/ulid.ts';
import { dataOf, problemOf } from './support/answers.ts';
import { startApi, type TestApi } from './support/start-api.ts';
import { small } from './support/workflows.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
  await dataOf(await api.send('POST', '/api/v1/workflows', { yaml: small('a.b') }), 201);
});
afterAll(() => api.close());

const metrics = async () => (await api.send('GET', '/metrics')).text();

test('requests by route and status, whatever their paths', async () => {
  for (const path of ['/api/v1/workflows/a.b', '/api/v1/workflows/a.x', '/api/v1/workflows/a.y', '/nowhere']) {
    await api.send('GET', path);
  }
  await api.send('GET', '/api/v1/workflows/a.b', { token: null });
  await api.app.request('http://localhost:8787/healthz', { method: 'PROPFIND' });
  const text = await metrics();
  for (const line of [
    'ostinato_http_requests_total{method="GET",route="/api/v1/workflows/{ref}",status="200"} 1',
    'ostinato_http_requests_total{method="GET",route="/api/v1/workflows/{ref}",status="404"} 2',
    'ostinato_http_requests_total{method="GET",route="none",status="404"} 1',
    'ostinato_http_requests_total{method="GET",route="none",status="401"} 1',
    'ostinato_http_requests_total{method="other",route="none",status="405"} 1',
  ]) {
    expect(text).toContain(`${line}\n`);
  }
  expect(text).not.toContain('a.x');
});

test('durations of the newest executions that have ended', async () => {
  expect(await metrics()).not.toContain('ostinato_recent_execution_seconds{');
  for (const seconds of [1, 2, 3, 4, 40]) {
    const id = ulid(seconds, new Uint8Array(10));
    await insertExecution(api.db, {
      ...{ id, workflow: 'a.b', pack: 'a', version: 1, hash: 'x', status: 'succeeded', parent: null, tags: [] },
      ...{ started_at: 0, ended_at: seconds * 1000, wake_at: null, seq: 1, input_preview: null },
    });
  }
  const text = await metrics();
  for (const [quantile, value] of [
    [0.5, 3],
    [0.9, 40],
    [0.99, 40],
  ]) {
    expect(text).toContain(`ostinato_recent_execution_seconds{quantile="${quantile}"} ${value}\n`);
  }
});

test('executions by status, all of them', async () => {
  await dataOf(await api.send('POST', '/api/v1/workflows/a.b/executions'), 202);
  const text = await metrics();
  expect(text).toContain('ostinato_executions{status="running"} 1\n');
  expect(text).toContain('ostinato_executions{status="timed_out"} 0\n');
});

test('the loading of packs: files, time, errors, and what memory saved', async () => {
  const valid = { path: 'workflows/m.yaml', content: small('load.m') };
  const invalid = { path: 'workflows/n.yaml', content: 'tasks: 7' };
  const manifest = { ref: 'load' };
  const put = (files: object[], query = '') =>
    api.send('PUT', `/api/v1/packs/load${query}`, { json: { manifest, files } });
  await dataOf(await put([valid, invalid]), 201);
  await dataOf(await put([valid]));
  await problemOf(await put([valid, invalid], '?skip_invalid=false'), 422);
  const begun = await api.send('POST', '/api/v1/packs/load/installs', { json: { manifest } });
  const { links } = await dataOf<{ links: { files: string; commit: string } }>(begun, 201);
  await dataOf(await api.send('PUT', links.files, { json: { files: [valid] } }));
  await dataOf(await api.send('POST', links.commit));
  for (let i = 0; i < 3; i++) {
    await dataOf(await api.send('POST', '/api/v1/workflows/load.m/executions'), 202);
  }
  const text = await metrics();
  for (const line of [
    'ostinato_pack_loads_total{step="install",outcome="done"} 2',
    'ostinato_pack_loads_total{step="install",outcome="failed"} 1',
    'ostinato_pack_loads_total{step="part",outcome="done"} 1',
    'ostinato_pack_loads_total{step="commit",outcome="done"} 1',
    'ostinato_pack_files_total{outcome="created"} 1',
    'ostinato_pack_files_total{outcome="unchanged"} 3',
    'ostinato_pack_files_total{outcome="invalid"} 2',
  ]) {
    expect(text).toContain(`${line}\n`);
  }
  expect(Number(/^ostinato_pack_load_seconds_total\{step="install"\} (.+)$/m.exec(text)?.[1])).toBeGreaterThan(0);
  const reads = (from: string) =>
    Number(new RegExp(`^ostinato_definition_reads_total\\{from="${from}"\\} (\\d+)$`, 'm').exec(text)?.[1]);
  expect(reads('memory')).toBeGreaterThanOrEqual(2);
  expect(reads('registry')).toBeGreaterThanOrEqual(1);
});

test('a definition is read when it is first asked for, not before', async () => {
  const reads = async () =>
    Number(/^ostinato_definition_reads_total\{from="registry"\} (\d+)$/m.exec(await metrics())?.[1]);
  const before = await reads();
  await dataOf(await api.send('POST', '/api/v1/workflows', { yaml: small('lazy.b') }), 201);
  await api.send('GET', '/api/v1/workflows?pack=lazy');
  expect(await reads()).toBe(before);
  await dataOf(await api.send('POST', '/api/v1/workflows/lazy.b/executions'), 202);
  await dataOf(await api.send('POST', '/api/v1/workflows/lazy.b/executions'), 202);
  expect(await reads()).toBe(before + 1);
});

test('every line is one of the format', async () => {
  const response = await api.send('GET', '/metrics');
  expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  const lines = (await response.text()).split('\n');
  expect(lines.pop()).toBe('');
  for (const line of lines) {
    expect(line).toMatch(/^(?:# (?:HELP|TYPE) ostinato_\w+ .+|ostinato_\w+\{(?:\w+="[^"\\\n]*",?)+\} \d+(?:\.\d+)?)$/);
  }
  expect(exposition('a', 'gauge', 'h', [{ labels: { b: 'x"\\\n' }, value: 1 }])).toBe(
    '# HELP a h\n# TYPE a gauge\na{b="x\\"\\\\\\n"} 1\n',
  );
});

test('nothing for those who may not see all', async () => {
  const json = { name: 'limited', scopes: ['read'], packs: ['a'] };
  const { token } = await dataOf<{ token: string }>(await api.send('POST', '/api/v1/tokens', { json }), 201);
  await problemOf(await api.send('GET', '/metrics', { token }), 404);
  await problemOf(await api.send('GET', '/metrics', { token: null }), 401);
});
