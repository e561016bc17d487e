import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ContentCache } from '../../../src/registry/content-cache.ts';
import type { Database } from '../../../src/registry/database.ts';
import { patchWorkflow, removeWorkflow } from '../../../src/registry/workflow-change.ts';
import {
  getContentByHash,
  getWorkflow,
  getWorkflowVersion,
  listWorkflows,
  listWorkflowVersions,
} from '../../../src/registry/workflow-read.ts';
import { type RegisterOptions, type Registration, registerWorkflow } from '../../../src/registry/workflow-register.ts';
import type { WorkflowRow } from '../../../src/registry/workflow-row.ts';
import { candidateOf, workflowWithContent } from '../fixtures.ts';
import { type OpenStore, openRegistry, type Store } from '../stores.ts';

export function workflowCases(store: Store): void {
  describe('workflows', () => {
    let open: OpenStore;
    beforeAll(async () => {
      open = await openRegistry(store);
    });
    afterAll(() => open.close());

    async function register(
      ref: string,
      changes: Parameters<typeof candidateOf>[1] = {},
      options: Partial<RegisterOptions> = {},
      db = open.db,
    ): Promise<Registration> {
      return registerWorkflow(db, await candidateOf(ref, changes), { mode: 'put', now: 1000, ...options });
    }

    /** The same, where it must go through. */
    async function registered(...args: Parameters<typeof register>): Promise<WorkflowRow> {
      const result = await register(...args);
      if (!('workflow' in result)) {
        throw new Error(result.outcome);
      }
      return result.workflow;
    }

    it('come with columns of their own and the whole document', async () => {
      const schema = { type: 'object', properties: { n: { type: 'integer' } } };
      const changes = {
        label: 'Count',
        description: 'counts',
        version: '2.1',
        tags: ['b', 'a', 'b'],
        parameters: schema,
        output: { type: 'object' },
        timeout: 60_000,
      };
      expect(await register('one.full', changes)).toMatchObject({ outcome: 'created', workflow: { version: 1 } });
      const found = await workflowWithContent(open.db, 'one.full');
      expect(found?.workflow).toMatchObject({
        ref: 'one.full',
        pack: 'one',
        pack_ref: 'one',
        label: 'Count',
        description: 'counts',
        version: 1,
        declared_version: '2.1',
        param_schema: schema,
        out_schema: { type: 'object' },
        tags: ['b', 'a'],
        status: 'active',
        timeout: 60_000,
        path: null,
        created: 1000,
        updated: 1000,
      });
      expect(found?.content).toMatchObject({ number: 1, definition: { ref: 'one.full', timeout: 60_000 } });
      expect(found?.content?.source).toContain('ref: one.full');
      expect(await getWorkflow(open.db, 'one.none')).toBeUndefined();
      expect(await workflowWithContent(open.db, 'one.none')).toBeUndefined();
    });

    it('count versions up, keep each, and notice when nothing changed', async () => {
      const first = await register('one.counted', { label: 'A' });
      const second = await register('one.counted', { label: 'B' }, { now: 2000 });
      expect(await register('one.counted', { label: 'B' }, { now: 3000 })).toEqual({
        ...second,
        outcome: 'unchanged',
      });
      const third = await register('one.counted', { label: 'A' }, { now: 4000 });
      expect([first, second, third]).toMatchObject([
        { outcome: 'created', workflow: { version: 1 } },
        { outcome: 'updated', workflow: { version: 2 } },
        { outcome: 'updated', workflow: { version: 3 } },
      ]);
      const hashes = [first, second, third].map((each) => 'workflow' in each && each.workflow.hash);
      expect(hashes[0]).toBe(hashes[2]);
      expect(hashes[0]).not.toBe(hashes[1]);
      const versions = await listWorkflowVersions(open.db, 'one.counted');
      expect(versions.map(({ number, created }) => [number, created])).toEqual([
        [3, 4000],
        [2, 2000],
        [1, 1000],
      ]);
      expect(await getWorkflow(open.db, 'one.counted')).toMatchObject({
        label: 'A',
        created: 1000,
        updated: 4000,
      });
      expect(await getWorkflowVersion(open.db, 'one.counted', 2)).toMatchObject({
        definition: { label: 'B' },
      });
      expect(await getWorkflowVersion(open.db, 'one.counted', 9)).toBeUndefined();
      expect(await getContentByHash(open.db, String(hashes[1]))).toMatchObject({ ref: 'one.counted', number: 2 });
      expect(await getContentByHash(open.db, 'none')).toBeUndefined();
    });

    it('refuse a ref that exists, and a revision that is not in force', async () => {
      const { revision } = await registered('one.guarded', {}, { mode: 'create' });
      expect(await register('one.guarded', { label: 'B' }, { mode: 'create' })).toEqual({ outcome: 'exists' });
      expect(await register('one.guarded', { label: 'B' }, { expected: revision + 1 })).toEqual({ outcome: 'stale' });
      for (const expected of [0, 'any'] as const) {
        expect(await register('one.unknown', {}, { expected })).toEqual({ outcome: 'stale' });
      }
      expect(await getWorkflow(open.db, 'one.unknown')).toBeUndefined();
      expect(await registered('one.guarded', { label: 'B' }, { expected: revision })).toMatchObject({ version: 2 });
      expect(await register('one.guarded', { label: 'B' }, { expected: revision })).toEqual({ outcome: 'stale' });
      expect(await registered('one.guarded', { label: 'C' }, { expected: 'any' })).toMatchObject({ version: 3 });
      expect(await listWorkflowVersions(open.db, 'one.guarded')).toHaveLength(3);
    });

    it('have a revision that grows with every change, also within a millisecond', async () => {
      const { revision } = await registered('one.revised');
      const first = await patchWorkflow(open.db, 'one.revised', { label: 'A' }, 1000, revision);
      expect(first).toMatchObject({ label: 'A', revision: revision + 1 });
      expect(await patchWorkflow(open.db, 'one.revised', { label: 'B' }, 1000, revision)).toBe('stale');
      expect(await registered('one.revised', { label: 'C' })).toMatchObject({ revision: revision + 2 });
      expect(await registered('one.revised', { label: 'C' })).toMatchObject({ revision: revision + 2 });
      const patches = Array.from({ length: 8 }, (_, i) =>
        patchWorkflow(open.db, 'one.revised', { label: `P${i}` }, 1000, revision + 2),
      );
      expect((await Promise.all(patches)).filter((each) => each !== 'stale')).toHaveLength(1);
      expect(await removeWorkflow(open.db, 'one.revised', 1000, revision + 2)).toBe('stale');
      expect(await removeWorkflow(open.db, 'one.revised', 1000, 'any')).toBe('removed');
      expect(await registered('one.revised')).toMatchObject({ revision: revision + 5 });
    });

    it('end well when one ref is registered twice at once', async () => {
      const clients = [open.db, open.another()];
      const put = await Promise.all(clients.map((db, i) => register('one.raced', { label: `racer ${i}` }, {}, db)));
      expect(put.map(({ outcome }) => outcome).toSorted()).toEqual(['created', 'updated']);
      const numbers = (await listWorkflowVersions(open.db, 'one.raced')).map(({ number }) => number);
      expect(numbers).toEqual([2, 1]);

      const post = await Promise.all(
        clients.map((db, i) => register('one.posted', { label: `racer ${i}` }, { mode: 'create' }, db)),
      );
      expect(post.map(({ outcome }) => outcome).toSorted()).toEqual(['created', 'exists']);

      const revision = (await getWorkflow(open.db, 'one.posted'))?.revision ?? -1;
      const matched = await Promise.all(
        clients.map((db, i) => register('one.posted', { label: `second ${i}` }, { expected: revision }, db)),
      );
      expect(matched.map(({ outcome }) => outcome).toSorted()).toEqual(['stale', 'updated']);
    });

    it('keep contents in memory, the ones used least go first', async () => {
      const hashes: string[] = [];
      for (const name of ['a', 'b', 'c']) {
        const { hash } = await registered(`one.cached-${name}`, { label: name });
        hashes.push(hash ?? '');
      }
      const asked: string[] = [];
      const db: Database = {
        batch: (...args) => open.db.batch(...args),
        execute: (statement) => {
          asked.push(JSON.stringify(statement));
          return open.db.execute(statement);
        },
      };
      const cache = new ContentCache(2_500);
      for (const i of [0, 1, 0, 1, 0, 2, 0, 1]) {
        expect(await cache.get(db, hashes[i] ?? '')).toMatchObject({ hash: hashes[i] });
      }
      const misses = asked.map((statement) => hashes.findIndex((hash) => statement.includes(hash)));
      expect(misses).toEqual([0, 1, 2, 1]);
      expect(await cache.get(db, 'none')).toBeUndefined();
    });

    it('stay in order under twenty writers', async () => {
      const clients = Array.from({ length: 4 }, () => open.another());
      const writes = Array.from({ length: 20 }, (_, i) =>
        registered('one.busy', { label: `writer ${i}` }, {}, clients[i % 4]),
      );
      const rows = await Promise.all(writes);
      expect(rows.map(({ version }) => version).toSorted((a, b) => a - b)).toEqual(
        Array.from({ length: 20 }, (_, i) => i + 1),
      );
      // Each is told of its own version, not of one that came right after it.
      expect(rows.map(({ label }) => label)).toEqual(rows.map((_, i) => `writer ${i}`));
      for (const { version, hash } of rows) {
        expect(await getWorkflowVersion(open.db, 'one.busy', version)).toMatchObject({ hash });
      }
    });

    it('are removed softly and can come back', async () => {
      const { hash, revision } = await registered('one.gone', { tags: ['gone'] });
      expect(await removeWorkflow(open.db, 'one.gone', 5000, revision + 1)).toBe('stale');
      expect(await removeWorkflow(open.db, 'one.gone', 5000, revision)).toBe('removed');
      expect(await removeWorkflow(open.db, 'one.gone', 5000)).toBe('absent');
      expect(await getWorkflow(open.db, 'one.gone')).toBeUndefined();
      expect(await patchWorkflow(open.db, 'one.gone', { label: 'X' }, 5000)).toBe('absent');
      expect((await listWorkflows(open.db, { tags: ['gone'] }, { limit: 10 })).items).toEqual([]);
      expect(await getContentByHash(open.db, hash ?? '')).toMatchObject({ number: 1 });
      expect(await register('one.gone', { tags: ['gone'] }, { mode: 'create' })).toMatchObject({
        outcome: 'created',
        workflow: { version: 2 },
      });
      expect((await listWorkflows(open.db, { tags: ['gone'] }, { limit: 10 })).items).toHaveLength(1);
    });

    it('take a patch, which a disabled status outlives', async () => {
      await register('one.patched', { tags: ['x'] });
      expect(
        await patchWorkflow(open.db, 'one.patched', { status: 'disabled', label: 'P', tags: ['y', 'z', 'y'] }, 6000),
      ).toMatchObject({ status: 'disabled', label: 'P', tags: ['y', 'z'], version: 1, updated: 6000 });
      expect((await listWorkflows(open.db, { tags: ['z'] }, { limit: 10 })).items).toHaveLength(1);
      expect((await listWorkflows(open.db, { tags: ['x'] }, { limit: 10 })).items).toHaveLength(0);
      expect(await register('one.patched', { tags: ['x'] })).toMatchObject({ outcome: 'unchanged' });
      await register('one.patched', { tags: ['x', 'new'] });
      expect(await getWorkflow(open.db, 'one.patched')).toMatchObject({
        status: 'disabled',
        version: 2,
        tags: ['x', 'new'],
      });
    });

    describe('in lists', () => {
      beforeAll(async () => {
        for (let i = 0; i < 7; i++) {
          await register(`two.w${i}`, {
            label: i % 2 === 0 ? 'Even 100%_sure' : 'Odd',
            tags: i < 3 ? ['low', 'all'] : ['all'],
          });
        }
        await patchWorkflow(open.db, 'two.w6', { status: 'disabled' }, 1);
        await register('three.other');
      });

      const refs = async (filter: Parameters<typeof listWorkflows>[1], limit = 50) =>
        (await listWorkflows(open.db, { pack: 'two', ...filter }, { limit })).items.map(({ ref }) => ref);

      it('pass filters by pack, tag, status, visible packs and text', async () => {
        expect(await refs({})).toHaveLength(7);
        expect(await refs({ tags: ['low'] })).toEqual(['two.w0', 'two.w1', 'two.w2']);
        expect(await refs({ tags: ['low', 'all'], q: 'ODD' })).toEqual(['two.w1']);
        expect(await refs({ tags: ['low', 'none'] })).toEqual([]);
        expect(await refs({ status: 'disabled' })).toEqual(['two.w6']);
        expect(await refs({ packs: ['two', 'x'] })).toHaveLength(7);
        expect(await refs({ packs: [] })).toEqual([]);
        expect(await refs({ q: '%_' })).toHaveLength(4);
        expect(await refs({ q: '0_' })).toEqual([]);
        expect(await refs({ q: "w0' OR 1" })).toEqual([]);
      });

      it('come page by page with a total', async () => {
        const seen: string[] = [];
        let cursor: string | undefined;
        do {
          const page = await listWorkflows(open.db, { pack: 'two' }, { limit: 3, cursor, includeTotal: true });
          expect(page.total).toBe(7);
          seen.push(...page.items.map(({ ref }) => ref));
          cursor = page.next ?? undefined;
        } while (cursor !== undefined);
        expect(seen).toEqual(Array.from({ length: 7 }, (_, i) => `two.w${i}`));
        expect(await listWorkflows(open.db, { pack: 'two' }, { limit: 7 })).toMatchObject({ next: null });
      });

      it('refuse a cursor that is none', async () => {
        for (const cursor of ['!', '', '_w']) {
          await expect(listWorkflows(open.db, {}, { limit: 3, cursor })).rejects.toMatchObject({
            problem: { code: 'bad_request' },
          });
        }
      });
    });
  });
}
