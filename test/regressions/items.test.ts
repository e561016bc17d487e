import { describe, expect, test } from 'vitest';
import { Trial } from '../dag/trial.ts';
import { expectEnd } from './ends.ts';

describe('tasks with items', () => {
  const evens = (more = '') => `
parameters: {numbers: array}
tasks:
  - name: each
    with: {items: "{{ numbers }}"${more}}
    action: core.echo
    input: {message: "{{ item }}"}
    next:
      - {when: "{{ succeeded() }}", publish: {all: "{{ result() }}"}, do: good}
      - {when: "{{ failed() }}", publish: {all: "{{ result() }}"}, do: bad}
  - {name: good}
  - {name: bad}
output_map: {all: "{{ all }}"}`;

  test('orquesta#201: a retry runs the items that failed, and no other', () => {
    const yaml = `
tasks:
  - name: each
    with: {items: "{{ [1, 2, 3, 4] }}"}
    retry: {count: 5, delay: 2}
    next: [{when: "{{ succeeded() }}", publish: {all: "{{ result() }}"}, do: noop}]
output_map: {all: "{{ all }}"}`;
    const trial = new Trial(yaml, {
      answers: { 'each[0]': [{ result: 'one' }, { result: 'again' }], 'each[1]': ['fail', 'fail', { result: 'two' }] },
    }).start();
    expect(trial.out).toEqual(['each:1[0]', 'each:1[1]', 'each:1[2]', 'each:1[3]']);
    for (let i = 0; i < 4; i++) {
      trial.step();
    }
    expect(trial.out).toEqual([]);
    trial.step();
    expect(trial.out).toEqual(['each:1[1]']);
    while (!trial.ended) {
      trial.step();
    }
    expect(trial.output).toEqual({ all: ['one', 'two', null, null] });
  });

  test('st2#4679: the transition after a failure sees the results of the items that are done', () => {
    expectEnd(
      evens(', on_item_failure: continue'),
      { input: { numbers: [10, 20, 30] }, answers: { 'each[1]': 'fail' } },
      { runs: 'each bad', output: { all: [10, null, 30] } },
    );
  });

  test('st2#4679: the results so far can be read while other items still run', () => {
    const trial = new Trial(evens(), { input: { numbers: [10, 20, 30] }, answers: { 'each[1]': 'silence' } }).start();
    trial.step();
    trial.step();
    expect(trial.stage.state.get('item', 'each:1|0000000')).toMatchObject({
      status: 'succeeded',
      result: { inline: 10 },
    });
    expect(trial.stage.state.get('item', 'each:1|0000001')).toMatchObject({ status: 'running' });
    expect(trial.stage.state.get('item', 'each:1|0000002')).toMatchObject({
      status: 'succeeded',
      result: { inline: 30 },
    });
  });

  test('st2#4617: the only item fails, and the execution ends as failed', () => {
    const yaml = `
parameters: {hosts: array}
tasks:
  - {name: demo, with: {items: "{{ hosts }}"}, next: [{publish: {r: "{{ result() }}"}, do: continue}]}
output_map: {r: "{{ r }}"}`;
    expectEnd(
      yaml,
      { input: { hosts: ['nonexistent'] }, answers: { demo: 'fail' } },
      { runs: 'demo', status: 'failed', errors: ['broken'], output: { r: [null] } },
    );
  });

  test('st2#4523: of four items two fail, and what follows the failure runs, every time', () => {
    const answers = { 'each[0]': 'fail', 'each[2]': 'fail' } as const;
    for (const concurrency of [1, 2, 3, 4]) {
      for (const policy of ['stop', 'continue']) {
        const yaml = evens(`, concurrency: ${concurrency}, on_item_failure: ${policy}`);
        for (let seed = 1; seed <= 20; seed++) {
          const trial = new Trial(yaml, { input: { numbers: [1, 2, 3, 4] }, answers }, { seed }).run();
          expect([trial.status, trial.runs]).toEqual(['succeeded', 'bad each']);
        }
      }
    }
  });

  test('st2#5029: the first failing item does not start what follows before the others are done', () => {
    const trial = new Trial(evens(', concurrency: 2, on_item_failure: continue'), {
      input: { numbers: [1, 2, 3, 4] },
      answers: { 'each[0]': 'fail' },
    }).start();
    for (let done = 1; done <= 3; done++) {
      trial.step();
      expect(trial.taskStatus('bad:1')).toBeUndefined();
    }
    trial.step();
    expect(trial.taskStatus('bad:1')).toBe('running');
    expect(trial.result('each:1')).toEqual([null, 2, 3, 4]);
  });

  test('st2#4954: an empty list of items is a success, at once', () => {
    const trial = new Trial(evens(), { input: { numbers: [] } }).start();
    expect(trial.taskStatus('each:1')).toBe('succeeded');
    expect(trial.out).toEqual(['good:1']);
    expectEnd(evens(), { input: { numbers: [] } }, { runs: 'each good', output: { all: [] } });
  });

  test('st2#4954: also beside a branch that has something to do, into a join', () => {
    const yaml = `
tasks:
  - {name: root, next: [{do: [none, some]}]}
  - {name: none, with: {items: "{{ [] }}"}, next: [{do: z}]}
  - {name: some, with: {items: "{{ [1, 2] }}"}, next: [{do: z}]}
  - {name: z, join: all}`;
    expectEnd(yaml, {}, { runs: 'root none some z' });
  });

  const overMap = (list: string) => `
vars: {hosts: {a: 1, b: 2}}
tasks:
  - name: each
    with: "${list}"
    action: core.echo
    input: {message: "{{ name }}={{ port }}"}
    next: [{publish: {r: "{{ result() }}"}, do: noop}]
output_map: {r: "{{ r }}"}`;

  test('st2#5721, st2#5547: the items can be the entries of a map', () => {
    for (const list of ['name, port in {{ hosts.items() }}', 'name, port in {{ hosts | dictsort }}']) {
      expectEnd(overMap(list), {}, { runs: 'each', output: { r: ['a=1', 'b=2'] } });
    }
  });

  test('st2#5721, st2#5547: or its keys', () => {
    const yaml = `
vars: {hosts: {a: 1, b: 2}}
tasks:
  - name: each
    with: {items: "{{ hosts.keys() }}"}
    action: core.echo
    input: {message: "{{ item }}"}
    next: [{publish: {r: "{{ result() }}"}, do: noop}]
output_map: {r: "{{ r }}"}`;
    expectEnd(yaml, {}, { runs: 'each', output: { r: ['a', 'b'] } });
  });

  test('st2#5721: a map itself is refused with words, not taken for a list', () => {
    const yaml = 'vars: {m: {a: 1}}\ntasks: [{name: each, with: {items: "{{ m }}"}}]';
    expectEnd(yaml, {}, { runs: 'each', status: 'failed', errors: ['items_invalid'] });
  });
});
