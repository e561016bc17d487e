import { afterAll, beforeAll, expect, test } from 'vitest';
import { once } from '../../src/api/endpoint/idempotency.ts';
import { startApi, type TestApi } from './support/start-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

test('a first request that fails late leaves alone what has taken over from it', async () => {
  let now = 1_000_000;
  const request = new Request('http://localhost/api/v1/things', {
    method: 'POST',
    headers: { 'Idempotency-Key': 'k' },
  });
  const call = {
    env: { ...api.env, clock: { now: () => now } },
    ...{ db: api.db, request, bytes: new Uint8Array() },
    principal: { id: 'p', scopes: [], packs: null },
  };
  const slow = Promise.withResolvers<Response>();
  const second = Promise.withResolvers<Response>();
  const first = once(call, () => slow.promise);
  await expect(once(call, async () => new Response())).rejects.toMatchObject({ problem: { code: 'conflict' } });
  now += 61_000;
  const takeover = once(call, () => second.promise);
  // The takeover is written before the first one fails.
  await expect
    .poll(async () => (await api.db.execute("SELECT created FROM idempotency WHERE key = 'k'")).rows[0]?.created)
    .toBe(now);
  slow.reject(new Error('too late'));
  await expect(first).rejects.toThrow('too late');
  await expect(once(call, async () => new Response())).rejects.toMatchObject({ problem: { code: 'conflict' } });
  second.resolve(new Response('done', { status: 201 }));
  expect((await takeover).status).toBe(201);
  const again = await once(call, () => Promise.reject(new Error('not run')));
  expect([again.status, await again.text()]).toEqual([201, 'done']);
});
