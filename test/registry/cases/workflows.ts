import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ContentCache } from '../../../src/registry/content-cache.ts';
import type { Database } from '../../../src/registry/database.ts';
import { patchWorkflow, removeWorkflow } from '../../../src/registry/workflow-change.ts';
import {
  getContentByHash,
  getWorkflow,
  getWorkflowVersion,
  getWorkflowWithContent,
  listWorkflows,
  listWorkflowVersions,
} from '../../../src/registry/workflow-read.ts';
import { type RegisterOptions, type Registration, registerWorkflow } from '../../../src/registry/workflow-register.ts';
import { candidateOf } from '../fixtures.ts';
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
      expect(await register('one.full', changes)).toMatchObject({ outcome: 'created', version: 1 });
      const found = await getWorkflowWithContent(open.db, 'one.full');
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
      expect(await getWorkflowWithContent(open.db, 'one.none')).toBeUndefined();
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
        { outcome: 'created', version: 1 },
        { outcome: 'updated', version: 2 },
        { outcome: 'updated', version: 3 },
      ]);
      expect('hash' in first && 'hash' in third && first.hash === third.hash).toBe(true);
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
      const hash = second.hash ?? '';
      expect(await getContentByHash(open.db, hash)).toMatchObject({ ref: 'one.counted', number: 2 });
      expect(await getContentByHash(open.db, 'none')).toBeUndefined();
    });

    it('refuse a ref that exists, and a hash that is not in force', async () => {
      const { hash } = await register('one.guarded', {}, { mode: 'create' });
      expect(await register('one.guarded', { label: 'B' }, { mode: 'create' })).toMatchObject({
        outcome: 'exists',
      });
      expect(await register('one.guarded', { label: 'B' }, { ifHash: 'other' })).toEqual({
        outcome: 'stale',
        hash,
      });
      expect(await register('one.unknown', {}, { ifHash: 'other' })).toEqual({
        outcome: 'stale',
        hash: null,
      });
      expect(await getWorkflow(open.db, 'one.unknown')).toBeUndefined();
      expect(await register('one.guarded', { label: 'B' }, { ifHash: hash ?? '' })).toMatchObject({
        version: 2,
      });
      expect(await listWorkflowVersions(open.db, 'one.guarded')).toHaveLength(2);
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

      const { hash } = await getWorkflow(open.db, 'one.posted').then((row) => ({ hash: row?.hash ?? '' }));
      const matched = await Promise.all(
        clients.map((db, i) => register('one.posted', { label: `second ${i}` }, { ifHash: hash }, db)),
      );
      expect(matched.map(({ outcome }) => outcome).toSorted()).toEqual(['stale', 'updated']);
    });

    it('keep contents in memory, the ones used least go first', async () => {
      const hashes: string[] = [];
      for (const name of ['a', 'b', 'c']) {
        const result = await register(`one.cached-${name}`, { label: name });
        hashes.push('hash' in result ? (result.hash ?? '') : '');
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
        register('one.busy', { label: `writer ${i}` }, {}, clients[i % 4]),
      );
      const versions = (await Promise.all(writes)).map((result) => ('version' in result ? result.version : 0));
      expect(versions.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
    });

    it('are removed softly and can come back', async () => {
      const { hash } = await register('one.gone', { tags: ['gone'] });
      expect(await removeWorkflow(open.db, 'one.gone', 5000, 'other')).toBe('stale');
      expect(await removeWorkflow(open.db, 'one.gone', 5000, hash ?? '')).toBe('removed');
      expect(await removeWorkflow(open.db, 'one.gone', 5000)).toBe('absent');
      expect(await getWorkflow(open.db, 'one.gone')).toBeUndefined();
      expect(await patchWorkflow(open.db, 'one.gone', { label: 'X' }, 5000)).toBeUndefined();
      expect((await listWorkflows(open.db, { tags: ['gone'] }, { limit: 10 })).items).toEqual([]);
      expect(await getContentByHash(open.db, hash ?? '')).toMatchObject({ number: 1 });
      expect(await register('one.gone', { tags: ['gone'] }, { mode: 'create' })).toMatchObject({
        outcome: 'created',
        version: 2,
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
