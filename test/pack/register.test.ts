import type { InStatement } from '@libsql/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PackFile } from '../../src/pack/file-source.ts';
import type { Inspect } from '../../src/pack/inspect.ts';
import { addToInstall, beginInstall, commitInstall } from '../../src/pack/install-in-parts.ts';
import { type RegistrationOptions, registerPack } from '../../src/pack/register-pack.ts';
import { getAction } from '../../src/registry/actions.ts';
import type { Database } from '../../src/registry/database.ts';
import { getPack, uninstallPack } from '../../src/registry/packs.ts';
import { getWorkflow, listWorkflows } from '../../src/registry/workflow-read.ts';
import { workflowWithContent } from '../registry/fixtures.ts';
import { fileStore, type OpenStore, openRegistry } from '../registry/stores.ts';

let open: OpenStore;
beforeAll(async () => {
  open = await openRegistry(fileStore);
});
afterAll(() => open.close());

const OPTIONS: RegistrationOptions = { update: true, skipInvalid: true, dryRun: false, now: 100 };

const flow = (name: string, more = '', action = 'core.noop'): PackFile => ({
  path: `workflows/${name}.yaml`,
  content: `label: ${name}\n${more}tasks:\n  - name: one\n    action: ${action}\n`,
});
const BAD: PackFile = { path: 'workflows/bad.yaml', content: 'tasks:\n  - nme: x\n' };
const CALL: PackFile = { path: 'actions/call.yaml', content: 'call: {kind: http, url: "http://x"}' };

async function register(ref: string, files: readonly PackFile[], options: Partial<RegistrationOptions> = {}) {
  const result = await registerPack(open.db, { ref, label: ref }, files, { ...OPTIONS, ...options });
  return { ...result, outcomes: Object.fromEntries(result.files.map((file) => [file.path, file.outcome])) };
}

describe('registering a pack', () => {
  it('stores columns, source and document of each workflow', async () => {
    const more = 'version: 3\ntags: [x]\nparameters: {n: {type: integer, required: true}}\noutput: {type: object}\n';
    expect(await register('reg', [flow('a', more), CALL])).toMatchObject({
      kind: 'installed',
      outcomes: { 'workflows/a.yaml': 'created', 'actions/call.yaml': 'created' },
      files: [{}, { ref: 'reg.a', version: 1, findings: [] }],
    });
    expect(await workflowWithContent(open.db, 'reg.a')).toMatchObject({
      workflow: {
        label: 'a',
        declared_version: '3',
        tags: ['x'],
        param_schema: { type: 'object', required: ['n'] },
        out_schema: { type: 'object' },
        pack_ref: 'reg',
      },
      content: { source: flow('a', more).content, definition: { tasks: [{ name: 'one' }] } },
    });
    expect(await getAction(open.db, 'reg.call')).toMatchObject({ definition: { call: { kind: 'http' } } });
  });

  it('makes new versions only of what has changed', async () => {
    await register('ver', [flow('a'), flow('b')]);
    expect((await register('ver', [flow('a'), flow('b', '# a comment\n'), flow('c')])).outcomes).toEqual({
      'workflows/a.yaml': 'unchanged',
      'workflows/b.yaml': 'updated',
      'workflows/c.yaml': 'created',
    });
    expect(await getWorkflow(open.db, 'ver.a')).toMatchObject({ version: 1 });
    expect(await getWorkflow(open.db, 'ver.b')).toMatchObject({ version: 2 });
  });

  it('keeps good files when a bad one may be skipped, and nothing when it may not', async () => {
    const strict = await register('mix', [flow('a'), BAD], { skipInvalid: false });
    expect(strict).toMatchObject({
      kind: 'invalid',
      outcomes: { 'workflows/a.yaml': 'created', 'workflows/bad.yaml': 'invalid' },
    });
    expect(strict.files[1]?.findings.map(({ code, line }) => [code, line])).toContainEqual(['unknown_key', 2]);
    expect(await getPack(open.db, 'mix')).toBeUndefined();
    expect(await register('mix', [flow('a'), BAD])).toMatchObject({ kind: 'installed' });
    expect(await getWorkflow(open.db, 'mix.a')).toMatchObject({ status: 'active' });
    expect(await getWorkflow(open.db, 'mix.bad')).toMatchObject({ status: 'invalid' });
  });

  it('is not stopped by a file that is no text at all', async () => {
    const files = [
      flow('a'),
      { path: 'workflows/nul.yaml', content: 'a: \0\0' },
      { path: 'workflows/\0.yaml', content: '' },
    ];
    expect((await register('nul', files)).outcomes).toMatchObject({
      'workflows/a.yaml': 'created',
      'workflows/nul.yaml': 'invalid',
    });
    expect((await listWorkflows(open.db, { pack: 'nul' }, { limit: 9 })).items.map(({ ref }) => ref)).toEqual([
      'nul.a',
      'nul.nul',
    ]);
    expect(await listWorkflows(open.db, { q: '\0' }, { limit: 9 })).toMatchObject({ items: [] });
  });

  it('writes nothing in a dry run', async () => {
    await register('dry', [flow('a'), flow('b')]);
    const files = [flow('a'), flow('b', 'version: 2\n'), flow('c'), BAD];
    expect(await register('dry', files, { dryRun: true })).toMatchObject({
      kind: 'dry_run',
      outcomes: {
        'workflows/a.yaml': 'unchanged',
        'workflows/b.yaml': 'updated',
        'workflows/bad.yaml': 'invalid',
        'workflows/c.yaml': 'created',
      },
    });
    const { items } = await listWorkflows(open.db, { pack: 'dry' }, { limit: 9 });
    expect(items.map(({ ref, version }) => [ref, version])).toEqual([
      ['dry.a', 1],
      ['dry.b', 1],
    ]);
    expect((await open.db.execute('SELECT count(*) AS n FROM pack_release WHERE pack = ?', ['dry'])).rows[0]?.n).toBe(
      1,
    );
  });

  it('can leave existing workflows alone', async () => {
    await register('old', [flow('a')]);
    const again = await register('old', [flow('a', 'version: 2\n'), flow('b')], { update: false });
    expect(again.outcomes).toEqual({ 'workflows/a.yaml': 'skipped', 'workflows/b.yaml': 'created' });
    expect(await getWorkflow(open.db, 'old.a')).toMatchObject({ version: 1 });
  });

  it('refuses a manifest with errors', async () => {
    expect(await register('a b', [flow('a')])).toMatchObject({
      kind: 'invalid',
      files: [],
      findings: [{ code: 'invalid_value', path: '/ref' }],
    });
  });

  it('comes back after being unregistered', async () => {
    await register('back', [flow('a')]);
    await uninstallPack(open.db, 'back', 200);
    expect((await register('back', [flow('a')])).outcomes).toEqual({ 'workflows/a.yaml': 'created' });
    expect(await getWorkflow(open.db, 'back.a')).toMatchObject({ version: 2, status: 'active' });
  });

  it('ends well when it happens twice at once', async () => {
    const both = await Promise.all([
      register('same', [flow('a'), flow('b')]),
      register('same', [flow('a'), flow('b')]),
    ]);
    expect(both.flatMap(({ outcomes }) => Object.values(outcomes)).toSorted()).toEqual([
      'created',
      'created',
      'unchanged',
      'unchanged',
    ]);
    expect(await getWorkflow(open.db, 'same.a')).toMatchObject({ version: 1 });
  });

  it('gives the analysis what a definition may refer to', async () => {
    await register('lib', [flow('used')]);
    const inspect: Inspect = ({ tasks }, surroundings) =>
      tasks
        .map(({ action }) => action ?? 'core.noop')
        .filter((action) => !action.startsWith('core.') && !surroundings.has(action))
        .map((action) => ({ code: 'unknown_action', severity: 'error', message: action, path: '' }));
    const files = [
      flow('a', '', 'lib.used'),
      flow('b', '', 'ins.call'),
      flow('c', '', 'ins.a'),
      flow('d', '', 'lib.none'),
      CALL,
    ];
    const result = await register('ins', files, { inspect });
    expect(result.outcomes).toEqual({
      'actions/call.yaml': 'created',
      'workflows/a.yaml': 'created',
      'workflows/b.yaml': 'created',
      'workflows/c.yaml': 'created',
      'workflows/d.yaml': 'invalid',
    });
  });
});

describe('installing in parts', () => {
  it('is seen at the commit only, as a whole', async () => {
    const { id } = await beginInstall(open.db, { ref: 'part' }, 1);
    const first = await addToInstall(open.db, id ?? '', [flow('a'), BAD]);
    expect(first.map(({ ref, outcome }) => [ref, outcome])).toEqual([
      ['part.a', 'staged'],
      ['part.bad', 'invalid'],
    ]);
    await addToInstall(open.db, id ?? '', [flow('b'), { ...flow('a', 'version: 2\n'), path: 'workflows/a.yaml' }]);
    expect(await getWorkflow(open.db, 'part.a')).toBeUndefined();
    const done = await commitInstall(open.db, id ?? '', { update: true, skipInvalid: true, now: 5 });
    expect(done).toMatchObject({
      kind: 'committed',
      files: [
        { ref: 'part.a', outcome: 'created' },
        { ref: 'part.b', outcome: 'created' },
        { ref: 'part.bad', outcome: 'invalid' },
      ],
    });
    expect(await getWorkflow(open.db, 'part.a')).toMatchObject({ declared_version: '2' });
    await expect(addToInstall(open.db, id ?? '', [flow('c')])).rejects.toMatchObject({
      problem: { code: 'conflict' },
    });
    await expect(commitInstall(open.db, 'none', { update: true, skipInvalid: true, now: 5 })).rejects.toMatchObject({
      problem: { code: 'not_found' },
    });
    expect(await beginInstall(open.db, { ref: '1' }, 1)).toMatchObject({ id: null, manifest: null });
  });

  it('says of no file that it was staged when the commit came first', async () => {
    const { id } = await beginInstall(open.db, { ref: 'overtaken' }, 1);
    await addToInstall(open.db, id ?? '', [flow('a')]);
    const racing: Database = {
      batch: (...given) => open.db.batch(...given),
      execute: async (statement: InStatement) => {
        if (typeof statement === 'object' && statement.sql.includes('INTO pack_release_file')) {
          await commitInstall(open.db, id ?? '', { update: true, skipInvalid: true, now: 5 });
        }
        return open.db.execute(statement);
      },
    };
    await expect(addToInstall(racing, id ?? '', [flow('b')])).rejects.toMatchObject({ problem: { code: 'conflict' } });
    expect(await getWorkflow(open.db, 'overtaken.a')).toBeDefined();
    expect(await getWorkflow(open.db, 'overtaken.b')).toBeUndefined();
  });
});
