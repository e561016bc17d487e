import { describe, expect, test } from 'vitest';
import type { Effect } from '../../src/conductor/effect.ts';
import { Stage } from './stage.ts';

const calls = (effects: readonly Effect[]) =>
  effects.flatMap((effect) =>
    effect.type === 'call' ? [`${effect.instance}${effect.item === null ? '' : `[${effect.item}]`}`] : [],
  );

describe('items', () => {
  test('batches are made once: a further attempt runs the batch that failed, as it was', () => {
    const stage = new Stage(`
tasks:
  - {name: t, with: {items: "{{ range(5) | list }}", batch_size: 2}, retry: {count: 1}, input: {these: "{{ item }}"}}`);
    stage.start();
    stage.complete('t:1', 'first', 0);
    stage.fail('t:1', 1);
    expect(calls(stage.complete('t:1', 'third', 2))).toEqual(['t:1[1]']);
    expect(stage.inputOf('t:1', 1)).toEqual({ these: [2, 3] });
    stage.complete('t:1', 'second', 1);
    expect(stage.shown().status).toBe('succeeded');
  });

  test('in the Orquesta dialect a retry runs all of them again', () => {
    const stage = new Stage(`
dialect: orquesta
version: 1.0
tasks:
  t: {action: core.noop, with: {items: "<% list(1, 2) %>"}, retry: {count: 1, when: "<% failed() %>"}}`);
    stage.start();
    stage.complete('t:1', 'kept?', 0);
    expect(calls(stage.fail('t:1', 1))).toEqual(['t:1[0]', 't:1[1]']);
  });

  const decided = (more = '') => `
vars: {at: 0, which: 0}
tasks:
  - name: t
    with: {items: "{{ ['x', 'y', 'z'] }}"}${more}
    next: [{publish: {at: "{{ index }}", which: "{{ item }}"}, do: noop}]
output_map: {at: "{{ at }}", which: "{{ which }}"}`;

  test('`item` and `index` in transitions speak of the first item that failed, else of the last', () => {
    const failed = new Stage(decided());
    failed.start();
    failed.fail('t:1', 2);
    failed.fail('t:1', 1);
    failed.complete('t:1', null, 0);
    expect(failed.shown().output).toEqual({ at: 1, which: 'y' });
    const well = new Stage(decided());
    well.start();
    for (const item of [2, 0, 1]) {
      well.complete('t:1', null, item);
    }
    expect(well.shown().output).toEqual({ at: 2, which: 'z' });
  });

  test('and so they do in `retry.when`, and the names of the list too', () => {
    const stage = new Stage(`
tasks:
  - name: t
    with: "a, b in {{ [[1, 2], [3, 4]] }}"
    retry: {count: 5, when: "{{ failed() and b == 4 }}"}
    next: [{publish: {sum: "{{ a + b }}"}, do: noop}]
output_map: {sum: "{{ sum }}"}`);
    stage.start();
    stage.complete('t:1', null, 0);
    expect(calls(stage.fail('t:1', 1))).toEqual(['t:1[1]']);
    stage.complete('t:1', null, 1);
    expect(stage.shown()).toMatchObject({ status: 'succeeded', output: { sum: 7 } });
  });

  test('of an empty list they are null', () => {
    const stage = new Stage(decided().replace("['x', 'y', 'z']", '[]'));
    stage.start();
    expect(stage.shown().output).toEqual({ at: null, which: null });
  });
});
