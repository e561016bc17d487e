import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createApi } from '../../src/api/create-api.ts';
import { sweepExecutions } from '../../src/api/execution/sweep-executions.ts';
import type { Directory } from '../../src/host/directory.ts';
import { WATCH_MS } from '../../src/host/watch.ts';
import type { Database } from '../../src/registry/database.ts';
import { getExecution, listExecutions } from '../../src/registry/execution-read.ts';
import { dataOf, problemOf } from './support/answers.ts';
import { startApi, type TestApi } from './support/start-api.ts';
import { small } from './support/workflows.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
  await dataOf(await api.send('POST', '/api/v1/workflows', { yaml: small('watch.long') }), 201);
});
afterAll(() => api.close());

const START = '/api/v1/workflows/watch.long/executions';
const start = (key: string) => api.send('POST', START, { json: {}, headers: { 'Idempotency-Key': key } });
const started = async (key: string) => (await dataOf<{ readonly id: string }>(await start(key), 202)).id;
const overdue = () => api.env.clock.now() + WATCH_MS + 60_000;
const sweep = (directory: Directory = api.directory, limit = 100) =>
  sweepExecutions(api.db, directory, overdue(), limit);

/** The directory, and which executions were woken through it. */
function watched(lost: ReadonlySet<string> = new Set()): { readonly directory: Directory; readonly woken: string[] } {
  const woken: string[] = [];
  const directory: Directory = {
    limit: api.directory.limit,
    execution: (id) => ({
      ...api.directory.execution(id),
      wake: async () => {
        woken.push(id);
        return lost.has(id) ? Promise.reject(new Error('its machine is gone')) : api.directory.execution(id).wake();
      },
    }),
  };
  return { directory, woken };
}

test('executions that live long do not keep others from being looked after', async () => {
  const ids = await Promise.all(['a', 'b', 'c', 'd', 'e'].map(started));
  const { directory, woken } = watched(new Set([ids[0] ?? '']));
  for (let round = 0; round < 3; round++) {
    await sweep(directory, 2);
  }
  expect(woken.toSorted()).toEqual(ids.toSorted());
});

/** A start that dies between its row and its object. Returns the execution. */
async function cutStart(key: string): Promise<string> {
  const before = await listExecutions(api.db, { workflow: 'watch.long' }, { limit: 50 });
  api.directory.crash = new Error('the server dies');
  expect((await start(key)).status).toBe(500);
  const after = await listExecutions(api.db, { workflow: 'watch.long' }, { limit: 50 });
  return after.items.find(({ id }) => !before.items.some((row) => row.id === id))?.id ?? '';
}

test('a start that a crash has cut in two leaves nothing behind, and can be repeated', async () => {
  const left = await cutStart('cut');
  expect((await getExecution(api.db, left))?.status).toBe('running');
  await sweep();
  expect(await getExecution(api.db, left)).toBeUndefined();
  await problemOf(await start('cut'), 409, 'conflict');
  const id = await started('cut');
  expect(id).not.toBe(left);
  expect(api.directory.executions.has(id)).toBe(true);
});

test('a start that is repeated just when the watchdog looks keeps its row', async () => {
  const id = await cutStart('meanwhile');
  const now = overdue();
  const clock = vi.spyOn(api.env.clock, 'now').mockReturnValue(now);
  const directory: Directory = {
    limit: api.directory.limit,
    execution: (of) => ({
      ...api.directory.execution(of),
      wake: async () => {
        const reply = await api.directory.execution(of).wake();
        expect(of === id ? await started('meanwhile') : id).toBe(id);
        return reply;
      },
    }),
  };
  await sweepExecutions(api.db, directory, now, 100);
  clock.mockRestore();
  expect(api.directory.executions.has(id)).toBe(true);
  expect((await getExecution(api.db, id))?.status).toBe('running');
});

test('of two repetitions that find nothing begun, the slower one leaves alone what was started since', async () => {
  await cutStart('twice');
  await sweep();
  const gate = Promise.withResolvers<void>();
  const reached = Promise.withResolvers<void>();
  const slow: Database = {
    batch: (...given) => api.db.batch(...given),
    execute: async (statement: Parameters<Database['execute']>[0]) => {
      if (JSON.stringify(statement).includes('DELETE FROM idempotency')) {
        reached.resolve();
        await gate.promise;
      }
      return api.db.execute(statement);
    },
  };
  const elsewhere = createApi({ ...api.env, database: () => slow });
  const repeated = { json: {}, headers: { 'Idempotency-Key': 'twice' } };
  const slower = api.sendTo(elsewhere, 'POST', START, repeated);
  await reached.promise;
  await problemOf(await start('twice'), 409, 'conflict');
  const next = await cutStart('twice');
  gate.resolve();
  await problemOf(await slower, 409, 'conflict');
  expect(await started('twice')).toBe(next);
});
