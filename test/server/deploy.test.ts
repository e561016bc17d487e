import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createClient } from '@libsql/client/web';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startHrana } from '../../src/hrana/start-hrana.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const BUNDLE = join(ROOT, 'dist/packs.json');
const before = existsSync(BUNDLE) ? readFileSync(BUNDLE, 'utf8') : undefined;
const folder = mkdtempSync(join(tmpdir(), 'ostinato-deploy-'));
const packs = join(folder, 'packs');

beforeAll(() => {
  mkdirSync(join(packs, 'demo/workflows'), { recursive: true });
  writeFileSync(join(packs, 'demo/pack.yaml'), 'ref: demo\n');
  writeFileSync(join(packs, 'demo/workflows/a.yaml'), 'tasks: [{name: a, action: core.noop}]\n');
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  rmSync(BUNDLE, { force: true });
  if (before !== undefined) {
    writeFileSync(BUNDLE, before);
  }
});

/** Without credentials of anybody, so that nothing can be deployed for real. */
async function deploy(args: readonly string[], variables: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, [join(ROOT, 'bin/ostinato.mjs'), 'deploy', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      CI: '1',
      WRANGLER_SEND_METRICS: 'false',
      OSTINATO_PACKS: packs,
      ...variables,
    },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (data) => {
      output += String(data);
    });
  }
  const status = await new Promise<number | null>((done) => child.once('close', done));
  return { status, output };
}

test('a rehearsal puts the packs of the folder into the Worker', async () => {
  const out = join(folder, 'out');
  const { status, output } = await deploy(['--dry-run', '--outdir', out]);
  expect(output).toContain('dist/packs.json: 1 pack');
  expect({ status, output }).toMatchObject({ status: 0 });
  const carried = readdirSync(out).filter((name) => name.endsWith('-bundled-packs'));
  expect(carried).toHaveLength(1);
  expect(readFileSync(join(out, carried[0] ?? ''), 'utf8')).toBe(readFileSync(BUNDLE, 'utf8'));
  expect(readFileSync(join(out, 'worker.js'), 'utf8')).toContain(`import("./${carried[0]}")`);
});

test('packs with errors, and a registry that is not named or away, stop it before anything is deployed', async () => {
  expect(await deploy([])).toMatchObject({ status: 1, output: expect.stringContaining('LIBSQL_URL is not set') });
  const away = await deploy([], { LIBSQL_URL: 'http://127.0.0.1:9' });
  expect(away).toMatchObject({ status: 1, output: expect.stringContaining('cannot be reached') });
  writeFileSync(join(packs, 'demo/workflows/b.yaml'), 'tasks: 7\n');
  const broken = await deploy(['--dry-run']);
  expect(broken).toMatchObject({
    status: 1,
    output: expect.stringContaining('nothing was deployed: packs have errors'),
  });
  rmSync(join(packs, 'demo/workflows/b.yaml'));
});

test('the registry is brought up to date first', async () => {
  const registry = await startHrana({ path: join(folder, 'registry.db'), token: 'registry' });
  try {
    const { status, output } = await deploy([], { LIBSQL_URL: registry.url, LIBSQL_AUTH_TOKEN: registry.token });
    expect(output).toContain('0001_registry.sql');
    expect(output).toContain('CLOUDFLARE_API_TOKEN');
    expect(status).not.toBe(0);
    const db = createClient({ url: registry.url, authToken: registry.token });
    expect((await db.execute('SELECT count(*) AS n FROM _migration')).rows[0]?.n).toBeGreaterThan(5);
    db.close();
  } finally {
    await registry.close();
  }
});
