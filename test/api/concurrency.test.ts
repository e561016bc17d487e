import { afterAll, beforeAll, expect, test } from 'vitest';
import { dataOf, problemOf } from './support/answers.ts';
import type { TestApi } from './support/start-api.ts';
import { startEngine } from './support/start-engine.ts';

const ONE = `ref: places.one
concurrency: {key: "{{ parameters.team }}", limit: 1}
parameters: {team: {type: string, default: red}}
tasks:
  - {name: first, action: core.echo, input: {message: 1}, next: [{do: wait}]}
  - {name: wait, action: core.wait, input: {signal: go}, next: [{when: "{{ succeeded() }}", publish: {got: "{{ result() }}"}, do: noop}]}
output_map: {got: "{{ got }}"}
`;
const FREE = 'ref: places.free\ntasks: [{name: a}]\n';

let api: TestApi;
beforeAll(async () => {
  api = await startEngine();
  for (const yaml of [ONE, FREE]) {
    await dataOf(await api.send('POST', '/api/v1/workflows', { yaml }), 201);
  }
});
afterAll(() => api.close());

const start = async (team: string) =>
  dataOf<{ id: string; status: string }>(
    await api.send('POST', '/api/v1/workflows/places.one/executions', { json: { input: { team } } }),
    202,
  );
const post = (id: string, rest: string, json: unknown = {}) =>
  api.send('POST', `/api/v1/executions/${id}${rest}`, { json });
const shown = async (id: string) => dataOf(await api.send('GET', `/api/v1/executions/${id}`));
const places = async (key: string) =>
  dataOf(await api.send('GET', `/api/v1/workflows/places.one/concurrency?key=${key}`));
const waits = (id: string) =>
  expect
    .poll(async () => (await api.send('GET', `/api/v1/executions/${id}/tasks/wait:1`)).status, { timeout: 5000 })
    .toBe(200);

test('the second start waits and says for what; the queue is to be seen', async () => {
  const first = await start('red');
  await waits(first.id);
  const second = await start('red');
  expect(second.status).toBe('requested');
  await expect.poll(() => places('red')).toMatchObject({ running: [first.id], queued: 1, queue: [second.id] });
  expect(await places('red')).toMatchObject({ key: 'red', limit: 1, on_limit: 'queue' });
  expect(await shown(second.id)).toMatchObject({ waiting_for: expect.stringContaining('"red"') });
  await problemOf(await post(second.id, '/pause'), 409, 'conflict');
  await dataOf(await post(first.id, '/signals/go', 7), 202);
  await waits(second.id);
  expect(await places('red')).toMatchObject({ running: [second.id], queued: 0 });
  expect(await shown(first.id)).toMatchObject({ status: 'succeeded', output: { got: 7 } });
});

test('a rerun needs a place too, and takes over when it has one', async () => {
  const origin = await start('blue');
  await waits(origin.id);
  await dataOf(await post(origin.id, '/cancel', { mode: 'terminate' }));
  const holder = await start('blue');
  await waits(holder.id);
  const again = await dataOf<{ id: string; status: string }>(await post(origin.id, '/rerun', { vars: { x: 1 } }), 202);
  expect(again.status).toBe('requested');
  await expect.poll(() => places('blue')).toMatchObject({ running: [holder.id], queue: [again.id] });
  await dataOf(await post(holder.id, '/cancel', { mode: 'terminate' }));
  await expect.poll(async () => (await shown(again.id)).status).toBe('running');
  await dataOf(await post(again.id, '/signals/go', 'late'), 202);
  await expect.poll(() => shown(again.id)).toMatchObject({ status: 'succeeded', output: { got: 'late' } });
  const history = await api.send('GET', `/api/v1/executions/${again.id}/history`);
  const { data } = (await history.json()) as { data: { type: string }[] };
  expect(data.slice(0, 2).map(({ type }) => type)).toEqual(['execution.requested', 'execution.admitted']);
  // The first task was taken over and did not run again.
  expect(data.filter(({ type }) => type === 'task.completed')).toHaveLength(0);
});

test('a workflow without a limit has no queue', async () => {
  await problemOf(await api.send('GET', '/api/v1/workflows/places.free/concurrency'), 404, 'not_found');
});
