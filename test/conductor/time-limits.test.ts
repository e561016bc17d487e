import { describe, expect, test } from 'vitest';
import type { Effect } from '../../src/conductor/effect.ts';
import { Stage } from './stage.ts';

const calls = (effects: readonly Effect[]) =>
  effects.flatMap((effect) =>
    effect.type === 'call' ? [`${effect.instance}${effect.item === null ? '' : `[${effect.item}]`}`] : [],
  );
const aborted = (effects: readonly Effect[]) =>
  effects.flatMap((effect) => (effect.type === 'call.aborted' ? [`${effect.instance}[${effect.item}]`] : []));

describe('limits of time', () => {
  test('`total_timeout` holds for all attempts, the waits between them included, and ends the last one', () => {
    const stage = new Stage(`
tasks:
  - {name: t, total_timeout: 100, retry: {count: 9, delay: 60}, next: [{when: "{{ timed_out() }}", do: late}]}
  - name: late`);
    stage.start();
    const due = stage.timer('t:1||total')?.due;
    stage.advance(10_000);
    stage.fail('t:1');
    stage.fire('t:1||retry');
    expect(stage.timer('t:1||total')?.due).toBe(due);
    stage.fail('t:1');
    expect(stage.state.get('task', 't:1')?.status).toBe('retrying');
    expect(calls(stage.fire('t:1||total'))).toEqual(['late:1']);
    expect(stage.state.get('task', 't:1')).toMatchObject({ status: 'timed_out', error: { code: 'total_timeout' } });
    expect([...stage.state.scan('timer', '')].map(([timer]) => timer)).toEqual(['duration']);
  });

  test('of a task with items it stops those that are out and keeps the results there are', () => {
    const stage = new Stage(`
tasks:
  - name: t
    with: {items: "{{ [1, 2, 3] }}", concurrency: 2}
    total_timeout: 10
    retry: {count: 5}
    next: [{when: "{{ timed_out() }}", publish: {r: "{{ result() }}"}, do: noop}]
output_map: {r: "{{ r }}"}`);
    stage.start();
    stage.complete('t:1', 'one', 0);
    expect(aborted(stage.fire('t:1||total'))).toEqual(['t:1[1]', 't:1[2]']);
    expect(stage.shown()).toMatchObject({ status: 'succeeded', output: { r: ['one', null, null] } });
  });

  test('`timeout` of a task with items limits the attempt; the next one runs what has not succeeded', () => {
    const stage = new Stage('tasks: [{name: t, with: {items: "{{ [1, 2, 3] }}"}, timeout: 10, retry: {count: 1}}]');
    stage.start();
    stage.complete('t:1', 'two', 1);
    const effects = stage.fire('t:1||timeout');
    expect([aborted(effects), calls(effects)]).toEqual([
      ['t:1[0]', 't:1[2]'],
      ['t:1[0]', 't:1[2]'],
    ]);
    expect(stage.timer('t:1||timeout')?.due).toBe(stage.now + 10_000);
  });

  test('`heartbeat` of a task with items: a sign of any of them counts, none at all ends the attempt', () => {
    const stage = new Stage('tasks: [{name: t, with: {items: "{{ [1, 2] }}"}, heartbeat: 10}]');
    stage.start();
    stage.advance(6_000);
    stage.take({ type: 'task.heartbeat', at: stage.now, instance: 't:1', item: 1, attempt: 1 });
    expect(stage.timer('t:1||heartbeat')?.due).toBe(stage.now + 10_000);
    expect(aborted(stage.fire('t:1||heartbeat'))).toEqual(['t:1[0]', 't:1[1]']);
    expect(stage.shown()).toMatchObject({ status: 'failed', error: { code: 'heartbeat_missed', kind: 'timeout' } });
  });

  test('they may be expressions; what is no duration is refused with its place', () => {
    const stage = new Stage('vars: {n: 3}\ntasks: [{name: a, timeout: "{{ n * 2 }}", heartbeat: "PT{{ n }}S"}]');
    stage.start();
    expect([stage.timer('a:1||timeout')?.due, stage.timer('a:1||heartbeat')?.due]).toEqual([
      stage.now + 6_000,
      stage.now + 3_000,
    ]);
    const refused = new Stage('vars: {n: -3}\ntasks: [{name: a, delay: "{{ n }}"}]');
    refused.start();
    expect(refused.shown().error).toMatchObject({
      code: 'invalid_duration',
      path: '/tasks/0/delay',
      line: 2,
      column: 27,
    });
  });
});
