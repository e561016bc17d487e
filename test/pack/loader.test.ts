import { describe, expect, it } from 'vitest';
import { type FileSource, memorySource } from '../../src/pack/file-source.ts';
import { loadPack, loadPacks, loadWorkflowFile, reloadWorkflow } from '../../src/pack/load-pack.ts';

const MANIFEST = { path: 'pack.yaml', content: 'ref: kit\nlabel: Kit\nversion: 1.0\n' };
const HELLO = 'tasks:\n  - name: hello\n    action: core.noop\n';

const source = (files: Record<string, string>, manifest = MANIFEST) =>
  memorySource([manifest, ...Object.entries(files).map(([path, content]) => ({ path, content }))]);

/** path → ref, and codes of what is wrong. */
async function outline(files: Record<string, string>) {
  const { files: loaded } = await loadPack(source(files));
  return Object.fromEntries(
    loaded.map(({ path, ref, findings }) => [path, [ref, ...findings.map(({ code }) => code)]]),
  );
}

describe('loading a pack', () => {
  it('finds workflows in all folders below, and the other kinds in theirs', async () => {
    expect(
      await outline({
        'workflows/a.yaml': HELLO,
        'workflows/b.yml': HELLO,
        'workflows/deep/er/c.yaml': HELLO,
        'actions/call.yaml': 'call: {kind: http, url: "http://x"}',
        'triggers/t.yaml': 'workflow: kit.a\ntype: schedule\nschedule: {interval: 60}',
        'tests/t.yaml': 'workflow: kit.a\nexpect: {status: succeeded}',
        'README.md': '# not YAML',
        'workflow/typo.yaml': HELLO,
      }),
    ).toEqual({
      'workflows/a.yaml': ['kit.a'],
      'workflows/b.yml': ['kit.b'],
      'workflows/deep/er/c.yaml': ['kit.deep.er.c'],
      'actions/call.yaml': ['kit.call'],
      'triggers/t.yaml': ['kit.t'],
      'tests/t.yaml': ['kit.t'],
      'workflow/typo.yaml': [null, 'ignored_file'],
    });
  });

  it('gives definitions, with where they came from', async () => {
    const { manifest, files } = await loadPack(source({ 'workflows/deep/a.yaml': HELLO }));
    expect(manifest).toMatchObject({ ref: 'kit', version: '1' });
    expect(files[0]).toMatchObject({
      kind: 'workflow',
      name: 'a',
      ref: 'kit.deep.a',
      source: HELLO,
      definition: { ref: 'kit.deep.a', pack: 'kit', tasks: [{ name: 'hello' }] },
      unchanged: false,
    });
    expect(files[0]?.fingerprint).toMatch(/^[0-9a-f]{64}$/);
  });

  it('collects what is wrong file by file, with places', async () => {
    const { files } = await loadPack(
      source({
        'workflows/bad.yaml': 'tasks:\n  - name: a\n    actoin: core.noop\n  - name: a\n',
        'workflows/broken.yaml': 'tasks: [',
        'workflows/good.yaml': HELLO,
      }),
    );
    const [bad, broken, good] = files;
    expect(bad?.findings.map(({ code, line }) => [code, line])).toEqual([
      ['unknown_key', 3],
      ['duplicate_task', 4],
    ]);
    expect(broken).toMatchObject({ definition: null, findings: [{ code: 'yaml_syntax', line: 1 }] });
    expect(good).toMatchObject({ findings: [], definition: { ref: 'kit.good' } });
  });

  it('refuses two files of one ref, also as workflow and action', async () => {
    expect(
      await outline({
        'workflows/a.yaml': HELLO,
        'workflows/a.yml': HELLO,
        'workflows/b/c.yaml': HELLO,
        'workflows/b.c.yaml': HELLO,
        'workflows/d.yaml': HELLO,
        'actions/d.yaml': 'call: {kind: http, url: "http://x"}',
        'workflows/e.yaml': HELLO,
      }),
    ).toEqual({
      'workflows/a.yaml': ['kit.a', 'duplicate_ref'],
      'workflows/a.yml': ['kit.a', 'duplicate_ref'],
      'workflows/b/c.yaml': ['kit.b.c', 'duplicate_ref'],
      'workflows/b.c.yaml': ['kit.b.c', 'duplicate_ref'],
      'workflows/d.yaml': ['kit.d', 'duplicate_ref'],
      'actions/d.yaml': ['kit.d', 'duplicate_ref'],
      'workflows/e.yaml': ['kit.e'],
    });
  });

  it('does not parse what is too large, and does not read what is refused', async () => {
    const read: string[] = [];
    const files: FileSource = {
      list: async () => [
        { path: 'pack.yaml', bytes: 10 },
        { path: 'workflows/large.yaml', bytes: 2 ** 20 + 1 },
        { path: 'workflows/link.yaml', bytes: 1, refused: 'it is a link that leads out of the pack' },
        { path: 'workflows/gone.yaml', bytes: 1 },
        { path: 'workflows/exact.yaml', bytes: 2 ** 20 },
      ],
      read: async (path) => {
        read.push(path);
        if (path.endsWith('gone.yaml')) {
          throw new Error('no such file');
        }
        return path === 'pack.yaml' ? 'ref: kit' : HELLO;
      },
    };
    const loaded = await loadPack(files);
    expect(loaded.files.map(({ path, findings }) => [path, findings[0]?.code])).toEqual([
      ['workflows/exact.yaml', undefined],
      ['workflows/gone.yaml', 'unreadable_file'],
      ['workflows/large.yaml', 'definition_too_large'],
      ['workflows/link.yaml', 'refused_file'],
    ]);
    expect(read).toEqual(['pack.yaml', 'workflows/exact.yaml', 'workflows/gone.yaml']);
    const small = await loadPack(source({ 'workflows/a.yaml': HELLO }), { maxBytes: 20 });
    expect(small.files[0]?.findings[0]).toMatchObject({ code: 'definition_too_large' });
  });

  it.each([
    '../a.yaml',
    'workflows/../../a.yaml',
    '/etc/a.yaml',
    'workflows\\a.yaml',
    'workflows/.a.yaml',
    'workflows//a.yaml',
  ])('refuses the path %s', async (path) => {
    const { files } = await loadPack(source({ [path]: HELLO }));
    expect(files.map(({ findings }) => findings.map(({ code, severity }) => [code, severity]))).toEqual([
      [['invalid_path', 'error']],
    ]);
  });

  it('does not compile what is known, unless the pack reads it differently', async () => {
    const first = await loadPack(source({ 'workflows/a.yaml': HELLO }));
    const known = new Map(first.files.map(({ path, fingerprint }) => [path, fingerprint]));
    const again = await loadPack(source({ 'workflows/a.yaml': HELLO, 'workflows/b.yaml': HELLO }), { known });
    expect(again.files).toMatchObject([
      { path: 'workflows/a.yaml', unchanged: true, definition: null, findings: [] },
      { path: 'workflows/b.yaml', unchanged: false, definition: { ref: 'kit.b' } },
    ]);
    const orquesta = { ...MANIFEST, content: `${MANIFEST.content}dialect: orquesta\n` };
    expect((await loadPack(source({ 'workflows/a.yaml': HELLO }, orquesta), { known })).files[0]?.unchanged).toBe(
      false,
    );
  });

  it('can leave the checking to somebody else', async () => {
    const { files } = await loadPack(source({ 'workflows/bad.yaml': 'tasks: [' }), { validate: false });
    expect(files).toMatchObject([{ source: 'tasks: [', findings: [], definition: null }]);
  });

  it('reads no file at once more than it is told to', async () => {
    let open = 0;
    let most = 0;
    const files = Array.from({ length: 40 }, (_, i) => ({ path: `workflows/w${i}.yaml`, bytes: 1 }));
    const slow: FileSource = {
      list: async () => [{ path: 'pack.yaml', bytes: 1 }, ...files],
      read: async (path) => {
        open++;
        most = Math.max(most, open);
        await new Promise((resolve) => setTimeout(resolve, 1));
        open--;
        return path === 'pack.yaml' ? 'ref: kit' : HELLO;
      },
    };
    const loaded = await loadPack(slow, { parallel: 5 });
    expect(loaded.files).toHaveLength(40);
    expect(most).toBe(5);
  });

  it('says when the manifest is missing or wrong', async () => {
    expect(await loadPack(memorySource([]))).toMatchObject({
      manifest: null,
      findings: [{ code: 'missing_manifest' }],
    });
    const wrong = await loadPack(
      source({ 'workflows/a.yaml': HELLO }, { ...MANIFEST, content: 'ref: "a b"\nlable: x' }),
    );
    expect(wrong.manifest).toBeNull();
    expect(wrong.files).toEqual([]);
    expect(wrong.findings.map(({ code, line }) => [code, line])).toEqual([
      ['invalid_value', 1],
      ['unknown_key', 2],
    ]);
  });

  it('loads several packs, each by itself', async () => {
    const packs = await loadPacks([source({ 'workflows/a.yaml': HELLO }), memorySource([])]);
    expect(packs.map(({ manifest }) => manifest?.ref)).toEqual(['kit', undefined]);
  });
});

describe('loading one workflow', () => {
  const files = { 'workflows/a.yaml': HELLO, 'workflows/sub/b.yml': HELLO, 'workflows/sub/b.yaml': HELLO };

  it('by its file', async () => {
    expect(await loadWorkflowFile(source(files), 'workflows/a.yaml')).toMatchObject({
      ref: 'kit.a',
      definition: { ref: 'kit.a' },
    });
    expect(await loadWorkflowFile(source(files), 'workflows/none.yaml')).toBeUndefined();
    expect(await loadWorkflowFile(source(files), 'pack.yaml')).toBeUndefined();
  });

  it('anew by its ref, whatever has changed', async () => {
    const changing: Record<string, string> = { ...files };
    const live: FileSource = {
      list: () => source(changing).list(),
      read: (path) => source(changing).read(path),
    };
    expect(await reloadWorkflow(live, 'kit.a')).toMatchObject({ findings: [] });
    changing['workflows/a.yaml'] = 'tasks: []';
    expect(await reloadWorkflow(live, 'kit.a')).toMatchObject({ definition: null });
    expect(await reloadWorkflow(live, 'kit.sub.b')).toMatchObject({ findings: [{ code: 'duplicate_ref' }] });
    expect(await reloadWorkflow(live, 'kit.none')).toBeUndefined();
  });
});
