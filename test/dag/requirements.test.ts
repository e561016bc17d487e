import { describe, expect, test } from 'vitest';
import { loadDefinition } from '../../src/definition/load-definition.ts';
import { inEveryOrder, type Script, sortedRuns, Trial } from './trial.ts';

/** Runs in every order; each must end well with these runs. */
function succeeds(yaml: string, runs: string, script: Script = {}, look: (trial: Trial) => void = () => {}): void {
  inEveryOrder(yaml, script, (trial) => {
    expect(trial.errors).toEqual([]);
    expect(trial.status).toBe('succeeded');
    expect(trial.runs).toBe(sortedRuns(runs));
    look(trial);
  });
}

const codesOf = (yaml: string) =>
  loadDefinition(yaml, { ref: 'test.workflow', pack: 'test' }).findings.map(({ code }) => code);

describe('A43–A56: the transition engine', () => {
  test('A43 a task that leads to itself runs again and again until its condition ends it', () => {
    const yaml = `
entry_points: [poll]
tasks:
  - {name: poll, next: [{when: "{{ iteration() < 10 }}", do: poll}]}`;
    succeeds(yaml, 'poll*10', {}, (trial) => {
      expect(trial.started).toEqual(Array.from({ length: 10 }, (_, i) => `poll:${i + 1}`));
    });
  });

  test('A44 a → b → c → a goes round in that order', () => {
    const yaml = `
entry_points: [a]
tasks:
  - {name: a, next: [{do: b}]}
  - {name: b, next: [{do: c}]}
  - {name: c, next: [{when: "{{ iteration() < 3 }}", do: a}]}`;
    succeeds(yaml, 'a*3 b*3 c*3', {}, (trial) => {
      expect(trial.started).toEqual(['a:1', 'b:1', 'c:1', 'a:2', 'b:2', 'c:2', 'a:3', 'b:3', 'c:3']);
    });
  });

  test('A45 a cycle is left when its exit condition holds, by the exit and by nothing else', () => {
    const yaml = `
entry_points: [probe]
tasks:
  - name: probe
    next:
      - {when: "{{ result() == 'healthy' }}", publish: {rounds: "{{ iteration() }}"}, do: report}
      - {do: pause}
  - {name: pause, action: core.sleep, input: {seconds: 30}, next: [{do: probe}]}
  - {name: report}
output_map: {rounds: "{{ rounds }}"}`;
    const answers = { probe: [{ result: 'sick' }, { result: 'sick' }, { result: 'healthy' }] };
    succeeds(yaml, 'probe*3 pause*2 report', { answers }, (trial) => {
      expect(trial.output).toEqual({ rounds: 3 });
    });
  });

  const twoIntoOne = `
tasks:
  - {name: a, next: [{do: j}]}
  - {name: b, next: [{do: j}]}
  - {name: j, join: all}`;

  test('A46 a join of two parallel tasks waits for both and runs once', () => {
    for (const [first, second] of [
      ['a:1', 'b:1'],
      ['b:1', 'a:1'],
    ] as const) {
      const trial = new Trial(twoIntoOne).start();
      trial.stage.complete(first);
      expect(trial.taskStatus('j:1')).toBeUndefined();
      trial.stage.complete(second);
      expect(trial.taskStatus('j:1')).toBe('running');
    }
    succeeds(twoIntoOne, 'a b j');
  });

  test('A47 a join of two of three runs at the second arrival; the third does not start it again', () => {
    const yaml = `
tasks:
  - {name: a, next: [{do: j}]}
  - {name: b, next: [{do: j}]}
  - {name: c, next: [{do: j}]}
  - {name: j, join: 2, next: [{do: z}]}
  - {name: z}`;
    succeeds(yaml, 'a b c j z');
    const trial = new Trial(yaml).start();
    trial.stage.complete('c:1');
    trial.stage.complete('a:1');
    expect(trial.taskStatus('j:1')).toBe('running');
    trial.stage.complete('j:1');
    trial.stage.complete('z:1');
    expect(trial.status).toBe('running');
    trial.stage.complete('b:1');
    expect(trial.status).toBe('succeeded');
    expect(trial.runs).toBe('a b c j z');
  });

  test('A48 every entry point starts at once, in the order of the document', () => {
    const yaml = 'tasks: [{name: c}, {name: a, next: [{do: z}]}, {name: b}, {name: z}]';
    const trial = new Trial(yaml).start();
    expect(trial.started).toEqual(['c:1', 'a:1', 'b:1']);
    expect(trial.out).toEqual(['c:1', 'a:1', 'b:1']);
    succeeds(yaml, 'a b c z');
    succeeds(`entry_points: [b, a]\n${yaml}`, 'a b z');
  });

  const ring = 'tasks: [{name: a, next: [{do: b}]}, {name: b, next: [{when: "{{ iteration() < 2 }}", do: a}]}]';

  test('A49 a workflow without entry point is a valid definition, and starts where it is told to', () => {
    expect(codesOf(ring).filter((code) => code !== 'no_entry_point')).toEqual([]);
    succeeds(ring, 'a*2 b*2', { startAt: ['a'] });
    succeeds(ring, 'a b*2', { startAt: ['b'] });
  });

  test('A49 started at nothing, an execution does not succeed in silence', () => {
    const trial = new Trial(ring).run();
    expect(trial.status).toBe('failed');
    expect(trial.errors).toEqual(['no_entry_point']);
  });

  test('A50 one task leads to several next tasks, which run side by side', () => {
    const yaml = 'tasks: [{name: a, next: [{do: [b, c, d]}]}, {name: b}, {name: c}, {name: d}]';
    const trial = new Trial(yaml).start();
    trial.step();
    expect(trial.out).toEqual(['b:1', 'c:1', 'd:1']);
    succeeds(yaml, 'a b c d');
  });

  test('A52 an execution that takes too long is stopped and ends as timed_out', () => {
    const yaml = `
timeout: PT2H
entry_points: [a]
tasks:
  - {name: a, next: [{do: pause}]}
  - {name: pause, action: core.sleep, input: {seconds: 3000}, next: [{do: a}]}`;
    inEveryOrder(yaml, {}, (trial) => {
      expect(trial.status).toBe('timed_out');
      expect(trial.errors).toEqual(['duration_limit_exceeded']);
      expect(trial.runs).toBe('a*3 pause*3');
      expect(trial.taskStatus('pause:3')).toBe('canceled');
    });
  });

  test('A53 a task may run as often as the limit says, and not once more', () => {
    const yaml = (limit: string) => `
${limit}
entry_points: [a]
tasks:
  - {name: a, next: [{when: "{{ iteration() < 30 }}", do: a}]}`;
    succeeds(yaml('max_task_iterations: 30'), 'a*30');
    inEveryOrder(yaml('max_task_iterations: 29'), {}, (trial) => {
      expect(trial.status).toBe('failed');
      expect(trial.stage.shown().error).toMatchObject({
        code: 'iteration_limit_exceeded',
        task: 'a',
        data: { task: 'a', count: 29 },
      });
      expect(trial.runs).toBe('a*29');
    });
  });

  test("A53 a task's own limit goes before the workflow's, and no transition catches it", () => {
    const yaml = `
max_task_iterations: 3
entry_points: [a]
tasks:
  - {name: a, max_iterations: 5, next: [{when: "{{ succeeded() }}", do: a}, {do: mend}]}
  - {name: mend}`;
    inEveryOrder(yaml, {}, (trial) => {
      expect(trial.status).toBe('failed');
      expect(trial.runs).toBe('a*5');
    });
  });

  test('A56 the state counts the iterations of every task, and expressions see the number', () => {
    const yaml = `
vars: {seen: []}
entry_points: [a]
tasks:
  - {name: a, action: core.echo, input: {message: "{{ iteration() }}"}, next: [{publish: {seen: "{{ seen + [result()] }}"}, do: b}]}
  - {name: b, next: [{when: "{{ iteration() < 3 }}", do: a}]}
output_map: {seen: "{{ seen }}"}`;
    succeeds(yaml, 'a*3 b*3', {}, (trial) => {
      expect(trial.output).toEqual({ seen: [1, 2, 3] });
      expect(trial.stage.state.get('iteration', 'a')).toEqual({ n: 3 });
      expect(trial.stage.state.get('task', 'a:2')?.iteration).toBe(2);
    });
  });
});
