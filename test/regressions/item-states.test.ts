import { describe, expect, test } from 'vitest';
import type { Cause } from '../../src/conductor/cause.ts';
import type { Effect } from '../../src/conductor/effect.ts';
import { Stage } from '../conductor/stage.ts';

const calls = (effects: readonly Effect[]) =>
  effects.flatMap((effect) => (effect.type === 'call' ? [`${effect.instance}[${effect.item}]`] : []));
const aborted = (effects: readonly Effect[]) =>
  effects.flatMap((effect) => (effect.type === 'call.aborted' ? [`${effect.instance}[${effect.item}]`] : []));

const items = (stage: Stage, instance = 't:1') =>
  [...stage.state.scan('item', `${instance}|`)].map(([, { status }]) => status);
const status = (stage: Stage, instance = 't:1') => stage.state.get('task', instance)?.status;

const wait = (stage: Stage, item: number | null, expiresAt: number | null = null) =>
  stage.take({ type: 'task.pending', at: stage.now, instance: 't:1', item, attempt: 1, expiresAt });
const command = (stage: Stage, type: 'pause' | 'resume') => stage.take({ type: `command.${type}`, at: stage.now });

/** A task of two items and one beside it; both items are out. */
function pair(): Stage {
  const stage = new Stage('tasks: [{name: t, with: {items: "{{ [1, 2] }}"}}, {name: other}]');
  stage.start();
  return stage;
}

const ENDINGS: Readonly<Record<string, (stage: Stage) => readonly Effect[]>> = {
  'an unhandled failure elsewhere': (stage) => stage.fail('other:1'),
  'cancel: finish': (stage) => stage.take({ type: 'command.cancel', at: stage.now, mode: 'finish' }),
};

describe('items that wait for outside, in an execution that is ending', () => {
  test.each(Object.entries(ENDINGS))(
    '%s: the item that waits is canceled at once, the one that runs may finish',
    (_, end) => {
      const stage = pair();
      wait(stage, 0, stage.now + 60_000);
      expect(stage.timer('t:1|0|expiry')).toBeDefined();
      expect(aborted(end(stage))).toEqual(['t:1[0]']);
      expect([status(stage), ...items(stage)]).toEqual(['running', 'canceled', 'running']);
      expect(stage.timer('t:1|0|expiry')).toBeUndefined();
      stage.complete('t:1', 'done', 1);
      expect([status(stage), ...items(stage)]).toEqual(['canceled', 'canceled', 'succeeded']);
    },
  );

  test.each(Object.entries(ENDINGS))('%s: an item that comes to wait afterwards is canceled at once', (_, end) => {
    const stage = pair();
    end(stage);
    expect(aborted(wait(stage, 0))).toEqual(['t:1[0]']);
    expect([status(stage), ...items(stage)]).toEqual(['running', 'canceled', 'running']);
    expect(aborted(wait(stage, 1))).toEqual(['t:1[1]']);
    expect([status(stage), ...items(stage)]).toEqual(['canceled', 'canceled', 'canceled']);
  });
});

describe('the queue of items and a pause', () => {
  const queue = (more: string, retry = '') => {
    const stage = new Stage(
      `tasks: [{name: t, with: {items: "{{ [1, 2, 3] }}", concurrency: 1${more}}${retry}, next: [{do: noop}]}]`,
    );
    stage.start();
    return stage;
  };

  test('on_item_failure: continue, a failure during the pause: the queue goes on after the resume', () => {
    const stage = queue(', on_item_failure: continue');
    command(stage, 'pause');
    expect(calls(stage.fail('t:1', 0))).toEqual([]);
    expect([stage.shown().status, status(stage)]).toEqual(['paused', 'scheduled']);
    expect(calls(command(stage, 'resume'))).toEqual(['t:1[1]']);
    expect(calls(stage.complete('t:1', null, 1))).toEqual(['t:1[2]']);
    stage.complete('t:1', null, 2);
    expect([status(stage), stage.shown().status]).toEqual(['failed', 'succeeded']);
  });

  test('without it the failure stops the queue, paused or not', () => {
    const stage = queue('');
    command(stage, 'pause');
    stage.fail('t:1', 0);
    expect(status(stage)).toBe('failed');
    expect(calls(command(stage, 'resume'))).toEqual([]);
    expect(stage.shown().status).toBe('succeeded');
  });

  test('a task that waits for its retry goes on waiting for it', () => {
    const stage = queue('', ', retry: {count: 2, delay: 60}');
    stage.fail('t:1', 0);
    command(stage, 'pause');
    expect(calls(command(stage, 'resume'))).toEqual([]);
    expect(stage.state.get('task', 't:1')).toMatchObject({ status: 'retrying', attempt: 2 });
    expect(calls(stage.fire('t:1||retry'))).toEqual(['t:1[0]']);
  });
});

describe('a task with items that is ended as a whole, by hand', () => {
  const ways: Readonly<Record<string, (stage: Stage) => readonly Effect[]>> = {
    succeeded: (stage) => stage.complete('t:1', 'by hand'),
    failed: (stage) => stage.fail('t:1'),
    canceled: (stage) => stage.take({ type: 'task.canceled', at: stage.now, instance: 't:1', item: null, attempt: 1 }),
  };

  test.each(Object.entries(ways))('%s: the calls of its items are aborted', (end, way) => {
    const stage = new Stage('tasks: [{name: t, with: {items: "{{ [1, 2, 3] }}", concurrency: 2}, next: [{do: noop}]}]');
    stage.start();
    wait(stage, 0, stage.now + 60_000);
    expect(aborted(way(stage))).toEqual(['t:1[0]', 't:1[1]']);
    expect([status(stage), ...items(stage)]).toEqual([end, 'canceled', 'canceled']);
    expect([...stage.state.scan('timer', '')]).toEqual([]);
    expect(stage.shown().status).toBe('succeeded');
  });

  test('failed with a retry left: the next attempt begins with the items that have not succeeded', () => {
    const stage = new Stage('tasks: [{name: t, with: {items: "{{ [1, 2, 3] }}"}, retry: {count: 1}}]');
    stage.start();
    stage.complete('t:1', 'one', 0);
    const effects = stage.fail('t:1');
    expect([aborted(effects), calls(effects)]).toEqual([
      ['t:1[1]', 't:1[2]'],
      ['t:1[1]', 't:1[2]'],
    ]);
  });
});

describe('a further attempt for which no item is left to run', () => {
  const yaml = `
tasks:
  - name: t
    with: {items: "{{ [1, 2] }}"}
    retry: {count: 1, when: "{{ succeeded() }}"}
    next: [{publish: [{r: "{{ result() }}"}, {n: "{{ attempt() }}"}], do: noop}]
output_map: {r: "{{ r }}", n: "{{ n }}"}`;

  test('ends at once with the results there are', () => {
    const stage = new Stage(yaml);
    stage.start();
    stage.complete('t:1', 'a', 0);
    expect(calls(stage.complete('t:1', 'b', 1))).toEqual([]);
    expect(stage.shown()).toMatchObject({ status: 'succeeded', output: { r: ['a', 'b'], n: 2 } });
  });

  test('also when it had to wait for its time', () => {
    const stage = new Stage(yaml.replace('count: 1', 'count: 1, delay: 60'));
    stage.start();
    stage.complete('t:1', 'a', 0);
    stage.complete('t:1', 'b', 1);
    expect(status(stage)).toBe('retrying');
    expect(calls(stage.fire('t:1||retry'))).toEqual([]);
    expect(stage.shown()).toMatchObject({ status: 'succeeded', output: { r: ['a', 'b'], n: 2 } });
  });
});

describe('facts that only a call can bring, for an instance without one', () => {
  const signs = ['task.pending', 'task.deferred', 'child.started', 'task.heartbeat'] as const;
  const said = { expiresAt: null, until: 1_800_000_000_000, child: 'another' };

  test.each(signs)('%s: nothing changes, whether it is delayed, waits for its retry, or has items', (type) => {
    const stage = new Stage(`
tasks:
  - {name: late, delay: 60, heartbeat: 5}
  - {name: again, retry: {count: 1, delay: 60}}
  - {name: none, with: {items: "{{ [1] }}"}}`);
    stage.start();
    stage.fail('again:1');
    stage.take({ type: 'command.pause', at: stage.now });
    const ids = type === 'task.heartbeat' ? ['late:1', 'again:1'] : ['late:1', 'again:1', 'none:1'];
    for (const instance of ids) {
      const attempt = stage.state.get('task', instance)?.attempt ?? 1;
      stage.take({ type, at: stage.now, instance, item: null, attempt, ...said });
      expect(stage.last.changes.map((change) => change.type)).toEqual(['cause.ignored']);
    }
  });
});

describe('what an instance has called and started stops with it', () => {
  const child = '01JD000000000000000000CHLD';
  const started = (stage: Stage, item: number | null) =>
    stage.take({ type: 'child.started', at: stage.now, instance: 't:1', item, attempt: 1, child });
  const done = (item: number | null) =>
    ({ type: 'task.completed', instance: 't:1', item, attempt: 1, result: { inline: null } }) as const;

  test.each([
    ['a task', 'tasks: [{name: t}]', null],
    ['an item', 'tasks: [{name: t, with: {items: "{{ [1] }}"}}]', 0],
  ])('%s completed by hand: its child is canceled; one that has ended is told nothing', (_, yaml, item) => {
    const cancel = { type: 'child', child, command: 'cancel' };
    for (const byHand of [true, false]) {
      const stage = new Stage(yaml);
      stage.start();
      started(stage, item);
      const given = byHand ? { ...done(item), byHand } : done(item);
      const effects = stage.take({ ...given, at: stage.now } as Cause);
      expect(effects.filter(({ type }) => type === 'child')).toEqual(byHand ? [cancel] : []);
      expect(stage.shown().status).toBe('succeeded');
    }
  });

  test('an item whose input cannot be evaluated ends the task, and the calls of the others are aborted', () => {
    const stage = new Stage(
      'tasks: [{name: t, with: {items: "{{ [1, 2, 0] }}", concurrency: 2}, input: {n: "{{ 6 / item }}"}}]',
    );
    stage.start();
    expect(aborted(stage.complete('t:1', null, 0))).toEqual(['t:1[1]']);
    expect(stage.shown()).toMatchObject({ status: 'failed', error: { code: 'expression_division_by_zero' } });
    expect([status(stage), ...items(stage)]).toEqual(['failed', 'succeeded', 'canceled']);
  });
});
