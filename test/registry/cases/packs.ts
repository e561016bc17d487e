import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { getAction, getActions, listActions } from '../../../src/registry/actions.ts';
import { getPack, listPackDocuments, listPacks, uninstallPack } from '../../../src/registry/packs.ts';
import { patchWorkflow } from '../../../src/registry/workflow-change.ts';
import { getContentByHash, getWorkflow, listFingerprints, listWorkflows } from '../../../src/registry/workflow-read.ts';
import { registerWorkflow } from '../../../src/registry/workflow-register.ts';
import { candidateOf, workflowWithContent } from '../fixtures.ts';
import { actionFile, BROKEN, installer, invalidFile, outcomes, triggerFile, workflowFile } from '../pack-files.ts';
import { type OpenStore, openRegistry, type Store } from '../stores.ts';

export function packCases(store: Store): void {
  describe('packs', () => {
    let open: OpenStore;
    beforeAll(async () => {
      open = await openRegistry(store);
    });
    afterAll(() => open.close());
    const install = installer(() => open);

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
