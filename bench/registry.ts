import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createClient } from '@libsql/client';
import { startHrana } from '../src/hrana/start-hrana.ts';
import { mapBounded } from '../src/pack/bounded.ts';
import { addToInstall, beginInstall, commitInstall, inspectDefinition, type PackFile } from '../src/pack/index.ts';
import type { Database } from '../src/registry/database.ts';
import { migrate } from '../src/registry/migrate.ts';
import { listWorkflows } from '../src/registry/workflow-read.ts';
import { percentile } from './statistics.ts';

/**
 * `npm run bench:registry`: packs of 50, 500 and 4,000 generated workflows, compiled, analysed and registered over the
 * embedded libSQL server: cold, unchanged, and listing and search with all of them there. Exits with 1 when 4,000 take
 * more than twice what they may.
 */
const SIZES = [50, 500, 4_000];
const PART = 200;

const workflow = (i: number) => `label: Workflow ${i}
description: One of many, number ${i}
tags: [bench, group-${i % 10}]
parameters:
  url: { type: string, required: true }
vars: { rounds: 0 }
tasks:
  - name: first
    action: core.http
    input: { url: "{{ parameters.url }}/${i}" }
    next:
      - when: "{{ succeeded() }}"
        publish: [{ rounds: "{{ iteration() }}" }]
        do: [left, right]
      - do: fail
  - { name: left, next: [{ do: meet }] }
  - { name: right, next: [{ do: meet }] }
  - { name: meet, join: all }
output_map: { rounds: "{{ rounds }}" }
`;

const MANIFEST = { ref: 'bench', label: 'Bench', version: '1.0.0' };

function filesOf(size: number): readonly PackFile[] {
  return Array.from({ length: size }, (_, i) => ({
    path: `workflows/group_${i % 10}/workflow_${i}.yaml`,
    content: workflow(i),
  }));
}

/** As `npm start` pushes a large pack: parts of 200 files that stay invisible until one batch puts them in force. */
async function register(db: Database, files: readonly PackFile[]): Promise<void> {
  const { id } = await beginInstall(db, MANIFEST, Date.now());
  if (id === null) {
    throw new Error('the manifest of the bench does not load');
  }
  const parts = Array.from({ length: Math.ceil(files.length / PART) }, (_, i) => files.slice(i * PART, (i + 1) * PART));
  await mapBounded(parts, 3, (part) => addToInstall(db, id, part, { inspect: inspectDefinition }));
  const { kind } = await commitInstall(db, id, { update: true, skipInvalid: false, now: Date.now() });
  if (kind !== 'committed') {
    throw new Error(`the bench was not committed: ${kind}`);
  }
}

async function timed(run: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await run();
  return performance.now() - begin;
}

const migrations = resolve(import.meta.dirname, '../migrations');
const steps = readdirSync(migrations)
  .sort()
  .map((name) => ({ name, sql: readFileSync(join(migrations, name), 'utf8') }));

for (const size of SIZES) {
  const home = mkdtempSync(join(tmpdir(), 'ostinato-bench-'));
  const server = await startHrana({ path: join(home, 'registry.db'), token: 'bench' });
  const db = createClient({ url: server.url, authToken: 'bench' });
  try {
    await migrate(db, steps, Date.now());
    const files = filesOf(size);
    const cold = await timed(() => register(db, files));
    const again: number[] = [];
    for (let i = 0; i < 5; i++) {
      again.push(await timed(() => register(db, files)));
    }
    const unchanged = percentile(again, 0.5);
    const lists: number[] = [];
    const searches: number[] = [];
    for (let i = 0; i < 100; i++) {
      lists.push(await timed(() => listWorkflows(db, { pack: 'bench', tags: [`group-${i % 10}`] }, { limit: 50 })));
      searches.push(await timed(() => listWorkflows(db, { q: `number ${i}` }, { limit: 50 })));
    }
    const [list, search] = [percentile(lists, 0.95), percentile(searches, 0.95)];
    process.stdout.write(
      `${String(size).padStart(5)} workflows: cold ${(cold / 1000).toFixed(2)} s, unchanged ${(unchanged / 1000).toFixed(2)} s, ` +
        `list p50 ${percentile(lists, 0.5).toFixed(1)} p95 ${list.toFixed(1)} ms, ` +
        `search p50 ${percentile(searches, 0.5).toFixed(1)} p95 ${search.toFixed(1)} ms\n`,
    );
    const within = cold < 2 * 10_000 && unchanged < 2 * 1_000 && list < 2 * 20 && search < 2 * 20;
    process.exitCode = within ? process.exitCode : 1;
  } finally {
    db.close();
    await server.close();
    rmSync(home, { recursive: true, force: true });
  }
}
