import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { WATCH_MS } from '../../../src/host/watch.ts';
import {
  countExecutions,
  getExecution,
  listExecutions,
  listOverdueExecutions,
} from '../../../src/registry/execution-read.ts';
import type { ExecutionIndexRow } from '../../../src/registry/execution-row.ts';
import {
  deleteExecution,
  insertExecution,
  noteWatched,
  updateExecution,
} from '../../../src/registry/execution-write.ts';
import {
  completeIdempotency,
  IDEMPOTENCY_MS,
  releaseIdempotency,
  reserveIdempotency,
} from '../../../src/registry/idempotency.ts';
import { sweepRegistry } from '../../../src/registry/sweep.ts';
import { ulid } from '../../../src/value/ulid.ts';
import { type OpenStore, openRegistry, type Store } from '../stores.ts';

let counter = 0;

function executionOf(changes: Partial<ExecutionIndexRow> = {}): ExecutionIndexRow {
  counter++;
  return {
    id: ulid(1_000_000 + counter, new Uint8Array(10)),
    workflow: 'one.flow',
    pack: 'one',
    version: 1,
    hash: 'h',
    status: 'requested',
    parent: null,
    tags: [],
    started_at: 1_000_000 + counter,
    ended_at: null,
    wake_at: null,
    seq: 0,
    input_preview: null,
    ...changes,
  };
}

export function executionCases(store: Store): void {
  describe('executions', () => {
    let open: OpenStore;
    beforeAll(async () => {
      open = await openRegistry(store);
    });
    afterAll(() => open.close());

    it('are written with all their columns, once', async () => {
      const row = executionOf({
        parent: 'p',
        tags: ['a', 'b'],
        wake_at: 5,
        input_preview: '{"n":1}',
        seq: 3,
      });
      expect(await insertExecution(open.db, row)).toEqual({ kind: 'reserved' });
      await insertExecution(open.db, { ...row, status: 'failed' });
      expect(await getExecution(open.db, row.id)).toEqual(row);
      expect(await getExecution(open.db, 'none')).toBeUndefined();
    });

    it('follow reports, whatever their order', async () => {
      const row = executionOf();
      await insertExecution(open.db, row);
      const report = { id: row.id, ended_at: null, wake_at: 77 } as const;
      expect(await updateExecution(open.db, { ...report, seq: 4, status: 'paused' })).toBe(true);
      expect(await updateExecution(open.db, { ...report, seq: 2, status: 'running' })).toBe(false);
      expect(await updateExecution(open.db, { ...report, seq: 4, status: 'running' })).toBe(false);
      expect(await getExecution(open.db, row.id)).toMatchObject({ status: 'paused', seq: 4, wake_at: 77 });
      const end = { id: row.id, seq: 9, status: 'succeeded', ended_at: 90, wake_at: null } as const;
      expect(await updateExecution(open.db, end)).toBe(true);
      expect(await getExecution(open.db, row.id)).toMatchObject({
        status: 'succeeded',
        ended_at: 90,
        wake_at: null,
      });
    });

    it('that were deleted do not come back by a late report', async () => {
      const row = executionOf({ tags: ['deleted'] });
      await insertExecution(open.db, row);
      expect(await deleteExecution(open.db, row.id)).toBe(true);
      expect(await deleteExecution(open.db, row.id)).toBe(false);
      const late = { id: row.id, seq: 9, status: 'failed', ended_at: 1, wake_at: null } as const;
      expect(await updateExecution(open.db, late)).toBe(false);
      expect(await getExecution(open.db, row.id)).toBeUndefined();
      expect((await listExecutions(open.db, { tags: ['deleted'] }, { limit: 5 })).items).toEqual([]);
    });

    it('are found by the watchdog when live and overdue', async () => {
      const rows = [
        executionOf({ wake_at: 300, hash: 'w' }),
        executionOf({ wake_at: 100, hash: 'w' }),
        executionOf({ wake_at: 100, ended_at: 90, hash: 'w' }),
        executionOf({ wake_at: 9999, hash: 'w' }),
        executionOf({ hash: 'w' }),
      ];
      for (const row of rows) {
        await insertExecution(open.db, row);
      }
      const overdue = async (limit: number) =>
        (await listOverdueExecutions(open.db, 300, limit)).filter(({ hash }) => hash === 'w').map(({ id }) => id);
      expect(await overdue(50)).toEqual([rows[1]?.id, rows[0]?.id]);
    });

    it('have their next turn later, or are taken away when they never began', async () => {
      const [watched, ended, gone, begun] = [
        executionOf({ wake_at: 100, hash: 'n', tags: ['n'] }),
        executionOf({ wake_at: 100, hash: 'n', ended_at: 90 }),
        executionOf({ wake_at: 100, hash: 'n', tags: ['n'] }),
        executionOf({ wake_at: 100, hash: 'n', tags: ['n'] }),
      ] as const;
      for (const row of [watched, ended, gone, begun]) {
        await insertExecution(open.db, row);
      }
      await updateExecution(open.db, { id: begun.id, seq: 3, status: 'paused', ended_at: null, wake_at: 500 });
      await noteWatched(open.db, { watched: [watched.id, ended.id], neverBegun: [gone.id, begun.id] }, 300);
      expect((await getExecution(open.db, watched.id))?.wake_at).toBe(300 + WATCH_MS);
      expect((await getExecution(open.db, ended.id))?.wake_at).toBe(100);
      expect(await getExecution(open.db, gone.id)).toBeUndefined();
      expect((await getExecution(open.db, begun.id))?.status).toBe('paused');
      const tagged = await listExecutions(open.db, { tags: ['n'] }, { limit: 9 });
      expect(tagged.items.map(({ id }) => id).sort()).toEqual([watched.id, begun.id].sort());
    });

    describe('in lists', () => {
      const rows: ExecutionIndexRow[] = [];
      beforeAll(async () => {
        for (let i = 0; i < 6; i++) {
          const row = executionOf({
            workflow: i < 4 ? 'many.a' : 'many.b',
            pack: 'many',
            status: i === 0 ? 'failed' : i === 1 ? 'canceled' : 'running',
            parent: i === 5 ? 'parent' : null,
            tags: i % 2 === 0 ? ['even', 'all'] : ['all'],
            started_at: 10_000 + i,
            input_preview: `{"customer":"c${i}"}`,
          });
          rows.push(row);
          await insertExecution(open.db, row);
        }
      });

      const found = async (filter: Parameters<typeof listExecutions>[1]) => {
        const { items } = await listExecutions(open.db, { pack: 'many', ...filter }, { limit: 50 });
        return items.map(({ id }) => rows.findIndex((row) => row.id === id));
      };

      it('come newest first and pass every filter', async () => {
        expect(await found({})).toEqual([5, 4, 3, 2, 1, 0]);
        expect(await found({ workflow: 'many.a' })).toEqual([3, 2, 1, 0]);
        expect(await found({ status: ['failed', 'canceled'] })).toEqual([1, 0]);
        expect(await found({ status: [] })).toHaveLength(6);
        expect(await found({ tags: ['even'] })).toEqual([4, 2, 0]);
        expect(await found({ tags: ['even', 'all'], workflow: 'many.b' })).toEqual([4]);
        expect(await found({ parent: 'parent' })).toEqual([5]);
        expect(await found({ since: 10_002, until: 10_004 })).toEqual([3, 2]);
        expect(await found({ q: 'C3"' })).toEqual([3]);
        expect(await found({ packs: ['other'] })).toEqual([]);
      });

      it('come page by page', async () => {
        const first = await listExecutions(open.db, { pack: 'many' }, { limit: 4, includeTotal: true });
        const rest = { limit: 4, cursor: first.next ?? '' };
        const second = await listExecutions(open.db, { pack: 'many' }, rest);
        expect(first).toMatchObject({ total: 6, items: { length: 4 } });
        expect(second).toMatchObject({ next: null, items: { length: 2 } });
        expect(second).not.toHaveProperty('total');
        const ids = [...first.items, ...second.items].map(({ id }) => id);
        expect(ids).toEqual(rows.map(({ id }) => id).toReversed());
      });

      it('are counted by status', async () => {
        const counts = await countExecutions(open.db);
        expect(counts.canceled).toBe(1);
        expect(counts.running).toBeGreaterThanOrEqual(4);
      });
    });
  });

  describe('idempotency', () => {
    let open: OpenStore;
    let claim: { scope: string; key: string; request: string };
    beforeAll(async () => {
      open = await openRegistry(store);
    });
    afterAll(() => open.close());
    beforeEach(() => {
      counter++;
      claim = { scope: 'token POST /executions', key: `key-${counter}`, request: 'body' };
    });

    const start = (changes: Partial<typeof claim> = {}, row = executionOf(), db = open.db) =>
      insertExecution(db, row, { ...claim, ...changes });

    it('starts an execution once and replays its answer', async () => {
      const first = executionOf();
      const second = executionOf();
      expect(await start({}, first)).toEqual({ kind: 'reserved' });
      expect(await start({}, second)).toEqual({
        kind: 'in_progress',
        since: first.started_at,
        execution: first.id,
      });
      await completeIdempotency(open.db, claim, '{"status":202}');
      await completeIdempotency(open.db, claim, 'too late');
      expect(await start({}, second)).toEqual({
        kind: 'replay',
        answer: '{"status":202}',
        execution: first.id,
      });
      expect(await getExecution(open.db, first.id)).toBeDefined();
      expect(await getExecution(open.db, second.id)).toBeUndefined();
    });

    it('knows keys by scope and refuses another body', async () => {
      await start();
      expect(await start({ request: 'other' })).toEqual({ kind: 'reused' });
      expect(await start({ scope: 'another token' })).toEqual({ kind: 'reserved' });
    });

    it('lets one of many at once through', async () => {
      const clients = [open.db, open.another(), open.another()];
      const rows = Array.from({ length: 9 }, () => executionOf({ workflow: claim.key }));
      const results = await Promise.all(rows.map((row, i) => start({}, row, clients[i % 3])));
      expect(results.filter(({ kind }) => kind === 'reserved')).toHaveLength(1);
      expect((await listExecutions(open.db, { workflow: claim.key }, { limit: 20 })).items).toHaveLength(1);
    });

    it('can be given up before the answer, not after it', async () => {
      const plain = { ...claim, execution: null };
      await reserveIdempotency(open.db, plain, 1000);
      await releaseIdempotency(open.db, claim);
      expect(await reserveIdempotency(open.db, plain, 1000)).toEqual({ kind: 'reserved' });
      await completeIdempotency(open.db, claim, 'done');
      await releaseIdempotency(open.db, claim);
      expect(await reserveIdempotency(open.db, plain, 1000)).toMatchObject({ kind: 'replay' });
    });

    it('forgets a key after 24 hours', async () => {
      const plain = { ...claim, execution: null };
      await reserveIdempotency(open.db, plain, 1000);
      expect(await reserveIdempotency(open.db, plain, 999 + IDEMPOTENCY_MS)).toMatchObject({
        kind: 'in_progress',
      });
      await sweepRegistry(open.db, 999 + IDEMPOTENCY_MS);
      expect(await reserveIdempotency(open.db, plain, 1000 + IDEMPOTENCY_MS)).toEqual({ kind: 'reserved' });
      await sweepRegistry(open.db, 1000 + 2 * IDEMPOTENCY_MS);
      const { rows } = await open.db.execute({
        sql: 'SELECT count(*) AS n FROM idempotency WHERE key = ?',
        args: [claim.key],
      });
      expect(rows[0]?.n).toBe(0);
    });
  });
}
