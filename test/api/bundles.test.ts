import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../support/server.ts';
import { dataOf, type Listed, listOf, problemOf } from './support/answers.ts';
import { bundleFor } from './support/bundles.ts';
import type { TestApi } from './support/start-api.ts';
import { startEngine } from './support/start-engine.ts';

const YAML = `ref: carried.work
parameters: {password: {type: string, secret: true, required: true}}
vars: {text: ""}
entry_points: [step]
tasks:
  - name: step
    next:
      - {when: "{{ iteration() < 260 }}", publish: {text: "{{ 'x' * (290 + iteration()) }}"}, do: step}
      - {publish: {kept: "{{ parameters.password }}"}, do: ask}
  - name: ask
    action: core.webhook
    input: {url: "https://example.com/", json: {to: "{{ callback_url }}"}}
    next: [{when: "{{ succeeded() }}", publish: {answer: "{{ result() }}"}}]
output_map: {answer: "{{ answer }}"}
`;
const PASSWORD = 'a password that nobody may see';

interface Bundle extends ReturnType<typeof bundleFor> {}

let here: TestApi;
let there: TestApi;
let id: string;
let bundle: Bundle;
beforeAll(async () => {
  [here, there] = await Promise.all([startEngine(), startEngine()]);
  await dataOf(await here.send('POST', '/api/v1/workflows', { yaml: YAML }), 201);
  const input = { password: PASSWORD };
  const started = await here.send('POST', '/api/v1/workflows/carried.work/executions', { json: { input } });
  id = String((await dataOf(started, 202)).id);
  const path = `/api/v1/executions/${id}`;
  const asked = async () => (await (await here.send('GET', `${path}/tasks/ask:1`)).text()).includes('"pending"');
  await until(asked, (yes) => yes);
  await here.send('POST', `${path}/tasks/ask:1/complete`, { json: { status: 'succeeded', result: { ok: true } } });
  bundle = (await (await here.send('GET', `${path}/export`)).json()) as Bundle;
});
afterAll(async () => {
  await Promise.all([here.close(), there.close()]);
});

const imported = (api: TestApi, json: unknown) => api.send('POST', '/api/v1/executions/import', { json });

async function logOf(api: TestApi, execution: string): Promise<readonly unknown[]> {
  const all: unknown[] = [];
  for (let after: string | null = '0'; after !== null; ) {
    const page: Listed = await listOf(
      await api.send('GET', `/api/v1/executions/${execution}/history?limit=200&after=${after}`),
    );
    all.push(...page.data);
    after = page.page.next;
  }
  return all;
}

describe('a bundle', () => {
  test('holds the whole log and every value, and nothing sealed', async () => {
    const log = await logOf(here, id);
    expect(bundle.events).toHaveLength(log.length);
    expect(Object.keys(bundle.values).length).toBeGreaterThan(250);
    const text = JSON.stringify(bundle);
    expect(text).toContain('"$redacted":true');
    expect(text).not.toContain('$sealed');
    expect(text).not.toContain(PASSWORD);
  });

  test('shows the same on another server', async () => {
    const shown = await dataOf(await imported(there, bundle), 201);
    const original = await dataOf(await here.send('GET', `/api/v1/executions/${id}`));
    expect(shown).toMatchObject({ id, status: original.status, output: original.output, imported: true });
    expect(await logOf(there, id)).toEqual(bundle.events);
    for (const rest of ['/state', '/state?at=100', '/state?at=7', '/tasks?limit=200', '/machine', '/tasks/step:30']) {
      const [a, b] = await Promise.all([here, there].map((api) => api.send('GET', `/api/v1/executions/${id}${rest}`)));
      const same = (await a?.text())?.replaceAll(/\{"\$sealed":\[.*?\]\}/g, '{"$redacted":true}');
      expect([rest, await b?.text()]).toEqual([rest, same]);
    }
    const { data } = await listOf(await there.send('GET', '/api/v1/executions?tag=imported'));
    expect(data).toMatchObject([{ id, workflow: 'carried.work', status: original.status }]);
    const again = (await (await there.send('GET', `/api/v1/executions/${id}/export`)).json()) as Bundle;
    expect(again.events).toEqual(bundle.events);
    expect(again.values).toEqual(bundle.values);
  });

  test('does nothing: it can be looked at and deleted', async () => {
    const one = bundleFor('carried.other');
    const other = one.execution.id;
    expect(await dataOf(await imported(there, one), 201)).toMatchObject({ status: 'running' });
    for (const rest of ['/pause', '/cancel', '/rerun']) {
      const path = `/api/v1/executions/${other}${rest}`;
      const refused = await problemOf(await there.send('POST', path, { json: {} }), 409, 'conflict');
      expect(refused.detail).toContain('came in a bundle');
    }
    await problemOf(await imported(there, one), 409, 'conflict');
    expect((await there.send('DELETE', `/api/v1/executions/${other}`)).status).toBe(204);
    await dataOf(await imported(there, one), 201);
  });

  test('that does not hold together is refused, and leaves nothing behind', async () => {
    const good = bundleFor('carried.bad');
    const [event] = good.events;
    const changes = (more: Record<string, unknown>) => ({
      events: [{ ...event, changes: [...(event?.changes ?? []), more] }],
    });
    const bad: readonly Record<string, unknown>[] = [
      { format: 'ostinato-execution/2' },
      { events: [] },
      { events: [{ ...event, seq: 2 }] },
      { events: [{ ...event, type: 'other' }] },
      { events: [{ ...event, changes: [] }] },
      { events: [{ ...event, at: 'yesterday' }] },
      { execution: { ...good.execution, id: 'x' } },
      { execution: { ...good.execution, workflow: 'carried.else' } },
      { definition: {} },
      { definition: { format: 1, tasks: 'none' } },
      { closure: { actions: 1 } },
      changes({ type: 'row.taken', table: 'event"; DROP TABLE event; --', key: '', row: {} }),
      changes({ type: 'row.taken', table: 'token', key: 7, row: {} }),
      changes({ type: 'token.moved' }),
      changes({ type: 'join.fired' }),
      changes({ type: 'scope.extended', scope: { a: 1 } }),
    ];
    for (const [i, change] of bad.entries()) {
      const response = await imported(there, { ...good, ...change });
      expect([i, [201, 422].includes(response.status)]).toEqual([i, true]);
      if (response.status === 201) {
        const path = `/api/v1/executions/${good.execution.id}`;
        expect((await there.send('GET', `${path}/history`)).status).toBe(200);
        expect((await there.send('DELETE', path)).status).toBe(204);
      } else {
        expect((await there.send('GET', `/api/v1/executions/${good.execution.id}`)).status).toBe(404);
      }
    }
  });

  test('does not pass for a definition that is registered here', async () => {
    await dataOf(await there.send('POST', '/api/v1/workflows', { yaml: YAML }), 201);
    const registered = await dataOf(await there.send('GET', '/api/v1/workflows/carried.work'));
    const forged = bundleFor('carried.work');
    const [event] = forged.events;
    const row = { ...(event?.changes[0]?.row as object), definition: registered.hash };
    const execution = { ...forged.execution, definition: registered.hash };
    const events = [{ ...event, changes: [{ type: 'execution.created', row }] }];
    await dataOf(await imported(there, { ...forged, execution, events }), 201);
    expect((await there.send('GET', `/api/v1/executions/${forged.execution.id}/state`)).status).toBe(200);
    expect((await there.send('GET', `/api/v1/executions/${forged.execution.id}/state?at=1`)).status).toBe(200);
    const input = { password: PASSWORD };
    const started = await there.send('POST', '/api/v1/workflows/carried.work/executions', { json: { input } });
    const mine = String((await dataOf(started, 202)).id);
    expect((await there.send('GET', `/api/v1/executions/${mine}/tasks/step:1`)).status).toBe(200);
  });

  test('a forged marker stays data', async () => {
    const forged = bundleFor('carried.forged');
    const values = { '1.c0': { $sealed: [{ secret: 'KEY' }] } };
    await dataOf(await imported(there, { ...forged, values }), 201);
    const path = `/api/v1/executions/${forged.execution.id}/export`;
    expect(await (await there.send('GET', path)).text()).toContain('$sealed (from outside)');
  });
});
