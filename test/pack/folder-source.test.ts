import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { folderSource } from '../../src/cli/folder-source.ts';
import { loadPack } from '../../src/pack/load-pack.ts';

describe('a folder', () => {
  let root: string;
  const HELLO = 'tasks: [{name: a, action: core.noop}]';

  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'ostinato-folder-'));
    const pack = join(root, 'kit');
    mkdirSync(join(pack, 'workflows', 'deep'), { recursive: true });
    mkdirSync(join(pack, '.git'));
    mkdirSync(join(pack, 'node_modules'));
    writeFileSync(join(root, 'outside.yaml'), HELLO);
    writeFileSync(join(pack, 'pack.yaml'), 'ref: kit');
    writeFileSync(join(pack, '.git', 'a.yaml'), HELLO);
    writeFileSync(join(pack, 'node_modules', 'a.yaml'), HELLO);
    writeFileSync(join(pack, 'workflows', 'a.yaml'), `\uFEFF${HELLO}`);
    writeFileSync(join(pack, 'workflows', 'deep', 'b.yml'), HELLO);
    writeFileSync(join(pack, 'workflows', 'latin.yaml'), Buffer.from([0x61, 0x3a, 0x20, 0xe4]));
    symlinkSync(join(pack, 'workflows', 'a.yaml'), join(pack, 'workflows', 'linked.yaml'));
    symlinkSync(join(root, 'outside.yaml'), join(pack, 'workflows', 'out.yaml'));
    symlinkSync('nowhere', join(pack, 'workflows', 'dangling.yaml'));
    symlinkSync(pack, join(pack, 'workflows', 'loop'));
  });
  afterAll(() => rmSync(root, { recursive: true }));

  it('gives the files below it, and no link out of it', async () => {
    const source = folderSource(join(root, 'kit'));
    const { files } = await loadPack(source);
    expect(files.map(({ path, findings }) => [path, findings[0]?.message ?? 'ok'])).toEqual([
      ['workflows/a.yaml', 'ok'],
      ['workflows/dangling.yaml', 'The file is not read: it is a link that leads nowhere.'],
      ['workflows/deep/b.yml', 'ok'],
      ['workflows/latin.yaml', 'The file cannot be read: it is not UTF-8 text.'],
      ['workflows/linked.yaml', 'ok'],
      ['workflows/out.yaml', 'The file is not read: it is a link that leads out of the pack.'],
    ]);
    await expect(source.read('../outside.yaml')).rejects.toThrow('out of the pack');
    await expect(source.read('workflows/out.yaml')).rejects.toThrow('out of the pack');
  });
});
