import { describe, expect, test } from 'vitest';
import type { Effect } from '../../src/conductor/effect.ts';
import { shownStatus } from '../../src/inspection/shown-status.ts';
import { ORDERS, Trial } from '../dag/trial.ts';
import { Stage } from './stage.ts';

/** Lines of the language's page that no other test shows by themselves. */

const calls = (effects: readonly Effect[]) =>
  effects.flatMap((effect) =>
    effect.type === 'call' ? [`${effect.instance}${effect.item === null ? '' : `[${effect.item}]`}`] : [],
  );
const errors = (stage: Stage) => [...stage.state.scan('error', '')].map(([, error]) => error);

describe('outcomes', () => {
  test('a task that is canceled evaluates its transitions; no match is no failure', () => {
    const stage = new Stage(`
tasks:
  - {name: a, next: [{when: "{{ succeeded() or failed() }}", do: no}, {when: "{{ canceled() }}", do: yes}]}
  - {name: b}
  - {name: yes}
  - {name: no}`);
    stage.start();
    const cancel = (instance: string) =>
      stage.take({ type: 'task.canceled', at: stage.now, instance, item: null, attempt: 1 });
    expect(calls(cancel('a:1'))).toEqual(['yes:1']);
    cancel('b:1');
    stage.complete('yes:1');
    expect(stage.shown()).toMatchObject({ status: 'succeeded', error: null });
  });

  test('a time-out is a failure that a transition can tell from others', () => {
    const stage = new Stage(`
tasks:
  - name: a
    timeout: 5
    next: [{when: "{{ failed() and not timed_out() }}", do: no}, {when: "{{ failed() }}", do: yes}]
  - {name: yes}
  - {name: no}`);
    stage.start();
    expect(calls(stage.fire('a:1||timeout'))).toEqual(['yes:1']);
  });

  test('the first unhandled error is the error of the execution; later ones stand behind it', () => {
    const stage = new Stage('tasks: [{name: a}, {name: b}, {name: c}]');
    stage.start();
    stage.fail('b:1', null, 'first');
    stage.fail('a:1', null, 'second');
    stage.complete('c:1');
    expect(stage.shown()).toMatchObject({ status: 'failed', error: { code: 'first', task: 'b' } });
    expect(errors(stage).map(({ code }) => code)).toEqual(['first', 'second']);
  });

  test('an error in a condition: a `first` list tries no other, an `all` list does, and nothing starts', () => {
    const run = (match: string) => {
      const trial = new Trial(`
match: ${match}
tasks:
  - {name: a, next: [{when: "{{ 1 / 0 }}", do: b}, {publish: {x: 1}, do: c}]}
  - {name: b}
  - {name: c}
output_map: {x: "{{ x | default(0) }}"}`).run();
      return [trial.status, trial.runs, trial.output, trial.errors];
    };
    expect(run('first')).toEqual(['failed', 'a', { x: 0 }, ['expression_division_by_zero']]);
    expect(run('all')).toEqual(['failed', 'a', { x: 1 }, ['expression_division_by_zero']]);
  });
});

describe('transitions', () => {
  test('`match` on a task goes before that of the file', () => {
    const yaml = (file: string, task: string) => `
match: ${file}
tasks:
  - {name: a, match: ${task}, next: [{do: b}, {do: c}]}
  - {name: z, next: [{do: b}, {do: c}]}
  - {name: b}
  - {name: c}`;
    expect(new Trial(yaml('first', 'all')).run().runs).toBe('a b*2 c z');
    expect(new Trial(yaml('all', 'first')).run().runs).toBe('a b*2 c z');
  });

  test('a target repeated in one `do` counts once; two transitions to one task make two tokens', () => {
    const yaml = (next: string) => `tasks: [{name: a, match: all, next: [${next}]}, {name: b}]`;
    expect(new Trial(yaml('{do: [b, b]}')).run().runs).toBe('a b');
    expect(new Trial(yaml('{do: b}, {do: b}')).run().runs).toBe('a b*2');
  });

  test('`task.<name>` is seen downstream of that task only', () => {
    const trial = new Trial(`
tasks:
  - {name: s, next: [{do: [a, b]}]}
  - {name: a, next: [{do: a2}]}
  - {name: b, next: [{publish: {beside: "{{ task.a is defined }}"}, do: noop}]}
  - {name: a2, next: [{publish: {below: "{{ task.a.status }}"}, do: noop}]}
output_map: {beside: "{{ beside }}", below: "{{ below }}"}`).run();
    expect(trial.output).toEqual({ beside: false, below: 'succeeded' });
  });
});

describe('activations of a join in one group', () => {
  const yaml = `
tasks:
  - {name: s, match: all, next: [{do: [a, b, c]}, {do: [a, c]}]}
  - {name: a, next: [{do: j}]}
  - {name: b, next: [{do: j}]}
  - {name: c, next: [{do: j}]}
  - {name: j, join: 2}`;

  test('the second arrival of a task belongs to the second activation, also when its first came too late', () => {
    const stage = new Stage(yaml);
    stage.start();
    for (const instance of ['s:1', 'a:1', 'b:1', 'c:1', 'j:1']) {
      stage.complete(instance);
    }
    expect(calls(stage.complete('c:2'))).toEqual([]);
    expect(calls(stage.complete('a:2'))).toEqual(['j:2']);
    stage.complete('j:2');
    expect(stage.shown()).toMatchObject({ status: 'succeeded', error: null });
  });

  test('in whatever order they come, the join fires twice', () => {
    for (let seed = 1; seed <= 60; seed++) {
      const trial = new Trial(yaml, {}, { seed }).run();
      expect([trial.status, trial.runs]).toEqual(['succeeded', 'a*2 b c*2 j*2 s']);
    }
  });
});

describe('starting elsewhere', () => {
  const yaml = `
entry_points: [s]
tasks:
  - {name: s, next: [{do: [a, b]}]}
  - {name: a, next: [{do: j}]}
  - {name: b, next: [{do: j}]}
  - name: j
    join: all
    next: [{when: "{{ iteration() < 3 }}", do: [a, b]}]`;

  test('inbound tasks and dominators are those of the graph as reached from there', () => {
    for (const order of ORDERS) {
      expect(new Trial(yaml, {}, order).run().runs).toBe('a*3 b*3 j*3 s');
      const trial = new Trial(yaml, { startAt: ['a'] }, order).run();
      expect([trial.status, trial.errors]).toEqual(['failed', ['join_unreachable']]);
    }
    const straight = yaml.replace('next: [{when: "{{ iteration() < 3 }}", do: [a, b]}]', 'next: []');
    const trial = new Trial(straight, { startAt: ['a'] }).run();
    expect([trial.status, trial.runs]).toEqual(['succeeded', 'a j']);
  });
});

describe('the end', () => {
  test('of the variables that several branches set, that of the branch whose last task started last is the result', () => {
    for (const order of ORDERS) {
      const trial = new Trial(
        `
tasks:
  - {name: s, next: [{do: [quick, slow]}]}
  - {name: quick, next: [{publish: {x: quick}, do: noop}]}
  - {name: slow, next: [{publish: {x: slow}, do: more}]}
  - {name: more, next: [{publish: {y: more}, do: noop}]}
output_map: {x: "{{ x }}", y: "{{ y }}"}`,
        {},
        order,
      ).run();
      expect(trial.output).toEqual({ x: 'slow', y: 'more' });
    }
  });

  test.each([
    ['succeeded', (stage: Stage) => stage.complete('a:1'), 'failed', 'output_invalid'],
    ['failed', (stage: Stage) => stage.fail('a:1'), 'failed', 'broken'],
  ])('an output that cannot be rendered, %s: it is left out and listed', (_, end, status, code) => {
    const stage = new Stage('tasks: [{name: a}]\noutput_map: {there: 1, gone: "{{ nothing }}", also: 2}');
    stage.start();
    end(stage);
    expect(stage.shown()).toMatchObject({ status, error: { code }, output: { there: 1, also: 2 } });
    expect(errors(stage).map(({ path }) => path)).toContain('/output_map/gone');
  });

  test('a result that does not fit `output` fails with every mismatch, also where there is no `output_map`', () => {
    const stage = new Stage(`
tasks: [{name: a}]
output: {n: {type: integer, required: true}, t: string}
output_map: {n: many, t: 7}`);
    stage.start();
    stage.complete('a:1');
    expect(stage.shown()).toMatchObject({ status: 'failed', error: { code: 'output_invalid' } });
    expect(errors(stage).map(({ path }) => path)).toEqual(['/output/n', '/output/t']);
    const none = new Stage('tasks: [{name: a}]\noutput: {n: {type: integer, required: true}}');
    none.start();
    none.complete('a:1');
    expect(none.shown()).toMatchObject({ status: 'failed', error: { code: 'output_invalid' } });
  });

  test('joins that cannot fire name who is missing', () => {
    const stage = new Stage(`
tasks:
  - {name: a, next: [{do: j}]}
  - {name: b, next: [{when: "{{ failed() }}", do: j}]}
  - {name: c, next: [{when: "{{ failed() }}", do: j}]}
  - {name: j, join: all}`);
    stage.start();
    for (const instance of ['a:1', 'b:1', 'c:1']) {
      stage.complete(instance);
    }
    expect(stage.shown().error).toMatchObject({
      ...{ code: 'join_unreachable', task: 'j', kind: 'engine' },
      data: { join: 'j', group: null, activation: 1, missing: ['b', 'c'] },
    });
    expect(stage.shown().error?.message).toContain('"b", "c"');
  });

  test('nor is that said of an execution that failed or was canceled for another reason', () => {
    const yaml = `
tasks:
  - {name: a, next: [{do: j}]}
  - {name: b, next: [{when: "{{ succeeded() }}", do: j}]}
  - {name: j, join: all}`;
    const failed = new Stage(yaml);
    failed.start();
    failed.complete('a:1');
    failed.fail('b:1');
    expect(errors(failed).map(({ code }) => code)).toEqual(['broken']);
    const canceled = new Stage(yaml);
    canceled.start();
    canceled.complete('a:1');
    canceled.take({ type: 'command.cancel', at: canceled.now, mode: 'terminate' });
    expect([canceled.shown().status, errors(canceled)]).toEqual(['canceled', []]);
  });

  const twice = (dialect: string) => `
${dialect}
tasks:
  s: {action: core.noop, next: [{do: [a, b]}, {do: [a]}]}
  a: {action: core.noop, next: [{publish: [{x: 1}], do: [j]}]}
  b: {action: core.noop, next: [{do: [j]}]}
  j: {join: all, action: core.noop}`;

  test('arrivals left over at a join that fired before: the Orquesta dialect ends them, with an event', () => {
    const stage = new Stage(twice('dialect: orquesta\nversion: 1.0'));
    stage.start();
    for (const instance of ['s:1', 'a:1', 'b:1', 'j:1', 'a:2']) {
      stage.complete(instance);
    }
    expect(stage.shown()).toMatchObject({ status: 'succeeded', error: null });
    expect(stage.last.changes).toContainEqual(expect.objectContaining({ type: 'token.ended', to: 'absorbed' }));
    expect([...stage.state.scan('token', '')]).toEqual([]);
    expect(new Trial(twice('match: all')).run().errors).toEqual(['join_unreachable']);
  });

  test('at a join that has not fired they are an error there too', () => {
    const yaml = twice('dialect: orquesta\nversion: 1.0').replace(
      'b: {action: core.noop, next: [{',
      'b: {action: core.noop, next: [{when: "<% failed() %>", ',
    );
    expect(new Trial(yaml).run().errors).toEqual(['join_unreachable', 'join_unreachable']);
  });

  test('the limit on iterations: the request goes before the task, the task before the file', () => {
    const yaml = 'max_task_iterations: 7\nentry_points: [a]\ntasks: [{name: a, max_iterations: 3, next: [{do: a}]}]';
    expect(new Trial(yaml).run().runs).toBe('a*3');
    expect(new Trial(yaml, { limits: { taskIterations: 5, iterationsAsked: true } }).run().runs).toBe('a*5');
    const trial = new Trial(yaml.replace('max_iterations: 3, ', '')).run();
    expect(trial.runs).toBe('a*7');
    expect(trial.stage.shown().error).toMatchObject({
      ...{ code: 'iteration_limit_exceeded', task: 'a', kind: 'engine' },
      data: { task: 'a', count: 7 },
    });
  });
});

describe('an answer from outside', () => {
  const pending = (stage: Stage, instance: string) =>
    stage.take({ type: 'task.pending', at: stage.now, instance, item: null, attempt: 1, expiresAt: null });
  const shown = (stage: Stage) => {
    const row = stage.state.get('execution', '');
    return row && [row.status, shownStatus(stage.program, stage.state, row)];
  };

  test('waited for, it pauses nothing; the Orquesta dialect shows an execution with nothing else left as paused', () => {
    const tasks = 'tasks: {a: {action: core.noop}, b: {action: core.noop}}';
    const orquesta = new Stage(`dialect: orquesta\nversion: 1.0\n${tasks}`);
    orquesta.start();
    pending(orquesta, 'a:1');
    expect(shown(orquesta)).toEqual(['running', 'running']);
    orquesta.complete('b:1');
    expect(shown(orquesta)).toEqual(['running', 'paused']);
    orquesta.complete('a:1');
    expect(shown(orquesta)).toEqual(['succeeded', 'succeeded']);
    const native = new Stage(tasks);
    native.start();
    pending(native, 'a:1');
    native.complete('b:1');
    expect(shown(native)).toEqual(['running', 'running']);
  });
});
