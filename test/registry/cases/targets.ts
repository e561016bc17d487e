import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TaskDefinition } from '../../../src/definition/definition.ts';
import { uninstallPack } from '../../../src/registry/packs.ts';
import { patchWorkflow, removeWorkflow } from '../../../src/registry/workflow-change.ts';
import { getWorkflow, listFingerprints, listWorkflows } from '../../../src/registry/workflow-read.ts';
import { registerWorkflow } from '../../../src/registry/workflow-register.ts';
import { SETTLE, settlePack } from '../../../src/registry/workflow-targets-sql.ts';
import { candidateOf, taskOf } from '../fixtures.ts';
import { actionFile, BROKEN, installer, outcomes, workflowFile } from '../pack-files.ts';
import { type OpenStore, openRegistry, type Store } from '../stores.ts';

/** A definition that names these actions, one in each task. */
function naming(...actions: readonly string[]): { readonly tasks: readonly TaskDefinition[] } {
  return { tasks: actions.map((action, i) => taskOf(`t${i}`, { action, path: `/tasks/${i}` })) };
}

const missing = (ref: string, task = 0) => ({
  code: 'unknown_action',
  severity: 'error',
  message: `There is no action and no workflow \`${ref}\`.`,
  path: `/tasks/${task}/action`,
});

export function targetCases(store: Store): void {
  describe('workflows whose actions go and come', () => {
    let open: OpenStore;
    let now = 1000;
    beforeAll(async () => {
      open = await openRegistry(store);
    });
    afterAll(() => open.close());
    const install = installer(() => open);
    const show = (ref: string) => getWorkflow(open.db, ref);
    const register = async (ref: string, ...actions: readonly string[]) =>
      registerWorkflow(open.db, await candidateOf(ref, naming(...actions)), { mode: 'put', now: now++ });
    const statuses = async (...refs: readonly string[]) =>
      Promise.all(refs.map(async (ref) => (await show(ref))?.status));

    it('are invalid while a pack is away, and active again with it, without a registration', async () => {
      const post = actionFile('slack.post', '1');
      await install('slack', [post]);
      await install('mine', [await workflowFile('mine.a', naming('slack.post', 'core.log', 'slack.post'))]);
      await register('mine.other', 'core.log');
      const before = await show('mine.a');
      await uninstallPack(open.db, 'slack', now++);
      expect(await show('mine.a')).toMatchObject({
        status: 'invalid',
        suspended: true,
        version: 1,
        revision: (before?.revision ?? 0) + 1,
        findings: [missing('slack.post'), missing('slack.post', 2)],
      });
      expect((await listWorkflows(open.db, { pack: 'mine', status: 'invalid' }, { limit: 9 })).items).toMatchObject([
        { ref: 'mine.a' },
      ]);
      expect(await statuses('mine.other')).toEqual(['active']);
      await install('slack', [post]);
      expect(await show('mine.a')).toMatchObject({ status: 'active', suspended: false, version: 1, findings: [] });
    });

    it('are found out when a single file of the action goes, in the same pack too', async () => {
      const caller = await workflowFile('kit.caller', naming('kit.call'));
      await install('kit', [caller, actionFile('kit.call', '1'), actionFile('kit.more', '1')]);
      const result = await install('kit', [caller, actionFile('kit.more', '1')]);
      expect(outcomes(result)).toEqual({ 'kit.caller': 'invalid', 'kit.more': 'unchanged', 'kit.call': 'removed' });
      expect(result).toMatchObject({ files: [{}, { ref: 'kit.caller', findings: [missing('kit.call')] }, {}] });
      const known = await listFingerprints(open.db, 'kit', [caller.path]);
      expect(known.size).toBe(0);
      expect(outcomes(await install('kit', [caller, actionFile('kit.call', '2')]))).toMatchObject({
        'kit.caller': 'unchanged',
        'kit.call': 'created',
      });
      expect(await show('kit.caller')).toMatchObject({ status: 'active', version: 1 });
    });

    it('keep what they are when their file comes again without the action, or broken', async () => {
      const caller = await workflowFile('again.caller', naming('again.call'));
      const broken = { ...caller, hash: null, document: null, summary: null, findings: [BROKEN] };
      await install('again', [caller, actionFile('again.call', '1')]);
      await install('again', [caller]);
      expect(outcomes(await install('again', [broken]))).toEqual({ 'again.caller': 'invalid' });
      expect(await show('again.caller')).toMatchObject({ status: 'invalid', findings: [missing('again.call')] });
      await install('again', [broken, actionFile('again.call', '1')]);
      expect(await show('again.caller')).toMatchObject({ status: 'active', version: 1, findings: [] });
    });

    it('that call each other go and come together, over any number of steps', async () => {
      await register('ring.base', 'core.noop');
      await register('ring.left', 'ring.base');
      await register('ring.right', 'ring.left');
      await register('ring.left', 'ring.base', 'ring.right');
      await register('ring.top', 'ring.right');
      const all = ['ring.left', 'ring.right', 'ring.top'];
      expect(await statuses(...all)).toEqual(['active', 'active', 'active']);
      await removeWorkflow(open.db, 'ring.base', now++);
      expect(await statuses(...all)).toEqual(['invalid', 'invalid', 'invalid']);
      expect((await show('ring.left'))?.findings).toEqual([missing('ring.base'), missing('ring.right', 1)]);
      await register('ring.base', 'core.noop');
      expect(await statuses(...all)).toEqual(['active', 'active', 'active']);
      await uninstallPack(open.db, 'ring', now++);
      expect(await statuses(...all)).toEqual([undefined, undefined, undefined]);
    });

    it('need all of them, and say which ones are left', async () => {
      await install('one', [actionFile('one.x', '1')]);
      await install('two', [actionFile('two.x', '1')]);
      await register('need.both', 'one.x', 'two.x');
      await uninstallPack(open.db, 'one', now++);
      await uninstallPack(open.db, 'two', now++);
      expect((await show('need.both'))?.findings).toEqual([missing('one.x'), missing('two.x', 1)]);
      await install('one', [actionFile('one.x', '1')]);
      expect(await show('need.both')).toMatchObject({ status: 'invalid', findings: [missing('two.x', 1)] });
      const { revision } = (await show('need.both')) ?? {};
      await install('one', [actionFile('one.x', '1')]);
      expect((await show('need.both'))?.revision).toBe(revision);
      await install('two', [actionFile('two.x', '1')]);
      expect(await show('need.both')).toMatchObject({ status: 'active', findings: [] });
    });

    it('stay disabled, and can be disabled while they wait', async () => {
      await install('off', [actionFile('off.x', '1')]);
      await register('user.off', 'off.x');
      await register('user.wait', 'off.x');
      await patchWorkflow(open.db, 'user.off', { status: 'disabled' }, now++);
      await uninstallPack(open.db, 'off', now++);
      expect(await statuses('user.off', 'user.wait')).toEqual(['disabled', 'invalid']);
      expect(await patchWorkflow(open.db, 'user.wait', { status: 'active', label: 'L' }, now++)).toMatchObject({
        status: 'invalid',
        label: 'L',
      });
      expect(await patchWorkflow(open.db, 'user.off', { status: 'active' }, now++)).toMatchObject({
        status: 'invalid',
        suspended: true,
        findings: [missing('off.x')],
      });
      for (const ref of ['user.off', 'user.wait']) {
        expect(await patchWorkflow(open.db, ref, { status: 'disabled' }, now++)).toMatchObject({
          status: 'disabled',
          suspended: false,
          findings: [],
        });
      }
      await install('off', [actionFile('off.x', '1')]);
      expect(await statuses('user.off', 'user.wait')).toEqual(['disabled', 'disabled']);
      expect(await patchWorkflow(open.db, 'user.wait', { status: 'active' }, now++)).toMatchObject({
        status: 'active',
      });
    });

    it('that call a disabled one wait for it', async () => {
      await register('sub.child', 'core.noop');
      await register('sub.parent', 'sub.child');
      await patchWorkflow(open.db, 'sub.child', { status: 'disabled' }, now++);
      expect(await statuses('sub.parent')).toEqual(['invalid']);
      await patchWorkflow(open.db, 'sub.child', { status: 'active' }, now++);
      expect(await statuses('sub.parent')).toEqual(['active']);
    });

    it('become active by a version that names what is there', async () => {
      await install('gone', [actionFile('gone.x', '1')]);
      await register('new.version', 'gone.x');
      await uninstallPack(open.db, 'gone', now++);
      expect(await register('new.version', 'core.log')).toMatchObject({
        outcome: 'updated',
        workflow: { status: 'active', suspended: false, version: 2, findings: [] },
      });
      await install('gone', [actionFile('gone.x', '1')]);
      await uninstallPack(open.db, 'gone', now++);
      expect(await show('new.version')).toMatchObject({ status: 'active' });
    });

    it('registered while the action goes are invalid, not broken', async () => {
      // The check before the write has seen an action that is no longer there.
      expect(await register('late.a', 'nowhere.x')).toMatchObject({
        outcome: 'created',
        workflow: { status: 'invalid', version: 1, findings: [missing('nowhere.x')] },
      });
      expect(await register('late.a', 'nowhere.x')).toMatchObject({ outcome: 'unchanged', workflow: { version: 1 } });
    });

    it('cost what names the action, not what the catalogue has', async () => {
      const plan = await open.db.execute({ sql: `EXPLAIN QUERY PLAN ${SETTLE}`, args: settlePack('one', 1) });
      const steps = plan.rows.map(({ detail }) => String(detail));
      expect(steps.some((step) => /^SEARCH t USING .*workflow_target_by_target/.test(step))).toBe(true);
      // What is walked through is what was found before: `c` and `l` stand for the concerned and the lacking.
      const walked = steps.flatMap((step) => /^SCAN (\S+)/.exec(step)?.[1] ?? []);
      expect([...new Set(walked)].sort()).toEqual(['c', 'concerned', 'f', 'l', 'lacking', 'said']);
    });
  });
}
