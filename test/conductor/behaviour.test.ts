import { describe, expect, test } from 'vitest';
import type { Cause } from '../../src/conductor/cause.ts';
import type { Effect } from '../../src/conductor/effect.ts';
import type { Json } from '../../src/value/json.ts';
import { Stage } from './stage.ts';

const calls = (effects: readonly Effect[]) =>
  effects.flatMap((effect) =>
    effect.type === 'call' ? [`${effect.instance}${effect.item === null ? '' : `[${effect.item}]`}`] : [],
  );

describe('items', () => {
  const yaml = (more = '') => `
tasks:
  - name: t
    with: {items: "{{ range(5) | list }}", concurrency: 2${more}}
    input: {n: "{{ item }}", at: "{{ index }}"}
    next: [{publish: [{r: "{{ result() }}"}, {s: "{{ succeeded() }}"}], do: noop}]
output_map: {r: "{{ r }}", s: "{{ s }}"}`;

  test('run side by side up to their concurrency, and the result is the ordered list', () => {
    const stage = new Stage(yaml());
    expect(calls(stage.start())).toEqual(['t:1[0]', 't:1[1]']);
    expect(calls(stage.complete('t:1', 'b', 1))).toEqual(['t:1[2]']);
    stage.complete('t:1', 'a', 0);
    stage.complete('t:1', 'd', 3);
    stage.complete('t:1', 'c', 2);
    stage.complete('t:1', 'e', 4);
    expect(stage.shown()).toMatchObject({
      status: 'succeeded',
      output: { r: ['a', 'b', 'c', 'd', 'e'], s: true },
    });
  });

  test('after a failure the queue goes on only while others run', () => {
    const stage = new Stage(yaml());
    stage.start();
    expect(calls(stage.fail('t:1', 0))).toEqual(['t:1[2]']);
    stage.fail('t:1', 1);
    expect(calls(stage.fail('t:1', 2))).toEqual(['t:1[4]']);
    stage.complete('t:1', 'd', 3);
    stage.complete('t:1', 'e', 4);
    expect(stage.shown()).toMatchObject({
      status: 'succeeded',
      output: { r: [null, null, null, 'd', 'e'], s: false },
    });
  });

  test('with a concurrency of 1 the first failure stops the queue', () => {
    const stage = new Stage(yaml().replace('concurrency: 2', 'concurrency: 1'));
    stage.start();
    expect(calls(stage.fail('t:1', 0))).toEqual([]);
    expect(stage.shown()).toMatchObject({
      status: 'succeeded',
      output: { r: [null, null, null, null, null], s: false },
    });
  });

  test('on_item_failure: continue runs them all', () => {
    const stage = new Stage(yaml(', on_item_failure: continue'));
    stage.start();
    for (const item of [0, 1, 2, 3, 4]) {
      stage.fail('t:1', item);
    }
    expect(stage.shown()).toMatchObject({
      status: 'succeeded',
      output: { r: [null, null, null, null, null], s: false },
    });
  });

  test('an empty list succeeds with an empty list', () => {
    const stage = new Stage(yaml().replace('range(5)', 'range(0)'));
    stage.start();
    expect(stage.shown()).toMatchObject({ status: 'succeeded', output: { r: [], s: true } });
  });

  test('a retry runs the failed items again and keeps the others', () => {
    const stage = new Stage(`
tasks:
  - name: t
    with: {items: "{{ ['x', 'y'] }}"}
    retry: {count: 1}
    next: [{publish: [{r: "{{ result() }}"}], do: continue}]
output_map: {r: "{{ r }}"}`);
    stage.start();
    stage.complete('t:1', 'kept', 0);
    expect(calls(stage.fail('t:1', 1))).toEqual(['t:1[1]']);
    stage.complete('t:1', 'again', 1);
    expect(stage.shown()).toMatchObject({ status: 'succeeded', output: { r: ['kept', 'again'] } });
  });

  test('names take the items apart, and a batch is one item that is a list', () => {
    const named = new Stage(`
tasks:
  - name: t
    with: "a, b in {{ zip([1, 2], [3, 4]) }}"
    input: {sum: "{{ a + b }}"}`);
    named.start();
    expect([named.inputOf('t:1', 0), named.inputOf('t:1', 1)]).toEqual([{ sum: 4 }, { sum: 6 }]);
    const batched = new Stage(`
tasks:
  - {name: t, with: {items: "{{ range(5) | list }}", batch_size: 2}, input: {these: "{{ item }}"}}`);
    expect(calls(batched.start())).toHaveLength(3);
    expect(batched.inputOf('t:1', 2)).toEqual({ these: [4] });
  });
});

describe('retry', () => {
  const yaml = (retry: string) => `
tasks:
  - {name: t, retry: ${retry}, next: [{publish: [{n: "{{ attempt() }}"}], do: noop}]}
output_map: {n: "{{ n }}"}`;

  test('makes count further attempts, then the transitions see the last outcome', () => {
    const stage = new Stage(yaml('{count: 2}'));
    stage.start();
    expect(calls(stage.fail('t:1'))).toEqual(['t:1']);
    stage.fail('t:1');
    stage.fail('t:1');
    expect(stage.shown()).toMatchObject({ status: 'succeeded', output: { n: 3 } });
  });

  test.each([
    ['constant', [10, 10, 10]],
    ['linear', [10, 20, 30]],
    ['exponential', [10, 20, 40]],
  ])('waits with %s backoff', (backoff, pauses) => {
    const stage = new Stage(yaml(`{count: 3, delay: 10, backoff: ${backoff}}`));
    stage.start();
    const seen = pauses.map(() => {
      stage.fail('t:1');
      const due = stage.timer('t:1||retry')?.due ?? 0;
      const pause = (due - stage.now) / 1000;
      stage.fire('t:1||retry');
      return pause;
    });
    expect(seen).toEqual(pauses);
  });

  test('a pause has its bound, and jitter draws the same share in a replay', () => {
    const draw = () => {
      const stage = new Stage(yaml('{count: 1, delay: 100, max_delay: 50, jitter: 0.5}'));
      stage.start();
      stage.fail('t:1');
      return (stage.timer('t:1||retry')?.due ?? 0) - stage.now;
    };
    expect(draw()).toBe(draw());
    expect(draw()).toBeGreaterThanOrEqual(25_000);
    expect(draw()).toBeLessThanOrEqual(50_000);
  });

  test('`when` decides by the kind of error', () => {
    const stage = new Stage(yaml(`{count: 5, when: "{{ error().code == 'busy' }}"}`));
    stage.start();
    expect(calls(stage.fail('t:1', null, 'busy'))).toEqual(['t:1']);
    expect(calls(stage.fail('t:1', null, 'broken'))).toEqual([]);
  });

  test('the `retry` command repeats three times, then its transition counts as not holding', () => {
    const stage = new Stage(`
tasks:
  - name: t
    next:
      - {when: "{{ failed() }}", do: retry}
      - {when: "{{ failed() }}", do: mend}
  - name: mend`);
    stage.start();
    for (let i = 0; i < 3; i++) {
      expect(calls(stage.fail('t:1'))).toEqual(['t:1']);
    }
    expect(calls(stage.fail('t:1'))).toEqual(['mend:1']);
  });

  test('a result of an earlier attempt changes nothing, and it is said why', () => {
    const stage = new Stage(yaml('{count: 1}'));
    stage.start();
    stage.fail('t:1');
    const late: Cause = {
      type: 'task.completed',
      at: stage.now,
      instance: 't:1',
      item: null,
      attempt: 1,
      result: { inline: 1 },
    };
    stage.take(late);
    expect(stage.last.changes).toEqual([{ type: 'cause.ignored', reason: 't:1 is at attempt 2, not 1' }]);
  });
});

describe('time', () => {
  test('a delay comes before the first attempt only', () => {
    const stage = new Stage('tasks: [{name: t, delay: PT5S, retry: {count: 1}}]');
    expect(calls(stage.start())).toEqual([]);
    expect(stage.state.get('task', 't:1')?.status).toBe('delayed');
    expect(stage.timer('t:1||delay')?.due).toBe(stage.now + 5_000);
    expect(calls(stage.fire('t:1||delay'))).toEqual(['t:1']);
    expect(calls(stage.fail('t:1'))).toEqual(['t:1']);
  });

  test('`timeout` limits one attempt, `total_timeout` all of them', () => {
    const stage = new Stage(`
tasks:
  - {name: t, timeout: 10, total_timeout: 25, retry: {count: 9}, next: [{when: "{{ timed_out() }}", do: late}]}
  - name: late`);
    stage.start();
    const effects = stage.fire('t:1||timeout');
    expect(effects).toContainEqual({ type: 'call.aborted', instance: 't:1', item: null, attempt: 1 });
    expect(calls(effects)).toEqual(['t:1']);
    expect(calls(stage.fire('t:1||total'))).toEqual(['late:1']);
    expect(stage.state.get('task', 't:1')).toMatchObject({
      status: 'timed_out',
      error: { code: 'total_timeout' },
    });
  });

  test('a sign of life moves the heartbeat on; without one the attempt ends', () => {
    const stage = new Stage('tasks: [{name: t, heartbeat: 10}]');
    stage.start();
    const first = stage.timer('t:1||heartbeat')?.due ?? 0;
    stage.advance(5_000);
    stage.take({ type: 'task.heartbeat', at: stage.now, instance: 't:1', item: null, attempt: 1 });
    expect(stage.timer('t:1||heartbeat')?.due).toBe(first + 5_000);
    stage.fire('t:1||heartbeat');
    expect(stage.shown()).toMatchObject({ status: 'failed', error: { code: 'heartbeat_missed' } });
  });
});

describe('pause and resume', () => {
  const yaml = `
tasks:
  - {name: a, next: [{do: [b, j]}]}
  - {name: b, next: [{do: j}]}
  - {name: j, join: all}`;

  test('what runs may finish, nothing starts, and after a resume all goes on', () => {
    const stage = new Stage(yaml);
    stage.start();
    stage.take({ type: 'command.pause', at: stage.now });
    expect(stage.shown().status).toBe('pausing');
    expect(calls(stage.complete('a:1'))).toEqual([]);
    expect(stage.shown().status).toBe('paused');
    expect(calls(stage.take({ type: 'command.resume', at: stage.now }))).toEqual(['b:1']);
    stage.take({ type: 'command.pause', at: stage.now });
    stage.complete('b:1');
    expect(stage.shown().status).toBe('paused');
    expect(calls(stage.take({ type: 'command.resume', at: stage.now }))).toEqual(['j:1']);
    stage.complete('j:1');
    expect(stage.shown().status).toBe('succeeded');
  });

  test('a failure while pausing is kept and takes effect', () => {
    const stage = new Stage('tasks: [{name: a}, {name: b, next: [{do: c}]}, {name: c}]');
    stage.start();
    stage.take({ type: 'command.pause', at: stage.now });
    stage.fail('a:1');
    expect(stage.shown().status).toBe('failing');
    stage.complete('b:1');
    expect(stage.shown()).toMatchObject({ status: 'failed' });
    expect(stage.state.get('task', 'c:1')).toBeUndefined();
  });

  test('delays stand still and keep the time that was left', () => {
    const stage = new Stage('tasks: [{name: a, delay: 60}]');
    stage.start();
    stage.advance(20_000);
    stage.take({ type: 'command.pause', at: stage.now });
    expect(stage.shown().status).toBe('paused');
    expect(stage.timer('a:1||delay')).toMatchObject({ due: null, remaining: 40_000 });
    stage.advance(1_000_000);
    stage.take({ type: 'command.resume', at: stage.now });
    expect(stage.timer('a:1||delay')?.due).toBe(stage.now + 40_000);
  });

  test('items wait for the resume', () => {
    const stage = new Stage('tasks: [{name: t, with: {items: "{{ [1, 2] }}", concurrency: 1}}]');
    stage.start();
    stage.take({ type: 'command.pause', at: stage.now });
    expect(calls(stage.complete('t:1', 1, 0))).toEqual([]);
    expect(calls(stage.take({ type: 'command.resume', at: stage.now }))).toEqual(['t:1[1]']);
    stage.complete('t:1', 2, 1);
    expect(stage.shown().status).toBe('succeeded');
  });
});

describe('cancel', () => {
  const yaml = `
tasks:
  - {name: a, next: [{when: "{{ canceled() }}", publish: [{seen: true}], do: b}]}
  - {name: b}
  - {name: c, delay: 60}
output_map: {seen: "{{ seen | default(false) }}"}`;

  test('finish lets calls end and cancels what only waits; transitions see canceled() but start nothing', () => {
    const stage = new Stage(yaml);
    stage.start();
    stage.take({ type: 'command.cancel', mode: 'finish', at: stage.now });
    expect(stage.shown().status).toBe('canceling');
    expect(stage.state.get('task', 'c:1')?.status).toBe('canceled');
    stage.complete('a:1');
    expect(stage.shown()).toMatchObject({ status: 'canceled', error: null });
  });

  test('terminate stops the calls and ends at once', () => {
    const stage = new Stage(yaml);
    stage.start();
    const effects = stage.take({ type: 'command.cancel', mode: 'terminate', at: stage.now });
    expect(effects).toContainEqual({ type: 'call.aborted', instance: 'a:1', item: null, attempt: 1 });
    expect(stage.shown()).toMatchObject({ status: 'canceled', output: { seen: true } });
    expect(stage.state.get('task', 'b:1')).toBeUndefined();
  });

  test('a failure while canceling ends in canceled', () => {
    const stage = new Stage('tasks: [{name: a}]');
    stage.start();
    stage.take({ type: 'command.cancel', mode: 'finish', at: stage.now });
    stage.fail('a:1');
    expect(stage.shown().status).toBe('canceled');
  });
});

describe('failing', () => {
  test('a pending task is canceled at once, a running call may finish, and nothing after it starts', () => {
    const stage = new Stage('tasks: [{name: a}, {name: b, next: [{do: c}]}, {name: c}, {name: w}]');
    stage.start();
    stage.take({
      type: 'task.pending',
      at: stage.now,
      instance: 'w:1',
      item: null,
      attempt: 1,
      expiresAt: null,
    });
    stage.fail('a:1');
    expect(stage.state.get('task', 'w:1')?.status).toBe('canceled');
    expect(stage.shown().status).toBe('failing');
    expect(calls(stage.complete('b:1'))).toEqual([]);
    expect(stage.shown()).toMatchObject({ status: 'failed', error: { task: 'a' } });
  });

  test('of one completion that contains `fail` the other targets still run, and nothing after them', () => {
    const stage = new Stage(
      'tasks: [{name: a, next: [{do: [clean, fail]}]}, {name: clean, next: [{do: more}]}, {name: more}]',
    );
    stage.start();
    expect(calls(stage.complete('a:1'))).toEqual(['clean:1']);
    expect(calls(stage.complete('clean:1'))).toEqual([]);
    expect(stage.shown()).toMatchObject({ status: 'failed', error: { code: 'failed_by_command' } });
  });

  test('`continue` does not handle a failure, `noop` does', () => {
    const run = (command: string) => {
      const stage = new Stage(`tasks: [{name: a, next: [{when: "{{ failed() }}", do: ${command}}]}]`);
      stage.start();
      stage.fail('a:1');
      return stage.shown().status;
    };
    expect([run('continue'), run('noop')]).toEqual(['failed', 'succeeded']);
  });

  test('on_failure: terminate stops what runs', () => {
    const stage = new Stage('on_failure: terminate\ntasks: [{name: a}, {name: b}]');
    stage.start();
    stage.fail('a:1');
    expect(stage.shown().status).toBe('failed');
    expect(stage.state.get('task', 'b:1')?.status).toBe('canceled');
  });

  test('the duration limit waits for nothing and ends as timed_out', () => {
    const stage = new Stage('tasks: [{name: a}]');
    stage.start();
    stage.fire('duration');
    expect(stage.shown()).toMatchObject({ status: 'timed_out', error: { code: 'duration_limit_exceeded' } });
  });
});

describe('values', () => {
  test('a large value is stored once and referenced from then on', () => {
    const stage = new Stage(`
tasks:
  - {name: a, next: [{publish: [{big: "{{ result() }}"}, {copy: "{{ big }}"}], do: b}]}
  - {name: b, input: {all: "{{ big }}"}}
output_map: {big: "{{ copy }}"}`);
    const big = { text: 'x'.repeat(1000) } satisfies Json;
    stage.start();
    const stored = stage.store(big);
    stage.take({
      type: 'task.completed',
      at: stage.now,
      instance: 'a:1',
      item: null,
      attempt: 1,
      result: stored,
    });
    expect(stage.last.values).toHaveLength(1);
    stage.complete('b:1');
    expect(stage.shown().output).toEqual({ big });
  });
});
