import { describe, expect, test } from 'vitest';
import { Stage } from './stage.ts';

/** Where two features of the language meet. */

describe('items that wait for outside', () => {
  test('a signal does not reach an item that was canceled while others of its task still run', () => {
    const stage = new Stage(`
tasks:
  - {name: w, action: core.wait, with: {items: "{{ [1, 2] }}"}, input: {signal: s}}
  - name: x`);
    stage.start();
    const address = { instance: 'w:1', item: 0, attempt: 1 } as const;
    stage.take({ type: 'signal.awaited', at: stage.now, ...address, signal: 's', expiresAt: null });
    stage.fail('x:1');
    expect([...stage.state.scan('listener', '')]).toEqual([]);
    stage.take({ type: 'signal.received', at: stage.now, signal: 's', payload: { inline: 1 }, size: 1 });
    expect(stage.state.get('item', 'w:1|0000000')?.status).toBe('canceled');
    expect(stage.state.get('task', 'w:1')).toMatchObject({ status: 'running', items: { open: 1 } });
    stage.complete('w:1', null, 1);
    expect(stage.shown()).toMatchObject({ status: 'failed', error: { instance: 'x:1' } });
  });

  test('nor one that began to wait when the execution was failing already', () => {
    const stage = new Stage(`
tasks:
  - {name: w, action: core.wait, with: {items: "{{ [1, 2] }}"}, input: {signal: s}}
  - name: x`);
    stage.start();
    stage.fail('x:1');
    const address = { instance: 'w:1', item: 0, attempt: 1 } as const;
    stage.take({ type: 'signal.awaited', at: stage.now, ...address, signal: 's', expiresAt: null });
    expect([...stage.state.scan('listener', '')]).toEqual([]);
    expect(stage.state.get('item', 'w:1|0000000')?.status).toBe('canceled');
  });
});

describe('items that are no lists', () => {
  test('an item that has not run has no say when its task is canceled', () => {
    for (const mode of ['finish', 'terminate'] as const) {
      const stage = new Stage('tasks: [{name: x, with: {items: "a, b in {{ [[1, 2], 3] }}", concurrency: 1}}]');
      stage.start();
      stage.take({ type: 'command.cancel', at: stage.now, mode });
      if (mode === 'finish') {
        stage.complete('x:1', null, 0);
      }
      expect(stage.shown()).toMatchObject({ status: 'canceled', error: null });
    }
  });

  test('a list over the limit of one value fails its task with the place', () => {
    const stage = new Stage(`
parameters: {l: {type: array}}
tasks: [{name: x, with: {items: "{{ parameters.l + parameters.l }}"}}]`);
    stage.start({ l: ['x'.repeat(700_000)] });
    const error = { code: 'value_too_large', task: 'x', instance: 'x:1' };
    expect(stage.shown()).toMatchObject({ status: 'failed', error });
  });
});

test('after a condition that cannot be evaluated no `retry` of a `first` list is followed', () => {
  const stage = new Stage(`
tasks: [{name: x, next: [{when: "{{ result().nope }}", do: noop}, {when: "{{ failed() }}", do: retry}]}]`);
  stage.start();
  stage.fail('x:1');
  expect(stage.shown()).toMatchObject({ status: 'failed', error: { kind: 'expression', task: 'x' } });
});
