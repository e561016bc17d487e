import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sweepTriggers } from '../../src/api/trigger/sweep-triggers.ts';
import { putTrigger } from '../../src/registry/triggers.ts';
import { loadTrigger } from '../../src/trigger/definition/load-trigger.ts';
import type { JsonObject } from '../../src/value/json.ts';
import { dataOf, problemOf } from './support/answers.ts';
import type { TestApi } from './support/start-api.ts';
import { HMAC, type Made, startWebhooks, type Webhooks } from './support/webhooks.ts';
import { small } from './support/workflows.ts';

let api: TestApi;
let make: Webhooks['make'];
let post: Webhooks['post'];
beforeAll(async () => {
  ({ api, make, post } = await startWebhooks());
});
afterAll(() => api.close());

describe('triggers as things of the API', () => {
  test('are checked like files, every finding with its place', async () => {
    const json = { name: 'hooks.bad', workflow: 'hooks.nothing', type: 'webhook', webhook: HMAC };
    const problem = await problemOf(await api.send('POST', '/api/v1/triggers', { json }), 422, 'invalid_definition');
    expect(problem.findings).toMatchObject([{ code: 'unknown_workflow', path: '/workflow' }]);
    const wrong = { ...json, workflow: 'hooks.take', input: { m: 1 }, webhook: { preset: 'hmac' } };
    const more = await problemOf(await api.send('POST', '/api/v1/triggers', { json: wrong }), 422);
    expect(more.findings?.length).toBeGreaterThan(0);
  });

  test('have names of their own', async () => {
    const { name } = await make();
    const json = { name, workflow: 'hooks.take', type: 'webhook', webhook: HMAC };
    await problemOf(await api.send('POST', '/api/v1/triggers', { json }), 409, 'conflict');
  });

  test('come with packs too, begin without being touched, and are the files business', async () => {
    const files = [
      { path: 'workflows/a.yaml', content: small('packed.a') },
      { path: 'triggers/tick.yaml', content: 'workflow: packed.a\ntype: schedule\nschedule: {interval: 60}\n' },
      {
        path: 'triggers/hook.yaml',
        content: 'workflow: packed.a\ntype: webhook\nwebhook: {preset: none, allow_unsigned: true}\n',
      },
    ];
    await api.send('PUT', '/api/v1/packs/packed', { json: { manifest: {}, files } });
    await expect.poll(() => api.triggers.alarms.get('packed.tick') ?? 0).toBeGreaterThan(0);
    const shown = await dataOf<{ pack: string; next_at: string; has_key: boolean }>(
      await api.send('GET', '/api/v1/triggers/packed.tick'),
    );
    expect(shown).toMatchObject({ pack: 'packed', has_key: false });
    expect(Date.parse(shown.next_at)).toBe(api.triggers.alarms.get('packed.tick'));
    const json = { workflow: 'packed.a', type: 'schedule', schedule: { interval: 30 } };
    await problemOf(await api.send('PUT', '/api/v1/triggers/packed.tick', { json }), 409);
    await problemOf(await api.send('DELETE', '/api/v1/triggers/packed.tick'), 409);
    await problemOf(await api.send('POST', '/api/v1/triggers/packed.tick/key'), 409);
    const { key } = await dataOf<Made>(await api.send('POST', '/api/v1/triggers/packed.hook/key'));
    await dataOf(await post({ key }, '{}'), 202);
    await api.send('PUT', '/api/v1/packs/packed', { json: { manifest: {}, files: files.slice(0, 1) } });
    await expect.poll(() => api.triggers.alarms.get('packed.tick')).toBeNull();
    await problemOf(await post({ key }, '{}'), 404);
  });

  test('that nobody told of a change are found by the watchdog', async () => {
    const yaml = 'name: hooks.unheard\nworkflow: hooks.take\ntype: schedule\nschedule: {interval: 60}\n';
    const { trigger } = loadTrigger(yaml);
    const definition = trigger as unknown as JsonObject;
    const row = { name: 'hooks.unheard', kind: 'schedule', workflow: 'hooks.take', pack: null, definition } as const;
    const now = api.env.clock.now();
    await putTrigger(api.db, { ...row, status: 'active' }, { create: true, now });
    expect(api.triggers.alarms.has('hooks.unheard')).toBe(false);
    await sweepTriggers(api.db, api.triggers, now, 100);
    const alarm = api.triggers.alarms.get('hooks.unheard');
    expect(alarm).toBeGreaterThan(now);
    await putTrigger(api.db, { ...row, status: 'disabled' }, { create: false, now: now + 1 });
    await sweepTriggers(api.db, api.triggers, now, 100);
    expect(api.triggers.alarms.get('hooks.unheard')).toBeNull();
  });

  test('go with their pack', async () => {
    const files = [
      { path: 'workflows/a.yaml', content: small('leaving.a') },
      { path: 'triggers/tick.yaml', content: 'workflow: leaving.a\ntype: schedule\nschedule: {interval: 60}\n' },
    ];
    await api.send('PUT', '/api/v1/packs/leaving', { json: { manifest: {}, files } });
    await expect.poll(() => api.triggers.alarms.get('leaving.tick') ?? 0).toBeGreaterThan(0);
    await api.send('DELETE', '/api/v1/packs/leaving');
    await expect.poll(() => api.triggers.alarms.get('leaving.tick')).toBeNull();
  });
});
