import { describe, expect, test } from 'vitest';
import { loadDefinition } from '../../src/definition/load-definition.ts';
import { Trial } from '../dag/trial.ts';
import { expectEnd } from './ends.ts';

const callsOf = (trial: Trial) => [...trial.out].sort();

describe('forks', () => {
  test('inngest#4897: what follows the quick branch starts at once, and the slow branch runs once', () => {
    const yaml = `
tasks:
  - {name: root, next: [{do: [a, c]}]}
  - {name: a, next: [{do: b}]}
  - {name: b, next: [{do: z}]}
  - {name: c, next: [{do: z}]}
  - {name: z, join: 1}`;
    const trial = new Trial(yaml, { answers: { c: ['silence'] } }).start();
    trial.step();
    trial.step();
    expect(callsOf(trial)).toEqual(['b:1', 'c:1']);
    trial.step();
    expect(callsOf(trial)).toEqual(['c:1', 'z:1']);
    expectEnd(yaml, {}, { runs: 'root a b c z' });
  });

  test('n8n#9432: all branches of a fork are out at the same time, and one may fail without stopping the others', () => {
    const yaml = `
tasks:
  - {name: root, next: [{do: [a, b, c]}]}
  - {name: a, next: [{do: a2}]}
  - {name: b, next: [{when: "{{ failed() }}", do: noop}, {do: b2}]}
  - {name: c, next: [{do: c2}]}
  - {name: a2}
  - {name: b2}
  - {name: c2}`;
    const trial = new Trial(yaml).start();
    trial.step();
    expect(callsOf(trial)).toEqual(['a:1', 'b:1', 'c:1']);
    expectEnd(yaml, { answers: { b: 'fail' } }, { runs: 'root a b c a2 c2' });
  });

  const branches = (handled: string) => `
tasks:
  - {name: root, next: [{do: [a, b]}]}
  - {name: a, next: [{do: a1}]}
  - {name: a1, next: [{do: a2}]}
  - {name: a2}
  - {name: b${handled}}`;

  test('st2#5054: a branch that handles its failure leaves the others alone', () => {
    const yaml = branches(', next: [{when: "{{ failed() }}", do: noop}]');
    expectEnd(yaml, { answers: { b: 'fail' } }, { runs: 'root a a1 a2 b' });
  });

  test('st2#5054: a branch can end everything on purpose, and one that handles nothing does', () => {
    for (const handled of [', next: [{when: "{{ failed() }}", do: fail}]', '']) {
      const trial = new Trial(branches(handled), { answers: { b: 'fail' } }, 'lifo').run();
      expect([trial.status, trial.runs]).toEqual(['failed', 'a b root']);
    }
  });

  test('orquesta PR#254: forty pairs of success and failure edges load and run like any other workflow', () => {
    const pairs = Array.from(
      { length: 40 },
      (_, i) => `
  - {name: t${i}, next: [{when: "{{ succeeded() }}", do: t${i + 1}}, {when: "{{ failed() }}", do: t${i + 1}}]}`,
    );
    const begin = performance.now();
    const trial = new Trial(`tasks:${pairs.join('')}\n  - {name: t40}`, { answers: { t7: 'fail' } }).run();
    expect(trial.status).toBe('succeeded');
    expect(trial.started).toHaveLength(41);
    // Twice the work for each pair would be a million million steps.
    expect(performance.now() - begin).toBeLessThan(5000);
  });

  test('orquesta PR#254: the same where every pair is a fork to a join of its own', () => {
    const stages = Array.from(
      { length: 40 },
      (_, i) => `
  - {name: s${i}, join: active, next: [{do: [l${i}, r${i}]}]}
  - {name: l${i}, next: [{when: "{{ succeeded() }}", do: s${i + 1}}, {do: s${i + 1}}]}
  - {name: r${i}, next: [{when: "{{ succeeded() }}", do: s${i + 1}}, {do: s${i + 1}}]}`,
    );
    const begin = performance.now();
    const trial = new Trial(`tasks:${stages.join('')}\n  - {name: s40, join: all}`, {}, 'lifo').run();
    expect(trial.status).toBe('succeeded');
    expect(trial.started).toHaveLength(121);
    expect(performance.now() - begin).toBeLessThan(5000);
  });
});

describe('cycles', () => {
  const backToTheFirst = `
tasks:
  - {name: task1, next: [{do: task2}]}
  - {name: task2, next: [{when: "{{ iteration() < 3 }}", do: task1}, {do: task3}]}
  - {name: task3}`;

  test('st2#4746: a transition back to the first task runs, and does not hang', () => {
    expectEnd(`entry_points: [task1]${backToTheFirst}`, {}, { runs: 'task1*3 task2*3 task3' });
    expectEnd(backToTheFirst, { startAt: ['task1'] }, { runs: 'task1*3 task2*3 task3' });
  });

  test('st2#4746: the file that names no first task is taken, since it can be started by name', () => {
    const { definition, findings } = loadDefinition(backToTheFirst, { ref: 'test.workflow', pack: 'test' });
    expect(definition).not.toBeNull();
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  test('orquesta#263: a loop around a join leaves no join state of its earlier rounds', () => {
    const yaml = `
entry_points: [head]
tasks:
  - {name: head, next: [{do: [l, r]}]}
  - {name: l, next: [{do: meet}]}
  - {name: r, next: [{do: meet}]}
  - {name: meet, join: all, next: [{when: "{{ iteration() < 50 }}", do: head}]}`;
    const trial = new Trial(yaml).start();
    const most = { join: 0, arrival: 0, lane: 0, group: 0 };
    while (!trial.ended) {
      trial.step();
      for (const table of ['join', 'arrival', 'lane', 'group'] as const) {
        most[table] = Math.max(most[table], [...trial.stage.state.scan(table, '')].length);
      }
    }
    expect(trial.runs).toBe('head*50 l*50 meet*50 r*50');
    expect(most.join).toBeLessThanOrEqual(2);
    expect(most.arrival).toBeLessThanOrEqual(4);
    expect(most.lane).toBeLessThanOrEqual(4);
    expect(most.group).toBeLessThanOrEqual(2);
  });
});
