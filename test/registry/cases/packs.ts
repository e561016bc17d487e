import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Definition } from '../../../src/definition/definition.ts';
import { getAction, getActions, listActions } from '../../../src/registry/actions.ts';
import { type CommitOptions, commitRelease } from '../../../src/registry/pack-commit.ts';
import {
  dropRelease,
  getRelease,
  openRelease,
  type StagedFile,
  stageFiles,
} from '../../../src/registry/pack-release.ts';
import { getPack, listPackDocuments, listPacks, uninstallPack } from '../../../src/registry/packs.ts';
import { sweepRegistry } from '../../../src/registry/sweep.ts';
import { findTriggerSnapshot } from '../../../src/registry/trigger-snapshot.ts';
import { getTrigger, putTrigger, type TriggerInput } from '../../../src/registry/triggers.ts';
import { patchWorkflow } from '../../../src/registry/workflow-change.ts';
import { getContentByHash, getWorkflow, listFingerprints, listWorkflows } from '../../../src/registry/workflow-read.ts';
import { registerWorkflow } from '../../../src/registry/workflow-register.ts';
import type { JsonObject } from '../../../src/value/json.ts';
import { candidateOf, workflowWithContent } from '../fixtures.ts';
import { type OpenStore, openRegistry, type Store } from '../stores.ts';

const BLANK = {
  hash: null,
  fingerprint: 'f',
  source: '',
  document: null,
  summary: null,
  findings: [],
  outcome: null,
};
const BROKEN = { code: 'wrong_type', severity: 'error', message: 'no', path: '' } as const;

async function workflowFile(ref: string, changes: Partial<Definition> = {}): Promise<StagedFile> {
  const { hash, source, document, summary } = await candidateOf(ref, changes);
  const path = `workflows/${ref.split('.').slice(1).join('/')}.yaml`;
  return { ...BLANK, path, kind: 'workflow', ref, hash, source, document, summary, fingerprint: `f${hash}` };
}

function actionFile(ref: string, label: string): StagedFile {
  const document = JSON.stringify({ ref, label });
  return { ...BLANK, path: `actions/${ref}.yaml`, kind: 'action', ref, hash: label, document };
}

function triggerFile(name: string, changes: JsonObject = {}): StagedFile {
  const definition = { type: 'webhook', enabled: true, workflow: 'a.b', ...changes };
  const path = `triggers/${name.split('.')[1]}.yaml`;
  const document = JSON.stringify(definition);
  return { ...BLANK, path, kind: 'trigger', ref: name, hash: document, document };
}

function invalidFile(ref: string): StagedFile {
  const path = `workflows/${ref.split('.').slice(1).join('/')}.yaml`;
  return { ...BLANK, path, kind: 'workflow', ref, source: 'x', findings: [BROKEN] };
}

export function packCases(store: Store): void {
  describe('packs', () => {
    let open: OpenStore;
    let releases = 0;
    beforeAll(async () => {
      open = await openRegistry(store);
    });
    afterAll(() => open.close());

    async function install(
      pack: string,
      files: readonly StagedFile[],
      options: Partial<CommitOptions> = {},
      db = open.db,
    ) {
      releases++;
      const id = `release-${releases}`;
      const manifest = {
        ref: pack,
        label: `Pack ${pack}`,
        version: `1.${releases}`,
        config: { a: 1 },
        tags: ['t'],
      };
      await openRelease(db, { id, pack, manifest }, releases);
      await stageFiles(db, id, files);
      return commitRelease(db, { id, pack }, { update: true, skipInvalid: true, now: 100 + releases, ...options });
    }

    const outcomes = (result: Awaited<ReturnType<typeof install>>) =>
      result.kind === 'committed'
        ? Object.fromEntries(result.files.map(({ ref, path, outcome }) => [ref ?? path, outcome]))
        : result.kind;

    it('are installed with workflows, actions and documents', async () => {
      const result = await install('kit', [
        await workflowFile('kit.a', { tags: ['x'] }),
        await workflowFile('kit.sub.b', { tags: ['x'], version: '7' }),
        actionFile('kit.call', 'Call'),
        triggerFile('kit.t', { workflow: 'kit.a' }),
      ]);
      expect(outcomes(result)).toEqual({
        'kit.a': 'created',
        'kit.sub.b': 'created',
        'kit.call': 'created',
        'kit.t': 'created',
      });
      expect(await getPack(open.db, 'kit')).toMatchObject({
        label: 'Pack kit',
        description: null,
        config: { a: 1 },
        tags: ['t'],
        workflow_count: 2,
      });
      expect(await getWorkflow(open.db, 'kit.sub.b')).toMatchObject({
        path: 'workflows/sub/b.yaml',
        pack: 'kit',
        declared_version: '7',
        out_schema: null,
        timeout: null,
        version: 1,
      });
      expect(await getAction(open.db, 'kit.call')).toMatchObject({
        label: 'Call',
        definition: { ref: 'kit.call' },
      });
      expect(await listPackDocuments(open.db, 'kit', 'trigger')).toEqual([
        { path: 'triggers/t.yaml', ref: 'kit.t', document: { type: 'webhook', enabled: true, workflow: 'kit.a' } },
      ]);
      expect((await listWorkflows(open.db, { tags: ['x'] }, { limit: 9 })).items).toHaveLength(2);
      expect((await workflowWithContent(open.db, 'kit.a'))?.content?.source).toContain('ref: kit.a');
    });

    it('keep the refs of their actions from workflows that come later', async () => {
      await install('taken', [actionFile('taken.x', '1')]);
      for (const mode of ['create', 'put'] as const) {
        const result = await registerWorkflow(open.db, await candidateOf('taken.x'), { mode, now: 1 });
        expect(result).toEqual({ outcome: 'action' });
      }
      expect(await workflowWithContent(open.db, 'taken.x')).toBeUndefined();
    });

    it('are updated as a whole: new, changed, unchanged and missing files', async () => {
      await install('up', [
        await workflowFile('up.a'),
        await workflowFile('up.b'),
        actionFile('up.x', '1'),
        actionFile('up.y', '1'),
      ]);
      await registerWorkflow(open.db, await candidateOf('up.by-api'), { mode: 'create', now: 1 });
      const result = await install('up', [
        await workflowFile('up.a'),
        await workflowFile('up.c', { tags: ['c'] }),
        actionFile('up.x', '2'),
      ]);
      expect(outcomes(result)).toEqual({
        'up.a': 'unchanged',
        'up.b': 'removed',
        'up.c': 'created',
        'up.x': 'updated',
        'up.y': 'removed',
      });
      const { items } = await listWorkflows(open.db, { pack: 'up' }, { limit: 9 });
      expect(items.map(({ ref }) => ref)).toEqual(['up.a', 'up.by-api', 'up.c']);
      expect((await listActions(open.db, { pack: 'up' }, { limit: 9 })).items).toMatchObject([
        { ref: 'up.x', label: '2' },
      ]);
      expect(await getPack(open.db, 'up')).toMatchObject({ workflow_count: 3 });
      expect(
        outcomes(await install('up', [await workflowFile('up.a', { label: 'new' }), actionFile('up.x', '2')])),
      ).toEqual({
        'up.a': 'updated',
        'up.c': 'removed',
        'up.x': 'unchanged',
      });
      expect(await getWorkflow(open.db, 'up.a')).toMatchObject({ version: 2, label: 'new' });
      expect((await getActions(open.db, ['up.x', 'up.y'])).map(({ ref }) => ref)).toEqual(['up.x']);
    });

    it('bring triggers, which come and go with their files and keep their keys', async () => {
      const schedule = triggerFile('tr.nightly', { type: 'schedule', enabled: false });
      const hook = triggerFile('tr.hook');
      expect(outcomes(await install('tr', [hook, schedule]))).toEqual({
        'tr.hook': 'created',
        'tr.nightly': 'created',
      });
      const first = await getTrigger(open.db, 'tr.hook');
      expect(first).toMatchObject({ kind: 'webhook', workflow: 'a.b', status: 'active', pack: 'tr', path: hook.path });
      expect(await getTrigger(open.db, 'tr.nightly')).toMatchObject({ kind: 'schedule', status: 'disabled' });
      await open.db.execute("UPDATE trigger SET key_hash = 'kept' WHERE name = 'tr.hook'");

      const changed = triggerFile('tr.hook', { workflow: 'a.c' });
      const broken = { ...schedule, hash: null, document: null, findings: [BROKEN] };
      const second = await install('tr', [changed, broken]);
      expect(outcomes(second)).toEqual({ 'tr.hook': 'updated', 'tr.nightly': 'invalid' });
      expect(await findTriggerSnapshot(open.db, 'kept')).toMatchObject({ name: 'tr.hook' });
      expect(await getTrigger(open.db, 'tr.nightly')).toMatchObject({ kind: 'schedule' });
      expect(outcomes(await install('tr', [changed, schedule]))).toEqual({
        'tr.hook': 'unchanged',
        'tr.nightly': 'unchanged',
      });

      expect(outcomes(await install('tr', [schedule]))).toEqual({ 'tr.hook': 'removed', 'tr.nightly': 'unchanged' });
      expect(await getTrigger(open.db, 'tr.hook')).toBeUndefined();
      expect(await uninstallPack(open.db, 'tr', 9)).toBe(true);
      expect(await getTrigger(open.db, 'tr.nightly')).toBeUndefined();
    });

    it('put triggers into force with everything else, or not at all', async () => {
      const hook = triggerFile('at.hook');
      expect(outcomes(await install('at', [hook, invalidFile('at.bad')], { skipInvalid: false }))).toBe('invalid');
      expect(await getTrigger(open.db, 'at.hook')).toBeUndefined();
      // The batch fails after the claim: what it has written before is undone.
      const impossible = triggerFile('at.none', { type: null });
      await expect(install('at', [await workflowFile('at.w'), hook, impossible])).rejects.toThrow();
      expect(await getTrigger(open.db, 'at.hook')).toBeUndefined();
      expect(await getWorkflow(open.db, 'at.w')).toBeUndefined();
      expect(await getPack(open.db, 'at')).toBeUndefined();
    });

    it('take over a trigger that was made through the API', async () => {
      const made: TriggerInput = {
        name: 'ta.hook',
        kind: 'schedule',
        workflow: 'x.y',
        status: 'active',
        definition: {},
        pack: null,
      };
      await putTrigger(open.db, made, { create: true, now: 1 });
      await install('ta', []);
      expect(await getTrigger(open.db, 'ta.hook')).toMatchObject({ pack: null });
      expect(outcomes(await install('ta', [triggerFile('ta.hook')]))).toEqual({ 'ta.hook': 'updated' });
      expect(await getTrigger(open.db, 'ta.hook')).toMatchObject({ pack: 'ta', kind: 'webhook', created: 1 });
      await putTrigger(open.db, made, { create: false, now: 2 });
      expect(await getTrigger(open.db, 'ta.hook')).toMatchObject({ pack: null, path: null });
    });

    it('list invalid files, and keep what was valid before', async () => {
      await install('bad', [await workflowFile('bad.was-good')]);
      const result = await install('bad', [
        invalidFile('bad.was-good'),
        invalidFile('bad.new'),
        await workflowFile('bad.ok'),
      ]);
      expect(outcomes(result)).toEqual({
        'bad.was-good': 'invalid',
        'bad.new': 'invalid',
        'bad.ok': 'created',
      });
      expect(result).toMatchObject({
        files: [{ ref: 'bad.new', version: 0, findings: [BROKEN] }, {}, { version: 1 }],
      });
      expect(await getWorkflow(open.db, 'bad.was-good')).toMatchObject({ status: 'active', version: 1 });
      expect(await getWorkflow(open.db, 'bad.new')).toMatchObject({
        status: 'invalid',
        version: 0,
        findings: [BROKEN],
      });
      expect(await patchWorkflow(open.db, 'bad.new', { status: 'active' }, 1)).toMatchObject({
        status: 'invalid',
      });
      expect((await listWorkflows(open.db, { pack: 'bad', status: 'invalid' }, { limit: 9 })).items).toHaveLength(1);
      const repaired = await install('bad', [await workflowFile('bad.new')]);
      expect(outcomes(repaired)).toEqual({
        'bad.new': 'updated',
        'bad.ok': 'removed',
        'bad.was-good': 'removed',
      });
      expect(await getWorkflow(open.db, 'bad.new')).toMatchObject({
        status: 'active',
        version: 1,
        findings: [],
      });
    });

    it('install nothing when one file is invalid and that is not to be skipped', async () => {
      const files = [await workflowFile('strict.a'), invalidFile('strict.b')];
      expect(await install('strict', files, { skipInvalid: false })).toEqual({ kind: 'invalid' });
      expect(await getPack(open.db, 'strict')).toBeUndefined();
      expect(await getWorkflow(open.db, 'strict.a')).toBeUndefined();
    });

    it('leave what exists alone when updates are forbidden', async () => {
      await install('still', [await workflowFile('still.a')]);
      const changed = [await workflowFile('still.a', { label: 'B' }), await workflowFile('still.b')];
      expect(outcomes(await install('still', changed, { update: false }))).toEqual({
        'still.a': 'skipped',
        'still.b': 'created',
      });
      expect(await getWorkflow(open.db, 'still.a')).toMatchObject({ version: 1, label: 'Label of still.a' });
    });

    it('leave out what the registry has, and notice when that is no longer true', async () => {
      const file = await workflowFile('quick.a');
      await install('quick', [file]);
      const known = await listFingerprints(open.db, 'quick', [
        'workflows/a.yaml',
        'workflows/b.yaml',
        'workflows/none.yaml',
      ]);
      expect(known).toEqual(new Map([[file.path, file.fingerprint]]));
      const skipped = {
        ...file,
        hash: null,
        source: '',
        document: null,
        summary: null,
        outcome: 'unchanged' as const,
      };
      expect(outcomes(await install('quick', [skipped]))).toEqual({ 'quick.a': 'unchanged' });
      expect(await workflowWithContent(open.db, 'quick.a')).toMatchObject({
        content: { number: 1, hash: file.hash },
      });
      await registerWorkflow(open.db, await candidateOf('quick.a', { label: 'by api' }), {
        mode: 'put',
        now: 1,
      });
      expect(await install('quick', [skipped])).toEqual({ kind: 'overtaken' });
      expect(outcomes(await install('quick', [file]))).toEqual({ 'quick.a': 'updated' });
    });

    it('are seen as before until the commit, which counts once', async () => {
      await openRelease(open.db, { id: 'slow', pack: 'slow', manifest: { ref: 'slow', label: 'S', version: '1' } }, 1);
      await stageFiles(open.db, 'slow', [await workflowFile('slow.a')]);
      await stageFiles(open.db, 'slow', [
        await workflowFile('slow.a', { label: 'again' }),
        await workflowFile('slow.b'),
      ]);
      expect(await getRelease(open.db, 'slow')).toMatchObject({ pack: 'slow', state: 'open' });
      expect(await getPack(open.db, 'slow')).toBeUndefined();
      expect(await getWorkflow(open.db, 'slow.a')).toBeUndefined();
      const options = { update: true, skipInvalid: true, now: 5 };
      const commits = await Promise.all(
        [open.db, open.another()].map((db) => commitRelease(db, { id: 'slow', pack: 'slow' }, options)),
      );
      expect(commits.map(({ kind }) => kind).toSorted()).toEqual(['closed', 'committed']);
      expect(await stageFiles(open.db, 'slow', [await workflowFile('slow.late')])).toBe(false);
      expect(await commitRelease(open.db, { id: 'slow', pack: 'slow' }, options)).toEqual({ kind: 'closed' });
      expect(await commitRelease(open.db, { id: 'none', pack: 'slow' }, options)).toEqual({ kind: 'absent' });
      expect(await getWorkflow(open.db, 'slow.a')).toMatchObject({ label: 'again' });
      expect(await getWorkflow(open.db, 'slow.late')).toBeUndefined();
    });

    it('refuse two files of one ref that came in parts', async () => {
      await openRelease(open.db, { id: 'two', pack: 'two', manifest: { ref: 'two', label: 'T', version: '1' } }, 1);
      const file = await workflowFile('two.a');
      await stageFiles(open.db, 'two', [file, await workflowFile('two.b')]);
      await stageFiles(open.db, 'two', [{ ...file, path: 'workflows/a.yml' }]);
      const result = await commitRelease(
        open.db,
        { id: 'two', pack: 'two' },
        { update: true, skipInvalid: true, now: 9 },
      );
      const duplicate = {
        outcome: 'invalid',
        findings: [{ code: 'duplicate_ref', message: '`two.a` is also the ref of another file.' }],
      };
      expect(result).toMatchObject({ files: [duplicate, duplicate, { ref: 'two.b', outcome: 'created' }] });
      expect(await getWorkflow(open.db, 'two.a')).toMatchObject({ status: 'invalid' });
    });

    it('keep nothing of an installation that was dropped or failed', async () => {
      await openRelease(open.db, { id: 'drop', pack: 'drop', manifest: { ref: 'drop', label: 'D', version: '1' } }, 1);
      await stageFiles(open.db, 'drop', [await workflowFile('drop.a')]);
      await dropRelease(open.db, 'drop');
      expect(await getRelease(open.db, 'drop')).toBeUndefined();
      // A manifest without a label breaks the last statement of the batch: all before it are undone.
      await openRelease(open.db, { id: 'half', pack: 'half', manifest: { ref: 'half', version: '1' } }, 1);
      await stageFiles(open.db, 'half', [await workflowFile('half.a')]);
      const commit = commitRelease(open.db, { id: 'half', pack: 'half' }, { update: true, skipInvalid: true, now: 1 });
      await expect(commit).rejects.toMatchObject({ code: 'SQLITE_CONSTRAINT' });
      expect(await getWorkflow(open.db, 'half.a')).toBeUndefined();
      expect(await getRelease(open.db, 'half')).toMatchObject({ state: 'open' });
    });

    it('give up an installation that nobody commits for a day', async () => {
      await openRelease(open.db, { id: 'idle', pack: 'idle', manifest: {} }, 1000);
      await stageFiles(open.db, 'idle', [await workflowFile('idle.a')]);
      await sweepRegistry(open.db, 1000 + 86_399_999);
      expect(await getRelease(open.db, 'idle')).toMatchObject({ state: 'open' });
      await sweepRegistry(open.db, 1000 + 86_400_000);
      expect(await getRelease(open.db, 'idle')).toBeUndefined();
      const { rows } = await open.db.execute("SELECT 1 FROM pack_release_file WHERE release = 'idle'");
      expect(rows).toEqual([]);
    });

    it('installed twice at once end as one of the two', async () => {
      const sets = [await workflowFile('race.a', { label: '0' }), await workflowFile('race.a', { label: '1' })];
      const done = await Promise.all(
        sets.map((file, i) => install('race', [file], {}, i === 0 ? open.db : open.another())),
      );
      expect(done.map(({ kind }) => kind)).toEqual(['committed', 'committed']);
      expect(await getWorkflow(open.db, 'race.a')).toMatchObject({ version: 2 });
    });

    it('are uninstalled, and the history stays', async () => {
      const file = await workflowFile('away.a', { tags: ['away'] });
      await install('away', [file, actionFile('away.x', '1')]);
      expect(await uninstallPack(open.db, 'away', 500)).toBe(true);
      expect(await uninstallPack(open.db, 'away', 500)).toBe(false);
      expect(await getPack(open.db, 'away')).toBeUndefined();
      expect(await getWorkflow(open.db, 'away.a')).toBeUndefined();
      expect(await getAction(open.db, 'away.x')).toBeUndefined();
      expect((await listWorkflows(open.db, { tags: ['away'] }, { limit: 9 })).items).toEqual([]);
      expect(await getContentByHash(open.db, file.hash ?? '')).toMatchObject({ ref: 'away.a' });
      expect(outcomes(await install('away', [file]))).toEqual({ 'away.a': 'created' });
      expect(await getPack(open.db, 'away')).toMatchObject({ workflow_count: 1 });
    });

    it('uninstalled while a new installation is under way, come back whole with its commit', async () => {
      await install('mid', [await workflowFile('mid.a')]);
      await openRelease(open.db, { id: 'mid-2', pack: 'mid', manifest: { ref: 'mid', label: 'M', version: '2' } }, 1);
      await stageFiles(open.db, 'mid-2', [await workflowFile('mid.a'), await workflowFile('mid.b')]);
      expect(await uninstallPack(open.db, 'mid', 2)).toBe(true);
      const options = { update: true, skipInvalid: true, now: 3 };
      const result = await commitRelease(open.db, { id: 'mid-2', pack: 'mid' }, options);
      expect(outcomes(result)).toEqual({ 'mid.a': 'created', 'mid.b': 'created' });
      expect(await getPack(open.db, 'mid')).toMatchObject({ version: '2', workflow_count: 2 });
      await uninstallPack(open.db, 'mid', 4);
    });

    it('are listed with their counts', async () => {
      const { items, total } = await listPacks(
        open.db,
        { packs: ['kit', 'up', 'none'] },
        { limit: 9, includeTotal: true },
      );
      expect(items.map(({ ref, workflow_count }) => [ref, workflow_count])).toEqual([
        ['kit', 2],
        ['up', 2],
      ]);
      expect(total).toBe(2);
    });
  });
}
