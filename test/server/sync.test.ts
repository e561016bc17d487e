import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ask, type Server, startServer, until } from '../support/server.ts';

interface Told {
  readonly data: { readonly files: readonly { readonly path: string; readonly outcome: string }[] };
  readonly code: string;
}

const packs = mkdtempSync(join(tmpdir(), 'ostinato-sync-'));
const put = (path: string, content: string) => {
  mkdirSync(dirname(join(packs, path)), { recursive: true });
  writeFileSync(join(packs, path), content);
};
const NOOP = 'tasks: [{name: a, action: core.noop}]\n';
const MANY = 250;

let server: Server;
beforeAll(async () => {
  put('wide/pack.yaml', 'ref: wide\nlabel: Wide\n');
  for (let i = 0; i < MANY; i++) {
    put(`wide/workflows/w${i}.yaml`, NOOP);
  }
  put('wide/workflows/broken.yaml', 'tasks: [{name: a, acton: core.noop}]\n');
  put('child/pack.yaml', 'ref: child\n');
  put('child/workflows/say.yaml', 'tasks: [{name: a, action: core.noop}]\noutput_map: {said: hello}\n');
  put('parent/pack.yaml', 'ref: parent\n');
  put(
    'parent/workflows/call.yaml',
    `tasks:
  - {name: wait, action: core.wait, input: {signal: go}, next: [{do: call}]}
  - {name: call, action: child.say}
output_map: {said: "{{ task.call.result.said }}"}
`,
  );
  server = await startServer({ OSTINATO_PACKS: packs });
});
afterAll(async () => {
  await server?.dispose();
  rmSync(packs, { recursive: true, force: true });
});

const api = <T = Told>(method: string, path: string, body?: unknown, headers = {}) =>
  ask<T>(server, method, `/api/v1${path}`, body, headers);
const sync = (pack: string, query = '') => api('POST', `/packs/${pack}/sync${query}`);

test('a pack of hundreds of files is read anew from its folder, a broken file told', async () => {
  expect((await api('DELETE', '/packs/wide')).status).toBe(204);
  const { status, headers, body } = await sync('wide');
  expect([status, headers.get('location')]).toEqual([201, '/api/v1/packs/wide']);
  expect(body.data).toMatchObject({ ref: 'wide', label: 'Wide', workflow_count: MANY + 1 });
  const invalid = body.data.files.filter(({ outcome }) => outcome !== 'created');
  expect(invalid).toMatchObject([
    { path: 'workflows/broken.yaml', outcome: 'invalid', findings: [{ code: 'unknown_key', line: 1 }] },
  ]);
  const again = await sync('wide');
  expect(again.status).toBe(200);
  expect(again.body.data.files.filter(({ outcome }) => outcome === 'unchanged')).toHaveLength(MANY);
});

test('what it would do is told by the folder as it is, several at once are fine, and the watcher goes on', async () => {
  put('wide/workflows/broken.yaml', NOOP);
  const rehearsed = await sync('wide', '?dry_run=true');
  expect(rehearsed.body.data).toMatchObject({ valid: true });
  const both = await Promise.all([sync('wide'), sync('wide'), sync('child')]);
  expect(both.map(({ status }) => status)).toEqual([200, 200, 200]);
  put('wide/workflows/later.yaml', NOOP);
  const later = await until(
    () => api('GET', '/workflows/wide.later'),
    ({ status }) => status === 200,
    5_000,
  );
  expect(later.status).toBe(200);
});

test('packs that the folder does not have are not found', async () => {
  for (const name of ['none', '..%2F..%2Fhome', '%00', 'wide%2F..%2Fchild']) {
    const { status, body } = await sync(name);
    expect([name, status, body.code]).toEqual([name, 404, 'not_found']);
  }
});

test('a workflow goes and comes with what it calls; what runs goes on', async () => {
  const start = () => api<{ data: { id: string } }>('POST', '/workflows/parent.call/executions', {});
  const { id } = (await start()).body.data;
  expect((await api('DELETE', '/packs/child')).status).toBe(204);
  const shown = await api('GET', '/workflows/parent.call');
  expect(shown.body.data).toMatchObject({ status: 'invalid', findings: [{ code: 'unknown_action' }] });
  expect((await start()).status).toBe(422);
  expect((await api('DELETE', '/workflows/parent.call')).status).toBe(204);
  await api('POST', `/executions/${id}/signals/go`, {});
  const ended = await until(
    () => api<{ data: { status: string; output: unknown } }>('GET', `/executions/${id}`),
    ({ body }) => body.data.status === 'succeeded',
    10_000,
  );
  expect(ended.body.data.output).toEqual({ said: 'hello' });
  expect((await start()).status).toBe(404);
  expect((await sync('parent')).body.data.files).toMatchObject([{ outcome: 'invalid' }]);
  expect((await sync('child')).status).toBe(201);
  expect((await sync('parent')).body.data.files).toMatchObject([{ outcome: 'updated' }]);
  expect((await start()).status).toBe(202);
});
