import { describe, expect, test } from 'vitest';
import { analysed, type Case, check, tasks } from './analysed.ts';

describe('where an execution begins', () => {
  test.each<Case>([
    ['a task that nothing leads to', tasks('a: {next: [{do: b}]}\nb:')],
    [
      'nowhere: every task has something leading to it',
      tasks('a: {next: [{when: "{{ result() }}", do: b}]}\nb: {next: [{when: "{{ result() }}", do: a}]}'),
      ['no_entry_point', '/tasks/a', ['a', 'b', 'a']],
    ],
    [
      'nowhere: a single task that leads to itself',
      tasks('a: {next: [{when: "{{ result() }}", do: a}]}'),
      ['no_entry_point', '/tasks/a', ['a', 'a']],
    ],
    [
      'in a loop that the file names',
      tasks('a: {next: [{when: "{{ result() }}", do: b}]}\nb: {next: [{do: a}]}', 'entry_points: [a]'),
    ],
    [
      'nowhere, in the Orquesta dialect',
      tasks('a: {next: [{when: <% result() %>, do: a}]}', 'dialect: orquesta'),
      ['no_entry_point', '/tasks/a'],
    ],
  ])('%s', check);
});

describe('tasks that are never run', () => {
  test.each<Case>([
    [
      'a task that no entry point leads to',
      tasks('a:\nb: {next: [{do: c}]}\nc:', 'entry_points: [a]'),
      ['unreachable_task', '/tasks/b'],
      ['unreachable_task', '/tasks/c'],
    ],
    [
      'a cycle that no entry point leads to, and what hangs on it',
      tasks('a:\nb: {next: [{do: c}]}\nc: {next: [{when: "{{ result() }}", do: [b, d]}]}\nd:'),
      ['unreachable_cycle', '/tasks/b', ['b', 'c', 'b']],
      ['unreachable_task', '/tasks/d'],
    ],
    [
      'a task that leads only to itself',
      tasks('a:\nb: {next: [{do: b}]}'),
      ['unreachable_cycle', '/tasks/b', ['b', 'b']],
    ],
    ['a cycle that is led into', tasks('a: {next: [{do: b}]}\nb: {next: [{when: "{{ failed() }}", do: b}]}')],
    [
      'the same in the Orquesta dialect',
      tasks('a: {action: core.noop}\nb: {next: [{do: c}]}\nc: {next: [{do: b}]}', 'dialect: orquesta'),
      ['unreachable_cycle', '/tasks/b', ['b', 'c', 'b']],
    ],
  ])('%s', check);
});

describe('cycles without an exit', () => {
  test.each<Case>([
    [
      'every transition stays',
      tasks('s: {next: [{do: a}]}\na: {next: [{do: b}]}\nb: {next: [{do: a}]}'),
      ['endless_cycle', '/tasks/a', ['a', 'b', 'a']],
    ],
    [
      'both outcomes stay',
      tasks(
        's: {next: [{do: a}]}\na: {next: [{when: "{{ succeeded() }}", do: b}, {when: "{{ not succeeded() }}", do: a}]}\nb: {next: [{do: a}]}',
      ),
      ['endless_cycle', '/tasks/a'],
    ],
    [
      'the way out is never taken',
      tasks('s: {next: [{do: a}]}\na: {next: [{when: "{{ false }}", do: out}, {do: a}]}\nout:'),
      ['endless_cycle', '/tasks/a', ['a', 'a']],
    ],
    [
      'one token leaves, another one stays',
      tasks('s: {next: [{do: a}]}\na: {next: [{do: [a, out]}]}\nout:'),
      ['endless_cycle', '/tasks/a'],
    ],
    ['a condition ends it', tasks('s: {next: [{do: a}]}\na: {next: [{when: "{{ result() == 1 }}", do: a}]}')],
    ['a failure ends it', tasks('s: {next: [{do: a}]}\na: {next: [{when: "{{ succeeded() }}", do: a}]}')],
    ['a command ends it', tasks('s: {next: [{do: a}]}\na: {next: [{when: "{{ result() }}", do: fail}, {do: a}]}')],
    [
      'in the Orquesta dialect every transition that matches is taken',
      tasks(
        's: {next: [{do: a}]}\na: {next: [{do: a}, {when: <% failed() %>, do: out}]}\nout: {action: core.noop}',
        'dialect: orquesta',
      ),
      ['endless_cycle', '/tasks/a'],
    ],
    [
      'complementary conditions lead out',
      tasks(
        's: {next: [{do: a}]}\na: {next: [{when: <% ctx().n < 3 %>, do: a}, {when: <% ctx().n >= 3 %>, do: out}]}\nout: {action: core.noop}',
        'dialect: orquesta\nvars: [{n: 0}]',
      ),
    ],
  ])('%s', check);
});

describe('transitions that are never taken', () => {
  test.each<Case>([
    [
      'behind one without a condition',
      tasks('a: {next: [{do: b}, {when: "{{ failed() }}", do: c}, {do: c}]}\nb:\nc:'),
      ['transition_shadowed', '/tasks/a/next/1'],
      ['transition_shadowed', '/tasks/a/next/2'],
    ],
    [
      'behind one that always holds',
      tasks('a: {next: [{when: "{{ completed() }}", do: b}, {do: c}]}\nb:\nc:'),
      ['transition_shadowed', '/tasks/a/next/1'],
    ],
    [
      'behind the same condition',
      tasks(
        'a: {next: [{when: "{{ result().x == 1 }}", do: b}, {when: "{{ result().x  == 1 and succeeded() }}", do: c}]}\nb:\nc:',
      ),
      ['transition_shadowed', '/tasks/a/next/1'],
    ],
    [
      'not behind chance',
      tasks('a: {next: [{when: "{{ random() < 0.5 }}", do: b}, {when: "{{ random() < 0.5 }}", do: c}]}\nb:\nc:'),
    ],
    [
      'not behind both outcomes: a canceled task has neither',
      tasks('a: {next: [{when: "{{ succeeded() }}", do: b}, {when: "{{ failed() }}", do: c}, {do: d}]}\nb:\nc:\nd:'),
    ],
    [
      'not behind `retry`, which is followed only a few times',
      tasks('a: {next: [{do: retry}, {when: "{{ failed() }}", do: b}]}\nb:'),
    ],
    [
      'not where every match counts',
      tasks('a: {match: all, next: [{do: b}, {when: "{{ failed() }}", do: c}]}\nb:\nc:'),
    ],
    [
      'not in the Orquesta dialect',
      tasks(
        'a: {next: [{do: b}, {when: <% failed() %>, do: c}]}\nb: {action: core.noop}\nc: {action: core.noop}',
        'dialect: orquesta',
      ),
    ],
  ])('%s', check);

  test('name the one before them', () => {
    const [found] = analysed(tasks('a: {next: [{do: b}, {do: c}]}\nb:\nc:'));
    expect(found).toMatchObject({
      severity: 'warning',
      line: 3,
      message: expect.stringContaining('transition 1, before it'),
    });
  });
});

describe('workflows that start themselves', () => {
  const call = 'action: examples.deploy';
  test.each<Case>([
    [
      'in every run',
      tasks(`a: {next: [{do: b}]}\nb: {${call}}`),
      ['unconditional_recursion', '/tasks/b/action', ['a', 'b']],
    ],
    [
      'on both branches',
      tasks(
        `a: {next: [{when: "{{ result() }}", do: b}, {do: c}]}\nb: {${call}}\nc: {next: [{when: "{{ succeeded() }}", do: b}]}`,
      ),
      ['unconditional_recursion', '/tasks/b/action', ['a', 'b']],
    ],
    ['on one branch only', tasks(`a: {next: [{when: "{{ result() }}", do: b}]}\nb: {${call}}`)],
    ['unless a condition of the task says no', tasks(`a: {${call}, when: "{{ false }}"}`)],
    ['for items, of which there may be none', tasks(`a: {${call}, with: {items: []}}`)],
    ['unless the file fails before', tasks(`a: {next: [{when: "{{ result() }}", do: b}, {do: fail}]}\nb: {${call}}`)],
    [
      'in the Orquesta dialect',
      tasks(`a: {${call}}`, 'dialect: orquesta'),
      ['unconditional_recursion', '/tasks/a/action', ['a']],
    ],
  ])('%s', check);
});
