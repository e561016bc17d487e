import { describe, expect, test } from 'vitest';
import { bundled, bundleText, packOfBundle } from '../../src/pack/bundle.ts';
import { memorySource, type PackFile } from '../../src/pack/file-source.ts';
import { loadPack } from '../../src/pack/load-pack.ts';

const pack = (ref: string, files: readonly PackFile[] = []) => ({ ref, manifest: { ref }, files });
const A = { path: 'workflows/a.yaml', content: 'tasks: []\n' };
const B = { path: 'workflows/b.yaml', content: 'ä\u{1f600} "\\\n' };
const REFUSED = { path: 'actions/x.yaml', content: '', refused: 'it is a link that leads nowhere' };

describe('a bundle', () => {
  test('is the same text for the same packs, in whatever order they come', async () => {
    const text = await bundleText([pack('one', [B, A]), pack('two')]);
    expect(await bundleText([pack('two'), pack('one', [A, B])])).toBe(text);
    expect(await bundleText([pack('two'), pack('one', [A])])).not.toBe(text);
    expect(text.endsWith('}\n')).toBe(true);
  });

  test('gives back what was put into it', async () => {
    const text = await bundleText([pack('one', [A, B, REFUSED]), pack('two')]);
    expect(await packOfBundle(text, 'one')).toMatchObject({ ref: 'one', files: [REFUSED, A, B] });
    expect(await packOfBundle(text, 'two')).toMatchObject({ manifest: { ref: 'two' }, files: [] });
    expect(await packOfBundle(text, 'three')).toBeUndefined();
    expect(await packOfBundle(await bundleText([]), 'one')).toBeUndefined();
  });

  test('keeps files that were not read, with the reason', async () => {
    const large = { path: 'workflows/large.yaml', content: `# ${'x'.repeat(2 ** 20)}` };
    const manifest = { path: 'pack.yaml', content: 'ref: one' };
    const broken = { path: 'workflows/broken.yaml', content: 'tasks: 7' };
    const loaded = await loadPack(memorySource([manifest, A, REFUSED, large, broken]));
    if (loaded.manifest === null) {
      throw new Error('the manifest is right');
    }
    const text = await bundleText([bundled(loaded.manifest, loaded.files)]);
    expect((await packOfBundle(text, 'one'))?.files).toEqual([
      REFUSED,
      A,
      broken,
      { path: large.path, content: '', refused: 'it has 1048578 bytes, at most 1048576 are read' },
    ]);
  });
});

describe('what is no bundle', () => {
  const whole = bundleText([pack('one', [A])]);
  const changed = async (change: (text: string) => string) => change(await whole);

  test.each([
    ['no JSON', async () => '{"format": 1,', 'it is no JSON'],
    ['another value', async () => '7', 'it does not fit'],
    ['another format', () => changed((text) => text.replace('"format": 1', '"format": 2')), 'at format'],
    ['a further key', () => changed((text) => text.replace('"format"', '"more": 1, "format"')), 'at more'],
    ['packs of another form', async () => '{"format": 1, "packs": [7]}', 'at packs.0'],
    ['a pack without files', async () => '{"format": 1, "packs": [{"ref": "one"}]}', 'its pack `one` does not fit'],
    ['a file of no kind', () => changed((text) => text.replace('"file"', '"fil"')), 'at files.0.kind'],
    ['a changed file', () => changed((text) => text.replace('tasks', 'tesks')), 'was changed after it was made'],
    [
      'one pack twice',
      async () => JSON.stringify({ format: 1, packs: Array(2).fill(JSON.parse(await whole).packs[0]) }),
      'it has two packs `one`',
    ],
  ])('is refused: %s', async (_, text, detail) => {
    const problem = expect.objectContaining({ code: 'bundle_invalid', detail: expect.stringContaining(detail) });
    await expect(text().then((each) => packOfBundle(each, 'one'))).rejects.toMatchObject({ problem });
  });
});
