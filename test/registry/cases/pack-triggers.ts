import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { getPack, uninstallPack } from '../../../src/registry/packs.ts';
import { findTriggerSnapshot } from '../../../src/registry/trigger-snapshot.ts';
import { getTrigger, putTrigger, type TriggerInput } from '../../../src/registry/triggers.ts';
import { getWorkflow } from '../../../src/registry/workflow-read.ts';
import { BROKEN, installer, invalidFile, outcomes, triggerFile, workflowFile } from '../pack-files.ts';
import { type OpenStore, openRegistry, type Store } from '../stores.ts';

export function packTriggerCases(store: Store): void {
  describe('the triggers of packs', () => {
    let open: OpenStore;
    beforeAll(async () => {
      open = await openRegistry(store);
    });
    afterAll(() => open.close());
    const install = installer(() => open);

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
  });
}
