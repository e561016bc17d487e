import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dataOf, listOf, problemOf } from './support/answers.ts';
import type { TestApi } from './support/start-api.ts';
import { startEngine } from './support/start-engine.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startEngine();
});
afterAll(() => api.close());

const WORKFLOWS = '/api/v1/workflows';
const EXECUTIONS = '/api/v1/executions';
const get = (id: string, rest = '') => api.send('GET', `${EXECUTIONS}/${id}${rest}`);
const rerun = (id: string, json: unknown = {}) => api.send('POST', `${EXECUTIONS}/${id}/rerun`, { json });
const put = async (ref: string, yaml: string) => {
  const response = await api.send('PUT', `${WORKFLOWS}/${ref}`, { yaml: `ref: ${ref}\n${yaml}` });
  expect([200, 201]).toContain(response.status);
};

async function ended(response: Response): Promise<Record<string, unknown>> {
  const { id } = await dataOf(response, 202);
  await expect.poll(async () => (await dataOf(await get(String(id)))).ended_at).not.toBeNull();
  return dataOf(await get(String(id)));
}
const run = async (ref: string, input: unknown = {}) =>
  ended(await api.send('POST', `${WORKFLOWS}/${ref}/executions`, { json: { input } }));

const DIVIDE = `parameters:
  divisor: {type: integer}
  unit: {type: string, default: m}
tasks:
  - {name: before, next: [{publish: {kept: "{{ parameters.divisor }}"}, do: divide}]}
  - name: divide
    action: core.echo
    input: {message: "{{ 10 / divisor }}{{ parameters.unit }}", also: "{{ parameters.divisor }}"}
    next: [{publish: {got: "{{ result() }}"}, do: continue}]
output_map: {kept: "{{ kept }}", got: "{{ got | default(none) }}"}
`;

describe('another input', () => {
  beforeAll(() => put('again.divide', DIVIDE));

  test('is seen by bare names and by `parameters`; what has run stays', async () => {
    const first = await run('again.divide', { divisor: 0 });
    expect(first).toMatchObject({ status: 'failed' });
    const second = await ended(await rerun(String(first.id), { input: { divisor: 5, unit: 'cm' } }));
    expect(second).toMatchObject({
      ...{ status: 'succeeded', input: { divisor: 5, unit: 'cm' }, output: { kept: 0, got: '2cm' } },
      origin: { id: first.id, seq: first.seq },
    });
    expect(await dataOf(await get(String(second.id), '/tasks/divide:1'))).toMatchObject({ input: { also: 5 } });
    expect(await dataOf(await get(String(first.id)))).toEqual(first);
    expect(first.origin).toBeUndefined();
  });

  test('has its defaults, and must fit', async () => {
    const first = await run('again.divide', { divisor: 0, unit: 'km' });
    const second = await ended(await rerun(String(first.id), { input: { divisor: 2 } }));
    expect(second).toMatchObject({ status: 'succeeded', output: { got: '5m' } });
    for (const input of [{ divisor: 'two' }, [], { divisor: 1, more: 2 }, { divisor: { $sealed: [] } }]) {
      const problem = await problemOf(await rerun(String(first.id), { input }), 422, 'invalid_input');
      expect(problem.findings?.[0]?.path).toMatch(/^\/input/);
    }
  });

  test('that is secret stays sealed', async () => {
    await put(
      'again.sealed',
      `parameters: {key: {type: string, secret: true}, divisor: {type: integer}}\n${DIVIDE.split('\n').slice(3).join('\n').replace('{{ parameters.unit }}', '')}`,
    );
    const first = await run('again.sealed', { key: 'hush-1', divisor: 0 });
    const second = await ended(await rerun(String(first.id), { input: { key: 'hush-2', divisor: 1 } }));
    expect(second).toMatchObject({ status: 'succeeded' });
    const { data } = await listOf(await get(String(second.id), '/history'));
    expect(JSON.stringify([second, data])).not.toContain('hush');
  });
});

describe('the latest definition', () => {
  const VERSION = (rest: string, second = 'second') => `vars: {divisor: 0}
tasks:
  - {name: first, next: [{do: ${second}}, {do: other}]}
  - {name: other}
${rest}`;
  const SECOND = (expression: string) =>
    `  - {name: second, action: core.echo, input: {message: "${expression}"}, next: [{publish: {got: "{{ result() }}"}, do: third}]}
  - {name: third}
output_map: {got: "{{ got }}"}`;

  test('is taken when the recorded path exists in it', async () => {
    await put('again.latest', VERSION(SECOND('{{ 1 / divisor }}')));
    const first = await run('again.latest');
    await put('again.latest', VERSION(SECOND('mended')));
    const pinned = await ended(await rerun(String(first.id)));
    expect(pinned).toMatchObject({ status: 'failed', version: 1 });
    const second = await ended(await rerun(String(first.id), { definition: 'latest' }));
    expect(second).toMatchObject({ status: 'succeeded', version: 2, output: { got: 'mended' } });
    expect(first.definition).not.toBe(second.definition);
  });

  const MISSING = [
    ['a task that is gone', 'again.gone', VERSION(`  - {name: new}`, 'new'), 'task `second` has run, and is gone'],
    [
      'a transition that leads elsewhere',
      'again.arrow',
      VERSION(`${SECOND('x')}`, 'third'),
      'transition 0 of task `first` led to `second`, and does not any more',
    ],
  ] as const;
  test.each(MISSING)('is refused for %s', async (_, ref, yaml, message) => {
    await put(ref, VERSION(SECOND('{{ 1 / divisor }}')));
    const first = await run(ref);
    await put(ref, yaml);
    const problem = await problemOf(await rerun(String(first.id), { definition: 'latest' }), 409, 'path_missing');
    expect(problem.findings).toMatchObject([{ code: 'path_missing', message }]);
  });

  const JOINED = (join: string, task = 'last', more = '') => `vars: {divisor: 0}
entry_points: [begin]
tasks:
  - {name: begin, next: [{do: [a, b${more}]}]}
  - {name: a, next: [{do: meet}]}
  - {name: b, action: core.echo, input: {message: "{{ 1 / divisor }}"}, next: [{do: meet}]}
  - {name: c, next: [{do: ${more === '' ? 'noop' : 'meet'}}]}
  - {name: meet, ${join}next: [{do: ${task}}]}
  - {name: last}
`;
  test.each([
    ['join: active, ', 'last', '', 'the join `meet` was `all`, and is `active`'],
    ['', 'last', '', 'task `meet` was a join, and is none any more'],
    ['join: all, ', 'last', ', c', 'the join `meet` waits for 2 arrivals, and now needs 3'],
  ] as const)('is refused for a join that works otherwise: %j', async (join, task, more, message) => {
    const ref = `again.join${message.length}`;
    await put(ref, JOINED('join: all, '));
    const first = await run(ref);
    await put(ref, JOINED(join, task, more));
    const problem = await problemOf(await rerun(String(first.id), { definition: 'latest' }), 409, 'path_missing');
    expect(problem.findings?.map((finding) => (finding as unknown as { message: string }).message)).toContain(message);
    const fresh = await ended(
      await rerun(String(first.id), { from: ['begin'], definition: 'latest', vars: { divisor: 1 } }),
    );
    expect(fresh).toMatchObject({ status: 'succeeded', version: 2 });
  });

  test('is refused for a join that begins where the execution has passed already', async () => {
    const yaml = (more: string) => `vars: {divisor: 0}
entry_points: [begin]
tasks:
  - {name: begin, next: [{do: mid}]}
  - {name: mid, action: core.echo, input: {message: "{{ 1 / divisor }}"}, next: [{do: [x, y]}]}
  - {name: x, next: [{do: z}]}
  - {name: y, next: [{do: ${more}}]}
  - {name: z, ${more === 'z' ? 'join: all, ' : ''}next: [{do: noop}]}
`;
    await put('again.anchor', yaml('noop'));
    const first = await run('again.anchor');
    await put('again.anchor', yaml('z'));
    // The anchor is the task that runs again: its instance is new, so the join knows where its groups begin.
    const below = await ended(await rerun(String(first.id), { definition: 'latest', vars: { divisor: 1 } }));
    expect(below).toMatchObject({ status: 'succeeded' });
    const whole = await ended(await rerun(String(first.id), { vars: { divisor: 1 } }));
    expect(whole).toMatchObject({ status: 'succeeded' });
    const late = await problemOf(
      await rerun(String(whole.id), { from: ['x'], definition: 'latest' }),
      409,
      'path_missing',
    );
    expect(late.findings?.map((finding) => (finding as unknown as { message: string }).message)).toContain(
      'a join begins at task `mid`, where none did when it ran',
    );
  });

  test('is refused when the recorded input does not fit it, unless another one comes along', async () => {
    await put('again.fit', DIVIDE);
    const first = await run('again.fit', { divisor: 0 });
    await put('again.fit', DIVIDE.replace('divisor: {type: integer}', 'divisor: {type: integer, minimum: 1}'));
    await problemOf(await rerun(String(first.id), { definition: 'latest' }), 422, 'invalid_input');
    const second = await ended(await rerun(String(first.id), { definition: 'latest', input: { divisor: 10 } }));
    expect(second).toMatchObject({ status: 'succeeded', output: { got: '1m' } });
  });

  test('of a workflow that is gone is none', async () => {
    await put('again.removed', VERSION(SECOND('{{ 1 / divisor }}')));
    const first = await run('again.removed');
    expect((await api.send('DELETE', `${WORKFLOWS}/again.removed`)).status).toBe(204);
    await problemOf(await rerun(String(first.id), { definition: 'latest' }), 404, 'not_found');
    expect(await ended(await rerun(String(first.id), { vars: { divisor: 1 } }))).toMatchObject({ status: 'succeeded' });
  });
});

describe('refusals', () => {
  test('of what does not exist, and of bodies that say nothing', async () => {
    await put('again.plain', 'tasks: [{name: one}]');
    const first = await run('again.plain');
    await problemOf(await rerun(String(first.id)), 409, 'nothing_to_rerun');
    await problemOf(await rerun(String(first.id), { from: ['two'] }), 404, 'not_found');
    await problemOf(await rerun(String(first.id), { from: ['one:2'] }), 404, 'not_found');
    await problemOf(await rerun(String(first.id), { at: 99, from: ['one'] }), 404, 'not_found');
    for (const json of [{ from: [] }, { at: 0 }, { definition: 'newest' }, { vars: [] }, { from: 'one' }]) {
      await problemOf(await rerun(String(first.id), json), 422, 'invalid_input');
    }
    await problemOf(await rerun('01ARZ3NDEKTSV4RRFFQ69G5FAV', { from: ['one'] }), 404);
  });

  test('of an execution that runs', async () => {
    await put('again.waits', 'tasks: [{name: one, action: core.wait, input: {signal: go}}]');
    const { id } = await dataOf(await api.send('POST', `${WORKFLOWS}/again.waits/executions`), 202);
    await problemOf(await rerun(String(id), { from: ['one'] }), 409, 'conflict');
    await dataOf(await api.send('POST', `${EXECUTIONS}/${id}/cancel`));
    const { id: second } = await dataOf(await rerun(String(id)), 202);
    await dataOf(await api.send('POST', `${EXECUTIONS}/${second}/signals/go`, { json: 1 }), 202);
    await expect.poll(async () => (await dataOf(await get(String(second)))).status).toBe('succeeded');
  });
});

describe('in bulk', () => {
  test('those that failed run again, each as an execution of its own', async () => {
    await put('again.many', DIVIDE);
    const ids = await Promise.all([0, 0, 1].map(async (divisor) => (await run('again.many', { divisor })).id));
    const body = { action: 'rerun', filter: { workflow: 'again.many' }, confirm: 3 };
    const bulk = (json: unknown) => api.send('POST', `${EXECUTIONS}/bulk`, { json });
    await problemOf(await bulk({ ...body, confirm: 2 }), 409, 'conflict');
    const { results, done } = await dataOf<{
      done: number;
      results: { id: string; ok: boolean; rerun?: string; error: { code: string } | null }[];
    }>(await bulk(body), 202);
    expect(done).toBe(2);
    for (const [i, id] of ids.entries()) {
      const result = results.find((each) => each.id === id);
      if (i === 2) {
        expect(result).toMatchObject({ ok: false, error: { code: 'nothing_to_rerun' } });
      } else {
        expect(await dataOf(await get(String(result?.rerun)))).toMatchObject({ origin: { id } });
      }
    }
    const { data } = await listOf(await api.send('GET', `/api/v1/audit?target=executions/${ids[2]}`));
    expect(data.map(({ action, refused }) => [action, refused])).toEqual([
      ['execution.rerun', 'nothing_to_rerun'],
      ['execution.rerun', null],
    ]);
  });
});
