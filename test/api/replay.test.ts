import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dataOf, problemOf } from './support/answers.ts';
import type { TestApi } from './support/start-api.ts';
import { startEngine } from './support/start-engine.ts';

const YAML = (limit: number, text = 'x', more = '') => `ref: replay.loop
parameters: {most: {type: integer, default: 10}}
vars: {n: 0, text: ""}
entry_points: [step]
tasks:
  - name: step
    action: core.echo
    input: {message: {id: "looks like a reference"}}
    next:
      - when: "{{ n < ${limit} and n < parameters.most }}"
        publish: {n: "{{ n + 1 }}", text: "{{ '${text}' * 300 }}"}
        do: step
      - do: last
  - {name: last${more}}
output_map: {n: "{{ n }}"}
`;
const WORKFLOW = '/api/v1/workflows/replay.loop';

interface Replayed {
  readonly replayed: number;
  readonly same: number;
  readonly diverged: number;
  readonly results: readonly {
    readonly execution: string;
    readonly compared: number;
    readonly complete: boolean;
    readonly divergence: {
      readonly seq: number;
      readonly type: string;
      readonly instance: string;
      readonly message: string;
    } | null;
  }[];
}

let api: TestApi;
const ids: string[] = [];
beforeAll(async () => {
  api = await startEngine();
  await dataOf(await api.send('POST', '/api/v1/workflows', { yaml: YAML(5) }), 201);
  for (const most of [2, 10]) {
    const started = await api.send('POST', `${WORKFLOW}/executions`, {
      json: { input: { most } },
      headers: { Prefer: 'wait=10' },
    });
    ids.push(String((await dataOf(started)).id));
  }
});
afterAll(() => api.close());

const replay = async (yaml: string, query = '') =>
  dataOf<Replayed>(await api.send('POST', `${WORKFLOW}/replay${query}`, { yaml }));

describe('replaying recorded executions', () => {
  test('against the same definition, and one that only says it otherwise, all go the same way', async () => {
    for (const yaml of [YAML(5), YAML(5).replace("{{ '", "{{  '"), YAML(5, 'x', ', description: "the end"')]) {
      const found = await replay(yaml);
      expect(found).toMatchObject({ replayed: 2, same: 2, diverged: 0 });
      expect(found.results.map(({ compared, complete }) => [compared, complete])).toEqual([
        [8, true],
        [5, true],
      ]);
    }
  });

  test('a changed condition is found, with the event that takes another way', async () => {
    const { diverged, results } = await replay(YAML(3));
    expect(diverged).toBe(1);
    const divergence = results.find(({ execution }) => execution === ids[1])?.divergence;
    expect(divergence).toMatchObject({ seq: 5, type: 'task.completed', instance: 'step:4' });
    expect(divergence?.message).toBe('`scope.extended` was recorded, `token.moved` (to last) comes now');
    expect(results.find(({ execution }) => execution === ids[0])?.divergence).toBeNull();
  });

  test('so are another value that is published, another action, and a task that is gone', async () => {
    const value = await replay(YAML(5, 'y'));
    expect(value.results.map(({ divergence }) => divergence?.message)).toEqual(
      Array(2).fill('another value comes of it'),
    );
    const action = await replay(YAML(5, 'x', ', action: core.log, input: {message: m}'));
    expect(action.results[1]?.divergence).toMatchObject({ seq: 4, instance: 'step:3' });
    const gone = await replay(YAML(5).replaceAll('step', 'other'));
    expect(gone.results.map(({ divergence }) => divergence?.seq)).toEqual([1, 1]);
  });

  test('the newest first, and only as many as are asked for', async () => {
    const { results } = await replay(YAML(3), '?last=1');
    expect(results.map(({ execution }) => execution)).toEqual([ids[1]]);
    await problemOf(await api.send('POST', `${WORKFLOW}/replay?last=0`, { yaml: YAML(3) }), 400);
    await problemOf(await api.send('POST', `${WORKFLOW}/replay`, { yaml: 'tasks: [' }), 422);
    await problemOf(await api.send('POST', '/api/v1/workflows/replay.none/replay', { yaml: YAML(3) }), 404);
  });

  test('as a gate: what would have gone otherwise is not registered', async () => {
    const path = `${WORKFLOW}?require_same=true`;
    const refused = await problemOf(await api.send('PUT', path, { yaml: YAML(3) }), 409, 'replay_diverged');
    expect(refused.findings).toHaveLength(1);
    expect(JSON.stringify(refused.findings)).toContain(`Execution ${ids[1]}, event 5 (task.completed of step:4)`);
    expect((await dataOf(await api.send('GET', WORKFLOW))).version).toBe(1);
    await dataOf(await api.send('PUT', path, { yaml: YAML(5, 'x', ', description: "the end"') }));
    expect((await dataOf(await api.send('GET', WORKFLOW))).version).toBe(2);
    await dataOf(await api.send('PUT', WORKFLOW, { yaml: YAML(3) }));
  });
});
