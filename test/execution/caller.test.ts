import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { outsideCaller } from '../../src/action/outside-caller.ts';
import { callerSecret } from '../../src/host/caller-secret.ts';
import { createEgress } from '../../src/host/egress/create-egress.ts';
import { seal } from '../../src/host/secret-box.ts';
import { verifySignature } from '../../src/trigger/signature/verify.ts';
import { type Endpoints, type Seen, startEndpoints } from '../support/endpoints.ts';
import { bodyOf, LIVE_ID, liveExecution, startCommand } from '../support/live-execution.ts';

const KEYS = [
  { id: 'k2', secret: 'the newer key' },
  { id: 'k1', secret: 'the older key' },
];
const WORKFLOW = `
parameters: {fail: {type: boolean, default: false}}
tasks:
  - name: decide
    next: [{when: "{{ parameters.fail }}", do: fail}, {publish: [{n: 7}]}]
vars: {n: 0}
output_map: {n: "{{ n }}"}
`;

let endpoints: Endpoints;
beforeAll(async () => {
  endpoints = await startEndpoints();
});
afterAll(() => endpoints.close());

function outside(allow: readonly string[] = ['loopback']) {
  const egress = createEgress({ allow, fetch: (url, init) => fetch(url, init) });
  return outsideCaller(egress, KEYS, { now: () => Date.now() });
}

async function run(path: string, input = {}, allow?: readonly string[]) {
  const { execution, sql } = liveExecution({ caller: outside(allow) });
  const caller = `${LIVE_ID}/${await seal(KEYS[1] ?? { id: '', secret: '' }, LIVE_ID, endpoints.url + path)}`;
  await execution.start({ ...startCommand(WORKFLOW, input), caller });
  const shown = bodyOf<{ status: string; output: unknown }>(await execution.wait(5_000));
  return { execution, sql, shown };
}

const seenAt = (path: string) => endpoints.seen.filter((seen) => seen.path === path);
const owed = (sql: { exec: (text: string) => readonly unknown[] }) => () => sql.exec('SELECT key FROM outbox').length;

function verified({ headers, text }: Seen, secret: string) {
  const settings = { preset: 'standard-webhooks', secrets: ['s'], tolerance_seconds: 300 } as const;
  const plain = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
  const request = { headers: plain, body: new Uint8Array(Buffer.from(text)) };
  return verifySignature({ ...settings, respond: 'accepted', wait_seconds: null }, [secret], request, Date.now());
}

describe('whoever started an execution', () => {
  test('is told how it ended, signed as Standard Webhooks by every key', async () => {
    const { sql } = await run('/told/one');
    await expect.poll(() => seenAt('/told/one').length).toBe(1);
    const [seen] = seenAt('/told/one') as [Seen];
    expect(seen.method).toBe('POST');
    expect(seen.body).toEqual({ id: LIVE_ID, status: 'succeeded', output: { n: 7 }, error: null });
    expect(seen.headers['webhook-id']).toBe(LIVE_ID);
    for (const { secret } of KEYS) {
      expect(await verified(seen, await callerSecret(secret))).toEqual({ ok: true });
    }
    expect((await verified(seen, await callerSecret('another'))).ok).toBe(false);
    await expect.poll(owed(sql)).toBe(0);
  });

  test('is told of failures, too', async () => {
    await run('/told/two', { fail: true });
    await expect.poll(() => seenAt('/told/two').length).toBe(1);
    expect(seenAt('/told/two')[0]?.body).toMatchObject({ status: 'failed', error: { code: 'failed_by_command' } });
  });

  test('is told again until it gets through, under the same id', async () => {
    const { sql } = await run('/flaky/3/caller');
    await expect.poll(() => seenAt('/flaky/3/caller').length, { timeout: 15_000 }).toBe(3);
    expect(new Set(seenAt('/flaky/3/caller').map(({ headers }) => headers['webhook-id']))).toEqual(new Set([LIVE_ID]));
    await expect.poll(owed(sql)).toBe(0);
  });

  test('is let be when its address may not be called', async () => {
    const { sql, shown } = await run('/told/four', {}, []);
    expect(shown.status).toBe('succeeded');
    await expect.poll(owed(sql)).toBe(0);
    expect(seenAt('/told/four')).toEqual([]);
  });
});
