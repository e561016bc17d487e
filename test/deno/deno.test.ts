import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { report } from './loop.ts';

const ROOT = join(import.meta.dirname, '../..');
const DENO = join(ROOT, 'node_modules/@deno/linux-x64-glibc/deno');
/** An optional dependency: npm installs it on Linux with glibc on x64 only. */
const DENO_IS_INSTALLED = existsSync(DENO);
/** The YAML parser looks for switches of its debugging; nothing else of the core asks for anything outside. */
const ALLOWED = '--allow-env=LOG_TOKENS,LOG_STREAM';
const PURE = ['value', 'problem', 'expression', 'definition', 'graph', 'machine', 'inbox', 'conductor'];

if (!DENO_IS_INSTALLED) {
  process.stderr.write(`SKIPPED: the core under Deno, since there is no Deno at ${DENO}\n`);
}

const run = promisify(execFile);

async function deno(...args: readonly string[]): Promise<string> {
  const { stdout } = await run(DENO, args, {
    cwd: ROOT,
    maxBuffer: 64 * 1024 * 1024,
    env: { DENO_DIR: join(ROOT, '.test/deno'), DENO_NO_UPDATE_CHECK: '1', NO_COLOR: '1' },
  });
  return stdout;
}

describe.skipIf(!DENO_IS_INSTALLED)('the core under Deno', { timeout: 240_000 }, () => {
  test('the pure rooms are right for its own compiler', async () => {
    await expect(deno('check', ...PURE.map((room) => `src/${room}`))).resolves.toBeDefined();
  });

  test('a hundred rounds of a loop, with no permission to speak of, write what they write under Node', async () => {
    const here = report();
    expect(here.status).toBe('succeeded');
    expect(here.runs).toBe('head*100 left*100 meet*100 right*100');
    expect(here.output).toEqual({ sum: 15_150, text: '15150 in all, ä' });
    const there = await deno('run', '--no-prompt', ALLOWED, 'test/deno/loop.ts');
    expect(JSON.parse(there)).toEqual(JSON.parse(JSON.stringify(here)));
  });
});
