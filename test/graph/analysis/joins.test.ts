import { describe, expect, test } from 'vitest';
import { analysed, type Case, check, tasks } from './analysed.ts';

const ok = 'when: "{{ succeeded() }}"';
const again = 'when: "{{ result() == \'again\' }}"';

describe('a join that needs itself', () => {
  test.each<Case>([
    [
      'at the head of a loop',
      tasks(`s: {next: [{do: j}]}\nj: {join: all, next: [{do: b}]}\nb: {next: [{${again}, do: j}]}`),
      ['join_needs_itself', '/tasks/j/join', ['j', 'b', 'j']],
    ],
    [
      'with a number that only the loop can make up',
      tasks(
        `s: {next: [{do: [t, u]}]}\nt: {next: [{do: j}]}\nu:\nj: {join: 2, next: [{do: b}]}\nb: {next: [{${again}, do: j}]}`,
      ),
      ['join_needs_itself', '/tasks/j/join'],
    ],
    [
      'as its own inbound task',
      tasks(`s: {next: [{do: j}]}\nj: {join: all, next: [{${again}, do: j}]}`),
      ['join_needs_itself', '/tasks/j/join', ['j', 'j']],
    ],
    [
      'through another join that needs it',
      tasks(
        's: {next: [{do: [a, b]}]}\na: {next: [{do: j}]}\nb: {next: [{do: k}]}\nj: {join: all, next: [{do: j1}]}\nk: {join: all, next: [{do: k1}]}\nj1: {next: [{do: k}]}\nk1: {next: [{do: j}]}',
      ),
      ['join_needs_itself', '/tasks/j/join', ['j', 'j1', 'k', 'k1', 'j']],
      ['endless_cycle', '/tasks/j'],
      ['join_needs_itself', '/tasks/k/join', ['k', 'k1', 'j', 'j1', 'k']],
    ],
    [
      'not when one arrival is enough',
      tasks(`s: {next: [{do: j}]}\nj: {join: 1, next: [{do: b}]}\nb: {next: [{${again}, do: j}]}`),
    ],
    [
      'not when it waits for what can come',
      tasks(`s: {next: [{do: j}]}\nj: {join: active, next: [{do: b}]}\nb: {next: [{${again}, do: j}]}`),
    ],
    [
      'not when the inbound task of the loop is also led to from outside',
      tasks(
        `i: {next: [{do: [load, check]}]}\nload: {next: [{do: j}]}\ncheck: {next: [{do: j}]}\nj: {join: all, next: [{${again}, do: check}]}`,
      ),
    ],
    [
      'not when the execution begins at it',
      tasks(`j: {join: all, next: [{do: b}]}\nb: {next: [{${again}, do: j}]}`, 'entry_points: [j]'),
    ],
  ])('%s', check);
});

describe('a join that can starve', () => {
  test.each<Case>([
    [
      'because of an exclusive choice',
      tasks(
        'a: {next: [{when: "{{ result() }}", do: b}, {do: c}]}\nb: {next: [{do: j}]}\nc: {next: [{do: j}]}\nj: {join: all}',
      ),
      ['join_can_starve', '/tasks/j/join', ['a', 'c']],
    ],
    [
      'because a branch may end',
      tasks(
        'a: {next: [{do: [b, c]}]}\nb: {next: [{when: "{{ result() }}", do: j}]}\nc: {next: [{do: j}]}\nj: {join: all}',
      ),
      ['join_can_starve', '/tasks/j/join', ['a', 'b']],
    ],
    [
      'because a failure is handled elsewhere',
      tasks(
        `a: {next: [{do: [b, c]}]}\nb: {next: [{${ok}, do: j}, {do: clean}]}\nclean:\nc: {next: [{do: j}]}\nj: {join: all}`,
      ),
      ['join_can_starve', '/tasks/j/join', ['a', 'b', 'clean']],
    ],
    [
      'because a transition is never taken',
      tasks('a: {next: [{do: [b, c]}]}\nb: {next: [{do: d}, {do: j}]}\nd:\nc: {next: [{do: j}]}\nj: {join: all}'),
      ['transition_shadowed', '/tasks/b/next/1'],
      ['join_can_starve', '/tasks/j/join', ['a', 'b', 'd']],
    ],
    [
      'in a later round only',
      tasks(
        `i: {next: [{do: [x, y]}]}\nx: {next: [{do: j}]}\ny: {next: [{do: j}]}\nj: {join: all, next: [{${again}, do: x}, {when: "{{ failed() }}", do: y}]}`,
      ),
      ['join_can_starve', '/tasks/j/join', ['j', 'y']],
    ],
    [
      'with a number',
      tasks(
        'a: {next: [{do: [b, c, d]}]}\nb: {next: [{when: "{{ result() }}", do: j}]}\nc: {next: [{when: "{{ result() }}", do: j}]}\nd: {next: [{do: j}]}\nj: {join: 2}',
      ),
      ['join_can_starve', '/tasks/j/join', ['a', 'd', 'j']],
    ],
    [
      'with a number, what comes through a nested join counting once',
      tasks(
        'a: {next: [{do: [b, c, d]}]}\nb: {next: [{do: [b1, b2]}]}\nb1: {next: [{do: k}]}\nb2: {next: [{do: k}]}\nk: {join: all, next: [{do: j}]}\nc: {next: [{when: "{{ result() }}", do: j}]}\nd: {next: [{do: j}]}\nj: {join: 3}',
      ),
      ['join_can_starve', '/tasks/j/join'],
    ],
    [
      'not when so many come anyway',
      tasks(
        'a: {next: [{do: [b, c, d]}]}\nb: {next: [{when: "{{ result() }}", do: j}]}\nc: {next: [{do: j}]}\nd: {next: [{do: j}]}\nj: {join: 2}',
      ),
    ],
    [
      'not when nobody comes instead',
      tasks(
        'a: {next: [{when: "{{ result() }}", do: [b, c]}]}\nb: {next: [{do: j}]}\nc: {next: [{do: j}]}\nj: {join: all}',
      ),
    ],
    [
      'not when the failure ends the execution',
      tasks(
        `a: {next: [{do: [b, c]}]}\nb: {next: [{${ok}, do: j}]}\nc: {next: [{${ok}, do: j}, {do: fail}]}\nj: {join: all}`,
      ),
    ],
    [
      'not when the other way ends in a task that fails',
      tasks(
        `a: {next: [{do: [b, c]}]}\nb: {next: [{${ok}, do: j}, {do: give_up}]}\ngive_up: {action: core.fail}\nc: {next: [{do: j}]}\nj: {join: all}`,
      ),
    ],
    [
      'not when the choice meets in a plain merge before',
      tasks(
        'a: {next: [{do: [b, c]}]}\nb: {next: [{when: "{{ result() }}", do: x}, {do: y}]}\nx: {next: [{do: m}]}\ny: {next: [{do: m}]}\nm: {next: [{do: j}]}\nc: {next: [{do: j}]}\nj: {join: all}',
      ),
    ],
    [
      'not when the branch loops until it is done',
      tasks(`a: {next: [{do: [b, c]}]}\nb: {next: [{${again}, do: b}, {do: j}]}\nc: {next: [{do: j}]}\nj: {join: all}`),
    ],
    [
      'not with `active`',
      tasks(
        'a: {next: [{do: [b, c]}]}\nb: {next: [{when: "{{ result() }}", do: j}]}\nc: {next: [{do: j}]}\nj: {join: active}',
      ),
    ],
    [
      'in the Orquesta dialect: both outcomes, one to each',
      tasks(
        'a: {next: [{when: <% succeeded() %>, do: b}, {when: <% failed() %>, do: c}]}\nb: {next: [{do: j}]}\nc: {next: [{do: j}]}\nj: {join: all, action: core.noop}',
        'dialect: orquesta',
      ),
      ['join_can_starve', '/tasks/j/join'],
    ],
    [
      'not in the Orquesta dialect when both outcomes lead there',
      tasks(
        'a: {next: [{do: [b, c]}]}\nb: {next: [{when: <% succeeded() %>, do: j}, {when: <% failed() %>, do: j}]}\nc: {next: [{when: <% ctx().n = 1 %>, do: j}, {when: <% ctx().n != 1 %>, do: j}]}\nj: {join: all, action: core.noop}',
        'dialect: orquesta\nvars: [{n: 0}]',
      ),
    ],
    [
      'because an inbound task is never run',
      tasks('a: {next: [{do: j}]}\nb: {next: [{do: j}]}\nj: {join: 2}', 'entry_points: [a]'),
      ['unreachable_task', '/tasks/b'],
      ['join_can_starve', '/tasks/j/join', ['a', 'j']],
    ],
  ])('%s', check);

  test('is told with what stays away and where', () => {
    const [found] = analysed(
      tasks(
        'a: {next: [{do: [b, c]}]}\nb: {next: [{when: "{{ result() }}", do: j}]}\nc: {next: [{do: j}]}\nj: {join: all}',
      ),
    );
    expect(found?.message).toBe('`j` waits for `b`, and may wait in vain: a branch can end at `b`.');
    expect(found?.line).toBe(6);
  });
});

describe('an inbound task that arrives more than once', () => {
  test.each<Case>([
    [
      'because branches meet in a plain merge',
      tasks(
        'a: {next: [{do: [b, c, e]}]}\nb: {next: [{do: d}]}\nc: {next: [{do: d}]}\nd: {next: [{do: j}]}\ne: {next: [{do: j}]}\nj: {join: all}',
      ),
      [
        'join_many_arrivals',
        '/tasks/j/join',
        [
          ['a', 'b', 'd', 'j'],
          ['a', 'c', 'd', 'j'],
        ],
      ],
    ],
    [
      'because it arrives in every pass of a loop',
      tasks(
        `r: {next: [{do: [l, o]}]}\nl: {match: all, next: [{do: j}, {${again}, do: l}]}\no: {next: [{do: j}]}\nj: {join: all}`,
      ),
      [
        'join_many_arrivals',
        '/tasks/j/join',
        [
          ['l', 'j'],
          ['l', 'l', 'j'],
        ],
      ],
    ],
    [
      'once by itself and once through a join',
      tasks(
        'a: {next: [{do: [b, c, d, e]}]}\nb: {next: [{do: k}]}\nc: {next: [{do: k}]}\nk: {join: all, next: [{do: i}]}\nd: {next: [{do: i}]}\ni: {next: [{do: j}]}\ne: {next: [{do: j}]}\nj: {join: all}',
      ),
      ['join_many_arrivals', '/tasks/j/join'],
    ],
    [
      'by two transitions that lead to the same task',
      tasks(
        'a: {match: all, next: [{do: b}, {do: b}, {do: c}]}\nb: {next: [{do: j}]}\nc: {next: [{do: j}]}\nj: {join: all}',
      ),
      ['join_many_arrivals', '/tasks/j/join'],
    ],
    [
      'not by two transitions straight into the join',
      tasks(
        'a: {next: [{do: [p, q]}]}\np: {match: all, next: [{do: j}, {do: j}]}\nq: {next: [{do: j}]}\nj: {join: all}',
      ),
    ],
    [
      'not when the merged task is where the branches begin',
      tasks(
        'a: {next: [{do: [b, c]}]}\nb: {next: [{do: d}]}\nc: {next: [{do: d}]}\nd: {next: [{do: [f, g]}]}\nf: {next: [{do: j}]}\ng: {next: [{do: j}]}\nj: {join: all}',
      ),
    ],
    [
      'not behind nested joins',
      tasks(
        'a: {next: [{do: [b, c, d]}]}\nb: {next: [{do: k}]}\nc: {next: [{do: k}]}\nd: {next: [{do: j}]}\nk: {join: all, next: [{do: j}]}\nj: {join: all}',
      ),
    ],
    [
      'not when the ways exclude each other',
      tasks(
        'a: {next: [{do: [b, c]}]}\nb: {next: [{when: "{{ result() }}", do: x}, {do: y}]}\nx: {next: [{do: m}]}\ny: {next: [{do: m}]}\nm: {next: [{do: j}]}\nc: {next: [{do: j}]}\nj: {join: all}',
      ),
    ],
    [
      'not in the Orquesta dialect when the conditions exclude each other',
      tasks(
        'a: {next: [{do: [b, c]}]}\nb: {next: [{when: <% ctx().k = "x" %>, do: x}, {when: <% ctx().k = "y" %>, do: y}, {when: "<% not ctx().k in [x, y] %>", do: j}]}\nx: {next: [{do: m}]}\ny: {next: [{do: m}]}\nm: {next: [{do: j}]}\nc: {next: [{do: j}]}\nj: {join: 1, action: core.noop}',
        'dialect: orquesta\nvars: [{k: x}]',
      ),
    ],
    [
      'not in the next round of a loop around the join',
      tasks(
        `s: {next: [{do: h}]}\nh: {next: [{do: [a, b]}]}\na: {next: [{do: j}]}\nb: {next: [{do: j}]}\nj: {join: all, next: [{${again}, do: h}]}`,
      ),
    ],
  ])('%s', check);
});

describe('branches that publish one variable', () => {
  const publish = (name: string) => `publish: [{${name}: 1}]`;
  test.each<Case>([
    [
      'before a join',
      tasks(
        `a: {next: [{do: [b, c]}]}\nb: {next: [{${publish('x')}, do: j}]}\nc: {next: [{do: d}]}\nd: {next: [{${publish('x')}, do: j}]}\nj: {join: all}`,
      ),
      [
        'join_write_conflict',
        '/tasks/j/join',
        [
          ['a', 'b', 'j'],
          ['a', 'c', 'd', 'j'],
        ],
      ],
    ],
    [
      'from the start on',
      tasks(`b: {next: [{${publish('x')}, do: j}]}\nc: {next: [{${publish('x')}, do: j}]}\nj: {join: all}`),
      [
        'join_write_conflict',
        '/tasks/j/join',
        [
          ['b', 'j'],
          ['c', 'j'],
        ],
      ],
    ],
    [
      'by two transitions of one completion',
      tasks(
        `a: {match: all, next: [{${publish('x')}, do: b}, {${publish('x')}, do: c}]}\nb: {next: [{do: j}]}\nc: {next: [{do: j}]}\nj: {join: active}`,
      ),
      ['join_write_conflict', '/tasks/j/join'],
    ],
    [
      'one of them behind a join of its own',
      tasks(
        `a: {next: [{do: [b, c, d]}]}\nb: {next: [{${publish('x')}, do: k}]}\nc: {next: [{do: k}]}\nk: {join: all, next: [{do: j}]}\nd: {next: [{${publish('x')}, do: j}]}\nj: {join: all}`,
      ),
      ['join_write_conflict', '/tasks/j/join'],
    ],
    [
      'told at the join where they meet first',
      tasks(
        `a: {next: [{do: [b, c, d]}]}\nb: {next: [{${publish('x')}, do: k}]}\nc: {next: [{${publish('x')}, do: k}]}\nk: {join: all, next: [{do: j}]}\nd: {next: [{do: j}]}\nj: {join: all}`,
      ),
      ['join_write_conflict', '/tasks/k/join'],
    ],
    [
      'not when each has its own',
      tasks(
        `a: {next: [{do: [b, c]}]}\nb: {next: [{${publish('x')}, do: j}]}\nc: {next: [{${publish('y')}, do: j}]}\nj: {join: all}`,
      ),
    ],
    [
      'not when one is published before the branches part',
      tasks(
        `a: {next: [{${publish('x')}, do: [b, c]}]}\nb: {next: [{${publish('x')}, do: j}]}\nc: {next: [{do: j}]}\nj: {join: all}`,
      ),
    ],
    [
      'not when only one of them can be taken',
      tasks(
        `a: {next: [{do: [b, c]}]}\nb: {next: [{when: "{{ result() }}", ${publish('x')}, do: j}, {${publish('x')}, do: j}]}\nc: {next: [{do: j}]}\nj: {join: all}`,
      ),
    ],
    [
      'not when the join takes the first arrival',
      tasks(
        `a: {next: [{do: [b, c]}]}\nb: {next: [{${publish('x')}, do: j}]}\nc: {next: [{${publish('x')}, do: j}]}\nj: {join: 1}`,
      ),
    ],
    [
      'not when they never meet',
      tasks(
        `a: {next: [{do: [b, c]}]}\nb: {next: [{${publish('x')}, do: d}]}\nc: {next: [{${publish('x')}, do: d}]}\nd:`,
      ),
    ],
  ])('%s', check);

  test('names both', () => {
    const [found] = analysed(
      tasks(
        `a: {next: [{do: [b, c]}]}\nb: {next: [{${publish('x')}, do: j}]}\nc: {next: [{${publish('x')}, do: j}]}\nj: {join: all}`,
      ),
    );
    expect(found?.message).toBe(
      '`b` and `c` both publish `x` before the branches meet in `j`: the later arrival wins.',
    );
  });
});
