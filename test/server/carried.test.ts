import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createClient } from '@libsql/client/web';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeBundle } from '../../src/cli/packs-bundle.ts';
import { readMigrations } from '../../src/cli/registry.ts';
import { writeWorkerEnv } from '../../src/cli/worker-env.ts';
import { type HranaServer, startHrana } from '../../src/hrana/start-hrana.ts';
import { migrate } from '../../src/registry/migrate.ts';
import { freePort } from '../support/free-port.ts';
import { ask, TOKEN, until } from '../support/server.ts';

/** A Worker as it is deployed: nobody beside it has its packs, it carries them. */
const ROOT = resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'ostinato-carried-'));
const bundle = join(folder, 'packs.json');
const started: ChildProcess[] = [];
let registry: HranaServer;
/** Closes the registry, which can be done once. */
let away: (() => Promise<void>) | undefined;
let server: { readonly url: string };

beforeAll(async () => {
  registry = await startHrana({ path: join(folder, 'registry.db'), token: 'registry' });
  away = registry.close;
  const db = createClient({ url: registry.url, authToken: registry.token });
  await migrate(db, await readMigrations(), 0);
  db.close();
  // The fallback is that of the project's own tsconfig.json.
  const paths = { 'bundled-packs': [bundle, join(ROOT, 'src/no-packs.json')] };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: { paths } }));
  server = await startWorker();
});
afterAll(async () => {
  for (const { pid } of started) {
    process.kill(-(pid ?? 0), 'SIGKILL');
  }
  await away?.();
  rmSync(folder, { recursive: true, force: true });
});

async function startWorker(): Promise<{ readonly url: string }> {
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const variables = { LIBSQL_URL: registry.url, LIBSQL_AUTH_TOKEN: registry.token, OSTINATO_PUBLIC_URL: url };
  const env = writeWorkerEnv(folder, { ...variables, OSTINATO_TOKEN: TOKEN, OSTINATO_KEY: 'k1:a key of the tests' });
  const wrangler = [join(ROOT, 'node_modules/wrangler/bin/wrangler.js'), 'dev', '--port', String(port)];
  const files = ['--tsconfig', join(folder, 'tsconfig.json'), '--env-file', env, '--persist-to', join(folder, 'state')];
  const quiet = ['--ip', '127.0.0.1', '--inspector-port', '0', '--log-level', 'error'];
  const child = spawn(process.execPath, [...wrangler, ...files, ...quiet, '--show-interactive-dev-session=false'], {
    cwd: ROOT,
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, CI: '1', CLOUDFLARE_CF_FETCH_ENABLED: 'false', WRANGLER_SEND_METRICS: 'false' },
  });
  started.push(child);
  await until(
    () => fetch(`${url}/healthz`),
    ({ ok }) => ok,
    60_000,
  );
  return { url };
}

const sync = (pack: string) => ask<{ data: object; code: string }>(server, 'POST', `/api/v1/packs/${pack}/sync`);

test('a Worker that was deployed without packs says how it gets some', async () => {
  const { status, body } = await sync('demo');
  expect([status, body]).toMatchObject([
    409,
    { code: 'bundle_missing', detail: expect.stringContaining('packs bundle') },
  ]);
});

test('one that carries them installs them from there, and shows the bundle to nobody', async () => {
  for (const [path, content] of [
    ['pack.yaml', 'ref: demo\n'],
    ['workflows/a.yaml', 'tasks: [{name: a, action: core.noop}]\n'],
    ['workflows/broken.yaml', 'tasks: 7\n'],
  ] as const) {
    mkdirSync(join(folder, 'packs/demo/workflows'), { recursive: true });
    writeFileSync(join(folder, 'packs/demo', path), content);
  }
  expect(await writeBundle(join(folder, 'packs'), bundle)).toBe(false);
  server = await startWorker();
  const { status, body } = await sync('demo');
  expect([status, body.data]).toMatchObject([
    201,
    { workflow_count: 2, files: [{ outcome: 'created' }, { path: 'workflows/broken.yaml', outcome: 'invalid' }] },
  ]);
  expect((await sync('demo')).status).toBe(200);
  expect(await sync('none')).toMatchObject({ status: 404, body: { code: 'not_found' } });
  for (const path of ['/packs.json', '/dist/packs.json', '/bundled-packs']) {
    expect((await fetch(`${server.url}${path}`)).status).toBe(401);
  }
});

test('while the registry is away nothing is installed, and it is said', async () => {
  await away?.();
  away = undefined;
  expect(await sync('demo')).toMatchObject({ status: 503, body: { code: 'unavailable' } });
});
