import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commitRelease } from '../../../src/registry/pack-commit.ts';
import { dropRelease, getRelease, openRelease, stageFiles } from '../../../src/registry/pack-release.ts';
import { getPack, uninstallPack } from '../../../src/registry/packs.ts';
import { sweepRegistry } from '../../../src/registry/sweep.ts';
import { getWorkflow } from '../../../src/registry/workflow-read.ts';
import { installer, outcomes, workflowFile } from '../pack-files.ts';
import { type OpenStore, openRegistry, type Store } from '../stores.ts';

export function packReleaseCases(store: Store): void {
  describe('installations of packs', () => {
    let open: OpenStore;
    beforeAll(async () => {
      open = await openRegistry(store);
    });
    afterAll(() => open.close());
    const install = installer(() => open);

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
  });
}
