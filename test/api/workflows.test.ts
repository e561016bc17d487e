import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dataOf, listOf, problemOf } from './support/answers.ts';
import { startApi, type TestApi } from './support/start-api.ts';
import { HELLO, small } from './support/workflows.ts';

const WORKFLOWS = '/api/v1/workflows';
let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

describe('registering', () => {
  test('a definition without a ref is refused with all that is wrong with it, its syntax too', async () => {
    const codes = async (yaml: string) => {
      const { findings } = await problemOf(await api.send('POST', WORKFLOWS, { yaml }), 422);
      return (findings ?? []).map(({ code, path }) => `${code} ${path}`);
    };
    expect(await codes('{')).toEqual(['missing_key /ref', 'yaml_syntax ']);
    expect(await codes('tasks: [{name: a, do: b}]')).toEqual(['missing_key /ref', 'unknown_key /tasks/0/do']);
    expect(await codes('ref: no ref\ntasks: [{name: a}]')).toEqual(['invalid_value /ref']);
  });

  test('YAML is registered and can be read', async () => {
    const response = await api.send('POST', WORKFLOWS, { yaml: HELLO });
    const made = await dataOf(response, 201);
    expect(made).toMatchObject({
      ref: 'examples.hello',
      pack: 'examples',
      label: 'Hello',
      version: 1,
      declared_version: '1.2',
      tags: ['demo', 'greeting'],
      status: 'active',
      created: true,
      unchanged: false,
    });
    expect(response.headers.get('location')).toBe(`${WORKFLOWS}/examples.hello`);
    const read = await api.send('GET', `${WORKFLOWS}/examples.hello`);
    expect(await dataOf(read)).toMatchObject({
      source: HELLO,
      entry_points: ['hello'],
      param_schema: { required: ['name'] },
      tasks: [
        { name: 'hello', action: 'core.echo', entry: true, line: 11 },
        { name: 'check', join: 'all', max_iterations: 5, next: [{ do: ['hello'] }] },
      ],
    });
    expect(read.headers.get('etag')).toBe(response.headers.get('etag'));
  });

  test('a ref that is in use is refused', async () => {
    await problemOf(await api.send('POST', WORKFLOWS, { yaml: HELLO }), 409, 'ref_exists');
  });

  test('JSON that holds the YAML', async () => {
    const json = { source: small('examples.wrapped') };
    const made = await dataOf(await api.send('POST', WORKFLOWS, { json }), 201);
    expect(made).toMatchObject({ ref: 'examples.wrapped' });
    const source = 'tasks:\n  - name: a\n    action: core.noop\n';
    const named = await api.send('POST', WORKFLOWS, { json: { source, ref: 'examples.named' } });
    expect(await dataOf(named, 201)).toMatchObject({ ref: 'examples.named' });
    const asked = await api.send('POST', `${WORKFLOWS}?ref=examples.asked`, { yaml: source });
    expect(await dataOf(asked, 201)).toMatchObject({ ref: 'examples.asked' });
  });

  test('the definition as a JSON document', async () => {
    const json = {
      ref: 'examples.document',
      tasks: [{ name: 'a', action: 'core.noop', next: [{ do: 'zzz' }] }],
    };
    const problem = await problemOf(await api.send('POST', WORKFLOWS, { json }), 422, 'invalid_definition');
    expect(problem.findings).toMatchObject([{ path: '/tasks/0/next/0/do', line: 9 }]);
    json.tasks[0]?.next.splice(0);
    await dataOf(await api.send('POST', WORKFLOWS, { json }), 201);
    const read = await dataOf(await api.send('GET', `${WORKFLOWS}/examples.document`));
    expect(JSON.parse(String(read.source))).toEqual(json);
  });

  test('every finding is told, with its place', async () => {
    const yaml = `ref: examples.wrong
colour: blue
tasks:
  - name: a
    acton: core.noop
    next: [{do: nowhere}, {when: "{{ 1 +", do: a}]
  - name: a
`;
    const problem = await problemOf(await api.send('POST', WORKFLOWS, { yaml }), 422, 'invalid_definition');
    const findings = problem.findings ?? [];
    expect(findings.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['/colour', '/tasks/0/acton', '/tasks/0/next/0/do', '/tasks/0/next/1/when']),
    );
    expect(findings.every(({ line = 0 }) => line > 0)).toBe(true);
    await problemOf(await api.send('GET', `${WORKFLOWS}/examples.wrong`), 404);
  });

  test.each([
    ['no ref at all', 'tasks: []', '/ref'],
    ['a ref without a pack', small('hello'), '/ref'],
    ['a ref with a slash', small('a/b.c'), '/ref'],
    ['no YAML', 'ref: [', '/ref'],
  ])('%s is a finding', async (_, yaml, path) => {
    const problem = await problemOf(await api.send('POST', WORKFLOWS, { yaml }), 422, 'invalid_definition');
    expect(problem.findings?.[0]?.path).toBe(path);
  });

  test('validation keeps nothing', async () => {
    const good = await api.send('POST', `${WORKFLOWS}/validate`, { yaml: small('examples.checked') });
    expect(await dataOf(good)).toEqual({ valid: true, findings: [] });
    const bad = await api.send('POST', `${WORKFLOWS}/validate`, { yaml: 'tasks: {a: {action: 7}}' });
    expect(await dataOf(bad)).toMatchObject({ valid: false, findings: [{ severity: 'error' }] });
    await problemOf(await api.send('GET', `${WORKFLOWS}/examples.checked`), 404);
  });
});

describe('versions', () => {
  const path = `${WORKFLOWS}/examples.versions`;

  test('PUT creates, adds a version, or changes nothing', async () => {
    const first = await api.send('PUT', path, { yaml: small('examples.versions') });
    expect(await dataOf(first, 201)).toMatchObject({ version: 1, created: true, unchanged: false });
    const same = await api.send('PUT', path, { yaml: small('examples.versions') });
    expect(await dataOf(same)).toMatchObject({ version: 1, created: false, unchanged: true });
    const second = await api.send('PUT', path, { yaml: small('examples.versions', 'label: Second\n') });
    expect(await dataOf(second)).toMatchObject({ version: 2, label: 'Second', unchanged: false });
  });

  test('a version stays as it was', async () => {
    const { data } = await listOf(await api.send('GET', `${path}/versions`));
    expect(data).toMatchObject([{ number: 2 }, { number: 1 }]);
    const one = await dataOf(await api.send('GET', `${path}?version=1`));
    expect(one).toMatchObject({ version: 1, label: 'examples.versions', source: small('examples.versions') });
    await problemOf(await api.send('GET', `${path}?version=9`), 404);
    await problemOf(await api.send('GET', `${path}?version=0`), 400);
  });

  test('the ref of the file must be that of the path', async () => {
    await problemOf(await api.send('PUT', path, { yaml: small('examples.other') }), 422, 'invalid_definition');
  });

  test('If-Match lets only the first of two changes through', async () => {
    const tag = (await api.send('GET', path)).headers.get('etag') ?? '';
    const headers = { 'If-Match': tag };
    const change = (label: string) =>
      api.send('PUT', path, { yaml: small('examples.versions', `label: ${label}\n`), headers });
    await dataOf(await change('third'));
    await problemOf(await change('fourth'), 412, 'precondition_failed');
    const absent = { yaml: small('examples.absent'), headers: { 'If-Match': '*' } };
    await problemOf(await api.send('PUT', `${WORKFLOWS}/examples.absent`, absent), 412);
    const taken = { yaml: small('examples.versions'), headers: { 'If-None-Match': '*' } };
    await problemOf(await api.send('PUT', path, taken), 412);
  });

  test('two changes at once are both applied', async () => {
    const change = (label: string) => api.send('PUT', path, { yaml: small('examples.versions', `label: ${label}\n`) });
    const answers = await Promise.all([change('x'), change('y')]);
    const versions = await Promise.all(answers.map(async (answer) => (await dataOf(answer)).version));
    expect(new Set(versions).size).toBe(2);
  });

  test('each of many changes at once is answered with its own version', async () => {
    const labels = Array.from({ length: 24 }, (_, i) => `change ${i}`);
    const answers = await Promise.all(
      labels.map((label) => api.send('PUT', path, { yaml: small('examples.versions', `label: ${label}\n`) })),
    );
    const told = await Promise.all(answers.map((answer) => dataOf(answer)));
    expect(told.map(({ label }) => label)).toEqual(labels);
    expect(new Set(told.map(({ version }) => version)).size).toBe(labels.length);
    for (const { version, hash, label } of told) {
      const shown = await dataOf(await api.send('GET', `${path}?version=${version}`));
      expect([shown.label, shown.hash]).toEqual([label, hash]);
    }
    expect(new Set(answers.map((answer) => answer.headers.get('etag'))).size).toBe(labels.length);
  });

  test('If-Match lets one of many patches through, and a patch makes it stale for PUT', async () => {
    const tag = (await api.send('GET', path)).headers.get('etag') ?? '';
    const patches = await Promise.all(
      Array.from({ length: 6 }, (_, i) =>
        api.send('PATCH', path, { json: { label: `p${i}` }, headers: { 'If-Match': tag } }),
      ),
    );
    expect(patches.map(({ status }) => status).toSorted()).toEqual([200, 412, 412, 412, 412, 412]);
    const late = { yaml: small('examples.versions', 'label: late\n'), headers: { 'If-Match': tag } };
    await problemOf(await api.send('PUT', path, late), 412, 'precondition_failed');
    const any = { yaml: small('examples.versions', 'label: any\n'), headers: { 'If-Match': '*' } };
    await dataOf(await api.send('PUT', path, any));
  });

  test('If-None-Match lets one of many creations through', async () => {
    const url = `${WORKFLOWS}/examples.contested`;
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, i) =>
        api.send('PUT', url, {
          yaml: small('examples.contested', `label: c${i}\n`),
          headers: { 'If-None-Match': '*' },
        }),
      ),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 412, 412, 412, 412, 412]);
  });

  test('a reader who has it is told so', async () => {
    const tag = (await api.send('GET', path)).headers.get('etag') ?? '';
    const again = await api.send('GET', path, { headers: { 'If-None-Match': `"other", W/${tag}` } });
    expect(again.status).toBe(304);
    expect(again.headers.get('etag')).toBe(tag);
    await dataOf(await api.send('PATCH', path, { json: { label: 'patched' } }));
    expect((await api.send('GET', path, { headers: { 'If-None-Match': tag } })).status).toBe(200);
  });
});

describe('changing and removing', () => {
  const path = `${WORKFLOWS}/examples.changing`;

  test('status, label and tags change without a version', async () => {
    await api.send('PUT', path, { yaml: small('examples.changing') });
    const patched = await api.send('PATCH', path, {
      json: { status: 'disabled', label: 'L', tags: ['t', 't'] },
    });
    expect(await dataOf(patched)).toMatchObject({ version: 1, status: 'disabled', label: 'L', tags: ['t'] });
    const problem = await problemOf(await api.send('PATCH', path, { json: { stats: 'x', label: 1 } }), 422);
    expect(problem.findings).toMatchObject([
      { code: 'invalid_value', path: '/label' },
      { code: 'unknown_key', path: '/stats', hint: 'Did you mean `status`?' },
    ]);
    await problemOf(await api.send('PATCH', `${WORKFLOWS}/examples.none`, { json: {} }), 404);
    const headers = { 'If-Match': '"0.0"' };
    await problemOf(await api.send('PATCH', path, { json: {}, headers }), 412);
  });

  test('a removed workflow is gone, its ref is free', async () => {
    const headers = { 'If-Match': '"0.0"' };
    await problemOf(await api.send('DELETE', path, { headers }), 412);
    expect((await api.send('DELETE', path)).status).toBe(204);
    await problemOf(await api.send('GET', path), 404);
    await problemOf(await api.send('GET', `${path}/graph`), 404);
    await problemOf(await api.send('DELETE', path), 404);
    await problemOf(await api.send('POST', `${path}/executions`, { json: { version: 1 } }), 404);
    // What ran can still be explained.
    expect(await dataOf(await api.send('GET', `${path}?version=1`))).toMatchObject({ status: 'removed', version: 1 });
    expect((await dataOf(await api.send('GET', `${path}/graph?version=1`))).nodes).not.toEqual([]);
    expect((await listOf(await api.send('GET', `${path}/versions`))).data).toMatchObject([{ number: 1 }]);
    await problemOf(await api.send('GET', `${path}?version=2`), 404);
    const again = await api.send('POST', WORKFLOWS, { yaml: small('examples.changing') });
    expect(await dataOf(again, 201)).toMatchObject({ version: 2, status: 'active' });
  });
});

describe('lists', () => {
  test('filters and pages', async () => {
    for (const [ref, tags] of [
      ['lists.a', '[red, blue]'],
      ['lists.b', '[red]'],
      ['lists.c', '[]'],
    ]) {
      await dataOf(await api.send('POST', WORKFLOWS, { yaml: small(String(ref), `tags: ${tags}\n`) }), 201);
    }
    const refs = async (query: string) =>
      (await listOf<{ ref: string }>(await api.send('GET', `${WORKFLOWS}?${query}`))).data.map(({ ref }) => ref);
    expect(await refs('pack=lists')).toEqual(['lists.a', 'lists.b', 'lists.c']);
    expect(await refs('tag=red')).toEqual(['lists.a', 'lists.b']);
    expect(await refs('tag=red&tag=blue')).toEqual(['lists.a']);
    expect(await refs('q=LISTS.C')).toEqual(['lists.c']);
    expect(await refs('pack=lists&status=invalid')).toEqual([]);
    const first = await listOf(await api.send('GET', `${WORKFLOWS}?pack=lists&limit=2&include_total=true`));
    expect(first.page).toMatchObject({ limit: 2, total: 3 });
    expect(await refs(`pack=lists&limit=2&cursor=${first.page.next}`)).toEqual(['lists.c']);
  });

  test.each(['limit=0', 'limit=201', 'limit=x', 'limit=1&limit=2', 'cursor=%25', 'status=odd', 'tags=red', 'q='])(
    'the query %s',
    async (query) => {
      const response = await api.send('GET', `${WORKFLOWS}?${query}`);
      if (query === 'q=') {
        expect(response.status).toBe(200);
      } else {
        await problemOf(response, 400, 'bad_request');
      }
    },
  );
});

describe('what is generated', () => {
  test('the graph', async () => {
    const graph = await dataOf(await api.send('GET', `${WORKFLOWS}/examples.hello/graph`));
    expect(graph).toMatchObject({
      nodes: [
        { id: 'hello', entry: true, lines: [11, 17] },
        { id: 'check', join: 'all', anchor: 'hello', limit: 5 },
      ],
      edges: [
        { id: 'hello:0:check', kind: 'success', back: false },
        { from: 'hello', to: 'fail', kind: 'command' },
        { from: 'check', to: 'hello', kind: 'condition', back: true, when: '{{ iteration() < 3 }}' },
      ],
      entry_points: ['hello'],
      cycles: [['hello', 'check']],
    });
  });

  test('the machine', async () => {
    const machine = await dataOf(await api.send('GET', `${WORKFLOWS}/examples.hello/machine`));
    expect(machine).toMatchObject({
      initial: 'start',
      states: { hello: {}, 'check:join': { tags: ['join'] } },
    });
    await problemOf(await api.send('GET', `${WORKFLOWS}/examples.none/machine`), 404);
  });
});
