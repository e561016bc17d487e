import { describe, expect, test } from 'vitest';
import type { Effect } from '../../src/conductor/effect.ts';
import { Stage } from '../conductor/stage.ts';

const items = (stage: Stage) => [...stage.state.scan('item', 't:1|')].map(([, { status }]) => status);
const pending = (stage: Stage, item: number) =>
  stage.take({ type: 'task.pending', at: stage.now, instance: 't:1', item, attempt: 1, expiresAt: null });
const calls = (effects: readonly Effect[]) =>
  effects.flatMap((effect) => (effect.type === 'call' ? [`${effect.instance}[${effect.item}]`] : []));
const pause = (stage: Stage) => stage.take({ type: 'command.pause', at: stage.now });
const resume = (stage: Stage) => stage.take({ type: 'command.resume', at: stage.now });

/** Items are in several statuses at once; the rules for tasks hold for each of them. */
describe('items in several statuses at once', () => {
  const two = 'tasks: [{name: t, with: {items: "{{ [1, 2] }}"}}, {name: other}]';

  test('an unhandled failure cancels the item that waits for outside at once; the one that runs may finish', () => {
    const stage = new Stage(two);
    stage.start();
    pending(stage, 0);
    const effects = stage.fail('other:1');
    expect(effects).toContainEqual({ type: 'call.aborted', instance: 't:1', item: 0, attempt: 1 });
    expect([stage.shown().status, items(stage)]).toEqual(['failing', ['canceled', 'running']]);
    stage.complete('t:1', 'done', 1);
    expect(stage.shown().status).toBe('failed');
  });

  test('so does a cancel that lets what runs finish', () => {
    const stage = new Stage(two);
    stage.start();
    stage.complete('other:1');
    pending(stage, 1);
    stage.take({ type: 'command.cancel', at: stage.now, mode: 'finish' });
    stage.complete('t:1', 'done', 0);
    expect([stage.shown().status, items(stage)]).toEqual(['canceled', ['succeeded', 'canceled']]);
  });

  test('items that all wait for outside are canceled with their task', () => {
    const stage = new Stage(two);
    stage.start();
    pending(stage, 0);
    pending(stage, 1);
    stage.fail('other:1');
    expect([stage.shown().status, items(stage)]).toEqual(['failed', ['canceled', 'canceled']]);
  });

  test('an item that comes to wait for outside while the execution is failing is canceled', () => {
    const stage = new Stage(two);
    stage.start();
    stage.fail('other:1');
    pending(stage, 0);
    expect(items(stage)).toEqual(['canceled', 'running']);
    stage.complete('t:1', 'done', 1);
    expect(stage.shown().status).toBe('failed');
  });

  test('a pause waits for the items that run, not for those that wait for outside', () => {
    const stage = new Stage(two);
    stage.start();
    stage.complete('other:1');
    pending(stage, 0);
    pause(stage);
    expect(stage.shown().status).toBe('pausing');
    stage.complete('t:1', 'done', 1);
    expect(stage.shown().status).toBe('paused');
    resume(stage);
    stage.complete('t:1', 'late', 0);
    expect(stage.shown().status).toBe('succeeded');
  });

  test('a pause is through when no item runs any more, though some are queued', () => {
    const stage = new Stage('tasks: [{name: t, with: {items: "{{ [1, 2] }}", concurrency: 1}}]');
    stage.start();
    pause(stage);
    expect(calls(stage.complete('t:1', 'a', 0))).toEqual([]);
    expect(stage.shown().status).toBe('paused');
    expect(calls(resume(stage))).toEqual(['t:1[1]']);
    stage.complete('t:1', 'b', 1);
    expect(stage.shown().status).toBe('succeeded');
  });

  test('`on_item_failure: continue`: a failure during a pause does not take the queue away', () => {
    const stage = new Stage(
      'tasks: [{name: t, with: {items: "{{ [1, 2, 3] }}", concurrency: 1, on_item_failure: continue}, next: [{do: noop}]}]',
    );
    stage.start();
    pause(stage);
    stage.fail('t:1', 0);
    expect(stage.state.get('task', 't:1')?.endedAt).toBeNull();
    expect(calls(resume(stage))).toEqual(['t:1[1]']);
    stage.complete('t:1', 'b', 1);
    stage.complete('t:1', 'c', 2);
    expect([stage.shown().status, items(stage)]).toEqual(['succeeded', ['failed', 'succeeded', 'succeeded']]);
  });

  test('a task with items that waits for its retry goes on waiting after a pause', () => {
    const stage = new Stage('tasks: [{name: t, with: {items: "{{ [1, 2] }}"}, retry: {count: 1, delay: 60}}]');
    stage.start();
    stage.complete('t:1', 'a', 0);
    stage.fail('t:1', 1);
    stage.advance(20_000);
    pause(stage);
    stage.advance(1_000_000);
    resume(stage);
    expect(stage.state.get('task', 't:1')?.status).toBe('retrying');
    expect(stage.timer('t:1||retry')?.due).toBe(stage.now + 40_000);
    expect(calls(stage.fire('t:1||retry'))).toEqual(['t:1[1]']);
    stage.complete('t:1', 'b', 1);
    expect(stage.shown().status).toBe('succeeded');
  });

  test.each(['completed', 'failed', 'canceled'] as const)(
    'a task that is %s as a whole, by hand, has the calls of its items aborted',
    (how) => {
      const stage = new Stage('tasks: [{name: t, with: {items: "{{ [1, 2] }}"}, next: [{do: noop}]}, {name: other}]');
      stage.start();
      pending(stage, 1);
      const address = { at: stage.now, instance: 't:1', item: null, attempt: 1 };
      const error = { code: 'by_hand', message: 'by hand', kind: 'action' } as const;
      const effects = stage.take(
        how === 'completed'
          ? { type: 'task.completed', ...address, result: { inline: 'by hand' } }
          : how === 'failed'
            ? { type: 'task.failed', ...address, result: null, error }
            : { type: 'task.canceled', ...address },
      );
      const aborted = effects.flatMap((effect) => (effect.type === 'call.aborted' ? [effect.item] : []));
      expect(aborted).toEqual([0, 1]);
      expect(items(stage)).toEqual(['canceled', 'canceled']);
      expect(stage.state.get('execution', '')?.running).toBe(1);
    },
  );
});
