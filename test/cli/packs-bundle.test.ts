import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startBundleServer } from '../../src/cli/bundle-server.ts';
import { bundlePack, bundlePacks } from '../../src/cli/packs-bundle.ts';
import { packOfBundle } from '../../src/pack/bundle.ts';

const BIN = join(import.meta.dirname, '..', '..', 'bin', 'ostinato.mjs');
const WORKFLOW = 'tasks: [{name: a, action: core.noop}]\n';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ostinato-bundle-'));
  put('packs/one/pack.yaml', 'ref: one\n');
  put('packs/one/workflows/a.yaml', WORKFLOW);
});
afterEach(() => rmSync(folder, { recursive: true }));

function put(path: string, content: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
}

const packs = () => join(folder, 'packs');

function run(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: process.env.PATH, HOME: folder, ...env },
  });
  return { status, stdout, stderr };
}

describe('the bundle of a folder', () => {
  it('has what a loader reads, and says why it does not read the rest', async () => {
    put('secret.yaml', WORKFLOW);
    put('packs/one/notes.txt', 'no');
    put('packs/one/.hidden/workflows/b.yaml', WORKFLOW);
    put('packs/one/workflows/large.yaml', `# ${'x'.repeat(5 * 2 ** 20)}`);
    symlinkSync(join(folder, 'secret.yaml'), join(packs(), 'one/workflows/out.yaml'));
    symlinkSync('a.yaml', join(packs(), 'one/workflows/in.yaml'));
    writeFileSync(join(packs(), 'one/workflows/bytes.yaml'), new Uint8Array([0x61, 0xff]));
    const { text, reports } = await bundlePacks(packs());
    expect(text).not.toContain('hidden');
    expect((await packOfBundle(text, 'one'))?.files).toEqual([
      { path: 'workflows/a.yaml', content: WORKFLOW },
      { path: 'workflows/bytes.yaml', content: '', refused: 'it cannot be read: it is not UTF-8 text' },
      { path: 'workflows/in.yaml', content: WORKFLOW },
      { path: 'workflows/large.yaml', content: '', refused: 'it has 5242882 bytes, at most 1048576 are read' },
      { path: 'workflows/out.yaml', content: '', refused: 'it is a link that leads out of the pack' },
    ]);
    expect(reports[0]?.files.map(({ outcome }) => outcome)).toEqual([
      ...['bundled', 'invalid', 'bundled', 'invalid', 'invalid'],
    ]);
    expect((await bundlePack(packs(), 'one')).replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
  });

  it('leaves packs out that have no manifest, or one of another', async () => {
    put('packs/three/pack.yaml', 'ref: one\n');
    put('packs/two/pack.yaml', 'ref: two\nlable: x\n');
    const { text, reports } = await bundlePacks(packs());
    expect(JSON.parse(text).packs).toMatchObject([{ ref: 'one', files: [{}] }]);
    expect(reports.map(({ folder: name, refusal }) => [name, refusal])).toEqual([
      ['one', undefined],
      ['three', 'the pack `one` is that of the folder one'],
      ['two', 'its manifest has errors'],
    ]);
  });

  it('is analysed as far as its packs tell', async () => {
    put('packs/one/workflows/b.yaml', 'tasks: [{name: a, action: one.a}, {name: b, action: two.x}]\n');
    put('packs/one/workflows/c.yaml', 'tasks: [{name: a, action: one.none}, {name: b, action: elsewhere.x}]\n');
    put('packs/two/pack.yaml', 'ref: two\n');
    const [{ files = [] } = {}] = (await bundlePacks(packs())).reports;
    expect(files.flatMap(({ findings }) => findings.map(({ message }) => message))).toEqual([
      'There is no action and no workflow `two.x`.',
      'There is no action and no workflow `one.none`.',
    ]);
  });
});

describe('ostinato packs bundle', () => {
  it('writes the same file for the same folder, and ends with 1 when something is wrong', () => {
    const first = run(['packs', 'bundle', 'packs', '--out', 'out/packs.json']);
    expect(first).toMatchObject({
      status: 0,
      stderr: '',
      stdout: expect.stringContaining('out/packs.json: 1 pack, 1 KiB'),
    });
    const text = readFileSync(join(folder, 'out/packs.json'), 'utf8');
    put('packs/one/workflows/b.yaml', 'tasks: 7\n');
    const second = run(['packs', 'bundle', '--out', 'out/packs.json'], { OSTINATO_PACKS: 'packs' });
    expect(second.status).toBe(1);
    expect(second.stdout).toMatch(/one\/workflows\/b\.yaml:1:8 error: .* \[no_tasks\]/);
    expect(readFileSync(join(folder, 'out/packs.json'), 'utf8')).toContain('tasks: 7');
    rmSync(join(packs(), 'one/workflows/b.yaml'));
    run(['packs', 'bundle', 'packs', '--out=out/packs.json']);
    expect(readFileSync(join(folder, 'out/packs.json'), 'utf8')).toBe(text);
    expect(readdirSync(join(folder, 'out'))).toEqual(['packs.json']);
  });

  it.each([
    ['a folder without packs', ['none'], 'there are no packs in'],
    ['two folders', ['packs', 'packs'], 'usage:'],
    ['an unknown option', ['--on', 'x'], 'usage:'],
    ['a file that cannot be written', ['packs', '--out', 'packs'], 'cannot be written'],
  ])('says what is wrong with %s', (_, args, text) => {
    const { status, stderr } = run(['packs', 'bundle', ...args]);
    expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringContaining(text) });
    expect(stderr).not.toContain('    at ');
    expect(readdirSync(folder)).toEqual(['packs']);
  });
});

describe('the packs beside a local Worker', () => {
  it('are given as they are now, to who has the token', async () => {
    const server = await startBundleServer(packs());
    const ask = async (ref: string, init: RequestInit = {}) => {
      const response = await fetch(`${server.url}/${ref}`, {
        headers: { authorization: `Bearer ${server.token}` },
        ...init,
      });
      return [response.status, await response.text()] as const;
    };
    try {
      const [, before] = await ask('one');
      expect(await packOfBundle(before, 'one')).toMatchObject({ files: [{ content: WORKFLOW }] });
      put('packs/one/workflows/a.yaml', `# changed\n${WORKFLOW}`);
      const [, after] = await ask('one');
      expect(await packOfBundle(after, 'one')).toMatchObject({ files: [{ content: `# changed\n${WORKFLOW}` }] });
      for (const ref of ['none', '..%2F..%2Fetc', '%00', '..%2Fone']) {
        const [status, text] = await ask(ref);
        expect([status, JSON.parse(text).packs]).toEqual([200, []]);
      }
      expect((await ask('one', { headers: {} }))[0]).toBe(401);
      expect((await ask('one', { headers: { authorization: 'Bearer x' } }))[0]).toBe(401);
      expect((await ask('%zz'))[0]).toBe(500);
    } finally {
      await server.close();
    }
  });
});
