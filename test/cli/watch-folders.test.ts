import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { watchFolders } from '../../src/cli/watch-folders.ts';

let root: string;
let seen: string[];
let unwatch: () => void;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'ostinato-watch-'));
  mkdirSync(join(root, 'one/workflows'), { recursive: true });
  seen = [];
  unwatch = watchFolders(root, {
    onChange: (path) => seen.push(path),
    onError: (error) => seen.push(error.message),
  });
});
afterEach(() => {
  unwatch();
  rmSync(root, { recursive: true });
});

const put = (path: string) => writeFileSync(join(root, path), 'x');
const sees = (path: string) => vi.waitFor(() => expect(seen).toContain(path), { timeout: 3_000, interval: 10 });
/** Until folders that came have been found. */
const settle = async () => {
  await sleep(200);
  seen.length = 0;
};

describe('the folders of a folder', () => {
  it('are watched at any depth, with files that come, change and go', async () => {
    put('one/workflows/a.yaml');
    await sees('one/workflows/a.yaml');
    await settle();
    rmSync(join(root, 'one/workflows/a.yaml'));
    await sees('one/workflows/a.yaml');
  });

  it('that come later are watched too, with what is in them by then', async () => {
    mkdirSync(join(root, 'two/workflows/deep'), { recursive: true });
    await sees('two');
    await settle();
    put('two/workflows/deep/a.yaml');
    await sees('two/workflows/deep/a.yaml');
  });

  it('are known by the names they have now', async () => {
    renameSync(join(root, 'one'), join(root, 'two'));
    mkdirSync(join(root, 'one'));
    await settle();
    put('two/workflows/a.yaml');
    put('one/b.yaml');
    await sees('two/workflows/a.yaml');
    await sees('one/b.yaml');
    expect(seen.filter((path) => path.startsWith('one/workflows'))).toEqual([]);
  });

  it('may be links in the root, and no others; hidden ones are left out', async () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'ostinato-elsewhere-'));
    mkdirSync(join(elsewhere, 'workflows'));
    symlinkSync(elsewhere, join(root, 'linked'));
    symlinkSync(elsewhere, join(root, 'one/linked'));
    mkdirSync(join(root, '.git/objects'), { recursive: true });
    await settle();
    writeFileSync(join(elsewhere, 'workflows/a.yaml'), 'x');
    put('.git/objects/a');
    await sees('linked/workflows/a.yaml');
    expect(seen.filter((path) => path.startsWith('one') || path.startsWith('.git'))).toEqual([]);
    rmSync(elsewhere, { recursive: true });
  });

  it('may get thousands of files at once without holding up everything else', async () => {
    mkdirSync(join(root, 'many/workflows'), { recursive: true });
    await settle();
    for (let i = 0; i < 3_000; i++) {
      put(`many/workflows/w${i}.yaml`);
    }
    const begin = performance.now();
    await sees('many/workflows/w2999.yaml');
    expect(performance.now() - begin).toBeLessThan(2_000);
  });

  it('are no longer watched when nobody wants it', async () => {
    unwatch();
    put('one/workflows/a.yaml');
    await sleep(100);
    expect(seen).toEqual([]);
  });
});

it('a folder that is not there cannot be watched', () => {
  expect(() => watchFolders(join(root, 'none'), { onChange: () => {}, onError: () => {} })).toThrow('ENOENT');
});
