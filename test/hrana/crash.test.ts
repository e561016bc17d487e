import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@libsql/client/web';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startHrana } from '../../src/hrana/start-hrana.ts';

const SERVER = `
  import { startHrana } from ${JSON.stringify(join(import.meta.dirname, '../../src/hrana/start-hrana.ts'))};
  const { url } = await startHrana({ path: process.argv[1], token: 't' });
  console.log(url);
`;

describe('a server that is killed', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'ostinato-kill-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('has kept every write it had acknowledged', { timeout: 30_000 }, async () => {
    const path = join(folder, 'registry.db');
    const acknowledged = new Set<number>();
    for (let round = 0; round < 3; round++) {
      await writeUntilKilled(path, round, acknowledged);
    }
    const server = await startHrana({ path, token: 't' });
    const db = createClient({ url: server.url, authToken: 't' });
    const { rows } = await db.execute('SELECT n FROM kept');
    const kept = new Set(rows.map((row) => row.n));
    await server.close();
    expect(acknowledged.size).toBeGreaterThan(30);
    expect([...acknowledged].filter((n) => !kept.has(n))).toEqual([]);
  });
});

/** Writes as fast as it goes and kills the server in the middle of it. */
async function writeUntilKilled(path: string, round: number, acknowledged: Set<number>): Promise<void> {
  const child = spawn(process.execPath, ['--input-type=module-typescript', '--eval', SERVER, path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = new Promise((resolve) => child.once('exit', resolve));
  const url = await new Promise<string>((resolve) => child.stdout.once('data', (data) => resolve(String(data).trim())));
  const db = createClient({ url, authToken: 't' });
  await db.execute('CREATE TABLE IF NOT EXISTS kept (n INTEGER PRIMARY KEY)');
  const kill = setTimeout(() => child.kill('SIGKILL'), 150);
  const writer = async (first: number) => {
    for (let n = first; ; n += 4) {
      await db.batch([{ sql: 'INSERT INTO kept VALUES (?)', args: [n] }], 'write');
      acknowledged.add(n);
    }
  };
  const base = round * 1_000_000;
  await Promise.allSettled([0, 1, 2, 3].map((i) => writer(base + i)));
  clearTimeout(kill);
  await gone;
}
