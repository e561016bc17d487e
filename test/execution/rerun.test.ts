import { describe, expect, test } from 'vitest';
import type { EgressRequest, EgressResponse } from '../../src/host/ports.ts';
import { Actor, bodyOf, codeOf } from '../support/actor.ts';
import { again, bytesOf, handOver, runsOf } from '../support/again.ts';

const reply = (status: number): EgressResponse => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: '{"ok":true}',
});
/** Everything works but the calls to the given paths. */
const failing =
  (...paths: readonly string[]) =>
  async ({ url }: EgressRequest) =>
    reply(paths.some((path) => url.endsWith(path)) ? 500 : 200);

const call = (name: string, rest: string, url = `https://example.com/${name}`) =>
  `  - {name: ${name}, action: core.http, input: {url: "${url}"}, ${rest}}`;

const origin = async (actor: Actor) => {
  const { origin } = bodyOf<{ origin?: unknown }>(await actor.execution.describe());
  return origin;
};

describe('a rerun of an execution without failures', () => {
  const YAML = `tasks:\n  - {name: one, next: [{do: two}]}\n  - {name: two}`;

  test('is refused unless tasks are named', async () => {
    const first = await new Actor(YAML).start();
    expect(codeOf(await handOver(first, {}))).toBe('nothing_to_rerun');
    const second = await again(first, YAML, { from: ['two'] });
    expect(await second.shown()).toMatchObject({ status: 'succeeded' });
    expect(runsOf(second)).toEqual({ one: 1, two: 1 });
  });

  test('of tasks and instances that have not run is refused', async () => {
    const first = await new Actor(YAML).start();
    for (const from of [['three'], ['two:2'], ['one', 'two:7'], ['']]) {
      expect(codeOf(await handOver(first, { from })), String(from)).toBe('not_found');
    }
    expect(codeOf(await handOver(first, { at: 99, from: ['three'] }))).toBe('not_found');
  });

  test('of one that still runs is refused', async () => {
    const first = await new Actor(`tasks:\n  - {name: one, action: core.sleep, input: {seconds: 5}}`).start();
    expect(codeOf(await handOver(first, { from: ['one'] }))).toBe('conflict');
    expect(codeOf(await handOver(first, {}))).toBe('conflict');
  });
});

describe('inside the second round of a loop', () => {
  const YAML = `vars: {round: 0, seen: []}
entry_points: [init]
tasks:
  - {name: init, next: [{do: head}]}
  - {name: head, next: [{when: "{{ round < 3 }}", publish: {round: "{{ round + 1 }}"}, do: work}, {do: done}]}
${call('work', 'next: [{when: "{{ succeeded() }}", publish: {seen: "{{ seen + [round] }}"}, do: head}]', 'https://example.com/work/{{ round }}')}
  - {name: done}
output_map: {seen: "{{ seen }}"}`;

  test('only what comes after runs again', async () => {
    const first = await new Actor(YAML, { fetch: failing('/work/2') }).start();
    expect(await first.shown()).toMatchObject({ status: 'failed' });
    const second = await again(first, YAML);
    expect(await second.shown()).toMatchObject({ status: 'succeeded', output: { seen: [1, 2, 3] } });
    expect(second.requests.map(({ url }) => url)).toEqual(['https://example.com/work/2', 'https://example.com/work/3']);
    expect(runsOf(second)).toEqual(runsOf(await new Actor(YAML).start()));
    expect(await second.task('work:2')).toMatchObject({ status: 'succeeded' });
  });

  test('of a round that went well, by its instance', async () => {
    const first = await new Actor(YAML).start();
    const second = await again(first, YAML, { from: ['work:2'] });
    expect(await second.shown()).toMatchObject({ status: 'succeeded', output: { seen: [1, 2, 3] } });
    expect(second.requests).toHaveLength(2);
  });
});

describe('below a join that has fired', () => {
  const FORK = 'entry_points: [begin]\ntasks:\n  - {name: begin, next: [{do: [a, b, c]}]}';
  const arms = (names: readonly string[], to: string) =>
    names.map((name) => call(name, `next: [{when: "{{ completed() }}", publish: {${name}: 1}, do: ${to}}]`)).join('\n');
  const out = 'output_map: {a: "{{ a | default(0) }}", b: "{{ b | default(0) }}", c: "{{ c | default(0) }}"}';

  test('a task behind it sees what all branches have published', async () => {
    const yaml = `${FORK}\n${arms(['a', 'b', 'c'], 'meet')}\n  - {name: meet, join: all, next: [{do: last}]}\n${call('last', '')}\n${out}`;
    const first = await new Actor(yaml, { fetch: failing('/last') }).start();
    const second = await again(first, yaml);
    expect(await second.shown()).toMatchObject({ status: 'succeeded', output: { a: 1, b: 1, c: 1 } });
    expect(second.requests.map(({ url }) => url)).toEqual(['https://example.com/last']);
  });

  test.each(['all', 'active', '3'])('%s: a branch that runs again finds the arrivals of the others', async (mode) => {
    const yaml = `${FORK}\n${arms(['a', 'b', 'c'], 'meet')}\n  - {name: meet, join: ${mode}, next: [{do: last}]}\n${call('last', '')}\n${out}`;
    const first = await new Actor(yaml).start();
    const second = await again(first, yaml, { from: ['b'] });
    expect(await second.shown()).toMatchObject({ status: 'succeeded', output: { a: 1, b: 1, c: 1 } });
    expect(second.requests.map(({ url }) => url)).toEqual(['https://example.com/b', 'https://example.com/last']);
    expect(runsOf(second)).toEqual(runsOf(first));
  });

  test('a count that is full without the branch: it fires as it did, and the branch comes too late', async () => {
    const yaml = `${FORK}\n${arms(['a', 'b', 'c'], 'meet')}\n  - {name: meet, join: 2, next: [{do: last}]}\n${call('last', '')}`;
    const first = await new Actor(yaml).start();
    const second = await again(first, yaml, { from: ['c'] });
    expect(await second.shown()).toMatchObject({ status: 'succeeded' });
    expect(runsOf(second)).toEqual(runsOf(first));
  });

  test('joins inside joins inside a loop', async () => {
    const yaml = `vars: {round: 0}
entry_points: [init]
tasks:
  - {name: init, next: [{do: head}]}
  - {name: head, next: [{when: "{{ round < 3 }}", publish: {round: "{{ round + 1 }}"}, do: [left, right]}, {do: noop}]}
  - {name: left, next: [{do: [l1, l2]}]}
${call('l1', 'next: [{when: "{{ succeeded() }}", do: inner}]', 'https://example.com/l1/{{ round }}')}
${call('l2', 'next: [{do: inner}]', 'https://example.com/l2/{{ round }}')}
  - {name: inner, join: active, next: [{do: outer}]}
${call('right', 'next: [{do: outer}]', 'https://example.com/right/{{ round }}')}
  - {name: outer, join: all, next: [{do: head}]}
output_map: {round: "{{ round }}"}`;
    const well = await new Actor(yaml).start();
    expect(await well.shown()).toMatchObject({ status: 'succeeded', output: { round: 3 } });
    const first = await new Actor(yaml, { fetch: failing('/l1/2') }).start();
    expect(await first.shown()).toMatchObject({ status: 'failed' });
    const second = await again(first, yaml);
    expect(await second.shown()).toMatchObject({ status: 'succeeded', output: { round: 3 } });
    expect(runsOf(second)).toEqual(runsOf(well));
    const urls = second.requests.map(({ url }) => url.slice('https://example.com/'.length));
    expect(urls.filter((url) => url.endsWith('/2'))).toEqual(['l1/2']);
  });
});

describe('a rerun of a rerun', () => {
  const YAML = `vars: {round: 0}
entry_points: [init]
tasks:
  - {name: init, next: [{do: head}]}
  - {name: head, next: [{when: "{{ round < 2 }}", publish: {round: "{{ round + 1 }}"}, do: [a, b]}, {do: last}]}
${call('a', 'next: [{when: "{{ succeeded() }}", do: meet}]', 'https://example.com/a/{{ round }}')}
${call('b', 'next: [{do: meet}]', 'https://example.com/b/{{ round }}')}
  - {name: meet, join: all, next: [{do: head}]}
${call('last', '')}
output_map: {round: "{{ round }}"}`;

  test('knows what the first one has taken over', async () => {
    const well = await new Actor(YAML).start();
    const first = await new Actor(YAML, { fetch: failing('/a/2') }).start();
    const second = await again(first, YAML, {}, { fetch: failing('/last') });
    expect(await second.shown()).toMatchObject({ status: 'failed' });
    const third = await again(second, YAML);
    expect(await third.shown()).toMatchObject({ status: 'succeeded', output: { round: 2 } });
    expect(third.requests).toHaveLength(1);
    expect(runsOf(third)).toEqual(runsOf(well));
    const fourth = await again(third, YAML, { from: ['b:1'] });
    expect(await fourth.shown()).toMatchObject({ status: 'succeeded', output: { round: 2 } });
    expect(runsOf(fourth)).toEqual(runsOf(well));
    expect(fourth.requests.map(({ url }) => url.slice('https://example.com/'.length)).toSorted()).toEqual([
      'a/2',
      'b/1',
      'b/2',
      'last',
    ]);
    const fork = await again(second, YAML, { at: 1, from: ['a:1'] });
    expect(await fork.shown()).toMatchObject({ status: 'succeeded', output: { round: 2 } });
  });
});

describe('a fork', () => {
  const YAML = `vars: {divisor: 0}
tasks:
  - {name: before, next: [{publish: {kept: "{{ iteration() }}"}, do: divide}]}
  - name: divide
    action: core.echo
    input: {message: "{{ 10 / divisor }}"}
    next: [{publish: {got: "{{ result() }}"}, do: continue}]
output_map: {kept: "{{ kept | default(none) }}", got: "{{ got | default(none) }}"}`;

  test('at each event of a failed execution, with mended variables, succeeds; the original stays as it was', async () => {
    const first = await new Actor(YAML).start();
    expect(await first.shown()).toMatchObject({ status: 'failed' });
    const before = bytesOf(first);
    const { length } = await first.events();
    for (let at = 1; at <= length; at++) {
      const second = await again(first, YAML, { at, vars: { divisor: 2 } });
      expect(await second.shown(), `at ${at}`).toMatchObject({ status: 'succeeded', output: { kept: 1, got: 5 } });
      expect(await origin(second)).toEqual({ id: first.id, seq: at });
    }
    expect(bytesOf(first)).toBe(before);
  });

  test('its first event names the origin', async () => {
    const first = await new Actor(YAML).start();
    const second = await again(first, YAML, { vars: { divisor: 5 } });
    const [event] = (await second.events()) as unknown as readonly { cause: { origin: unknown } }[];
    expect(event?.cause.origin).toEqual(await origin(second));
    expect(await origin(first)).toBeUndefined();
    expect(await second.shown()).toMatchObject({ status: 'succeeded', output: { got: 2 } });
  });
});

describe('a task with items', () => {
  const YAML = `tasks:
  - name: each
    action: core.http
    with: {items: "{{ [1, 2, 3, 4] }}", on_item_failure: continue}
    input: {url: "https://example.com/{{ item }}"}`;
  const urls = (actor: Actor) => actor.requests.map(({ url }) => url.slice('https://example.com/'.length));

  test('only failed items run again', async () => {
    const first = await new Actor(YAML, { fetch: failing('/2', '/4') }).start();
    expect(await first.shown()).toMatchObject({ status: 'failed' });
    const second = await again(first, YAML);
    expect(urls(second)).toEqual(['2', '4']);
    expect(await second.shown()).toMatchObject({ status: 'succeeded' });
    expect(await second.task('each:1')).toMatchObject({ result: [{}, {}, {}, {}] });
  });

  test('all of them when they are reset', async () => {
    const first = await new Actor(YAML, { fetch: failing('/2') }).start();
    const second = await again(first, YAML, { resetItems: true });
    expect(urls(second)).toEqual(['1', '2', '3', '4']);
    expect(await second.shown()).toMatchObject({ status: 'succeeded' });
  });

  test('which runs beside another instance of it keeps its own items', async () => {
    const yaml = `entry_points: [fork]
tasks:
  - {name: fork, match: all, next: [{publish: {side: left}, do: each}, {publish: {side: right}, do: each}]}
  - name: each
    action: core.http
    with: {items: "{{ [1, 2, 3] }}", on_item_failure: continue}
    input: {url: "https://example.com/{{ side }}/{{ item }}"}`;
    const first = await new Actor(yaml, { fetch: failing('/left/2') }).start();
    const second = await again(first, yaml);
    expect(urls(second)).toEqual(['left/2']);
    expect(await second.shown()).toMatchObject({ status: 'succeeded' });
    expect(runsOf(second)).toEqual({ fork: 1, each: 2 });
  });
});
