import { describe, expect, test } from 'vitest';
import { analysed, type Case, check, tasks } from './analysed.ts';

const echo = (text: string) => `action: core.echo, input: {message: "{{ ${text} }}"}`;
const NEVER = 'variable_never_assigned';
const MAYBE = 'variable_maybe_unassigned';

describe('names that nothing assigns', () => {
  test.each<Case>([
    ['a bare name', tasks(`a: {${echo('x')}}`), [NEVER, '/tasks/a/input/message']],
    ['through the context', tasks(`a: {${echo('ctx().x')}}`), [NEVER, '/tasks/a/input/message']],
    ['through `vars`', tasks(`a: {${echo('vars.x')}}`), [NEVER, '/tasks/a/input/message']],
    ['a parameter that is not declared', tasks(`a: {${echo('parameters.x')}}`), [NEVER, '/tasks/a/input/message']],
    [
      'a parameter in `vars`, which holds none',
      tasks(`a: {${echo('vars.x')}}`, 'parameters: {x: {type: string, required: true}}'),
      [NEVER, '/tasks/a/input/message'],
    ],
    [
      'in every key of a task',
      tasks(
        'a: {when: "{{ p }}", delay: "{{ q }}", timeout: "{{ r }}", with: {items: "{{ s }}", concurrency: "{{ t }}"}, retry: {count: "{{ u }}", when: "{{ v }}"}, action: core.noop}',
      ),
      ...['when', 'delay', 'timeout', 'with/items', 'with/concurrency', 'retry/count', 'retry/when'].map(
        (key) => [NEVER, `/tasks/a/${key}`] as const,
      ),
    ],
    [
      'in conditions and publishes',
      tasks('a: {next: [{when: "{{ x }}", publish: [{y: "{{ z }}"}], do: b}]}\nb:'),
      [NEVER, '/tasks/a/next/0/when'],
      [NEVER, '/tasks/a/next/0/publish/0/y'],
    ],
    [
      'a publish sees only what stands before it in its list',
      tasks('a: {next: [{publish: [{y: "{{ x }}"}, {x: 1}, {z: "{{ x }}"}]}]}'),
      [NEVER, '/tasks/a/next/0/publish/0/y'],
    ],
    [
      'published on another branch',
      tasks(`a: {next: [{publish: [{x: 1}], do: b}, {do: c}]}\nb:\nc: {${echo('x')}}`),
      ['transition_shadowed', '/tasks/a/next/1'],
      [NEVER, '/tasks/c/input/message'],
    ],
    [
      'published behind it',
      tasks(`a: {${echo('x')}, next: [{publish: [{x: 1}], do: b}]}\nb:`),
      [NEVER, '/tasks/a/input/message'],
    ],
    ['a variable that reads a later one', tasks('a:', 'vars: {x: "{{ y }}", y: 1, z: "{{ y }}"}'), [NEVER, '/vars/x']],
    [
      'in the result',
      tasks('a: {next: [{publish: [{x: 1}]}]}', 'output_map: {x: "{{ x }}", y: "{{ y }}"}'),
      [NEVER, '/output_map/y'],
    ],
    [
      'in the items of a task, which are not bound there',
      tasks('a: {with: {items: "x in {{ x }}"}, action: core.noop}'),
      [NEVER, '/tasks/a/with/items'],
    ],
    [
      'in the Orquesta dialect',
      tasks(
        'a: {action: core.echo message=<% ctx().x %>}',
        'dialect: orquesta\noutput: [{p: 1}, {q: <% ctx().p %>}, {r: <% ctx().s %>}]',
      ),
      [NEVER, '/output/2/r'],
      [NEVER, '/tasks/a/input/message'],
    ],
  ])('%s', check);

  test.each([
    ['vars', 'x', 'Did you mean `xs`?', 'vars: {xs: 1}'],
    ['a task', 'a', 'To read the result of the task, write `task.a.result`.', ''],
    ['a parameter', 'parameters.host', 'Did you mean `hots`?', 'parameters: {hots: {default: 1}}'],
    ['nothing', 'q', 'Declare it under `parameters` or `vars`, or publish it in a task before.', ''],
  ])('are told with a hint: like %s', (_, text, hint, more) => {
    expect(analysed(tasks(`a: {${echo(text)}}`, more))[0]?.hint).toBe(hint);
  });
});

describe('names that are there', () => {
  test.each<[string, string]>([
    [
      'parameters',
      tasks(`a: {${echo('x ~ ctx().x ~ parameters.x')}}`, 'parameters: {x: {type: string, required: true}}'),
    ],
    ['variables', tasks(`a: {${echo('x ~ vars.x ~ workflow.x')}}`, 'vars: {x: 1}')],
    ['with a default', tasks(`a: {${echo('x | default(1)')}}`)],
    ['asked for', tasks(`a: {${echo('x if x is defined else 1')}}`)],
    ['by `get`', tasks(`a: {${echo("ctx().get('x')")}}`)],
    ['published upstream', tasks(`a: {next: [{publish: [{x: 1}], do: b}]}\nb: {next: [{do: c}]}\nc: {${echo('x')}}`)],
    [
      'published on both ways',
      tasks(
        `a: {next: [{when: "{{ succeeded() }}", publish: [{x: 1}], do: b}, {publish: [{x: 2}], do: c}]}\nb: {next: [{do: d}]}\nc: {next: [{do: d}]}\nd: {${echo('x')}}`,
      ),
    ],
    [
      'published by a branch of a join',
      tasks(
        `a: {next: [{do: [b, c]}]}\nb: {next: [{publish: [{x: 1}], do: j}]}\nc: {next: [{do: j}]}\nj: {join: all, ${echo('x')}}`,
      ),
    ],
    [
      'published by so many that one of them must have arrived',
      tasks(
        `a: {next: [{do: [b, c, d]}]}\nb: {next: [{publish: [{x: 1}], do: j}]}\nc: {next: [{publish: [{x: 1}], do: j}]}\nd: {next: [{do: j}]}\nj: {join: 2, ${echo('x')}}`,
      ),
    ],
    [
      'names of items',
      tasks('a: {with: {items: "x, y in {{ zip([1], [2]) }}"}, action: core.echo, input: {message: "{{ x + y }}"}}'),
    ],
    ['guarded by the task', tasks(`a: {when: "{{ x is defined }}", ${echo('x')}}`)],
    [
      'guarded by the transition',
      tasks(
        `a: {next: [{when: "{{ x is defined }}", publish: [{y: "{{ x }}"}], do: b}]}\nb: {${echo('x')}}`,
        'entry_points: [a]',
      ).replace('tasks:', 'parameters: {x: {type: string}}\ntasks:'),
    ],
    ['read as a whole', tasks(`a: {${echo('ctx()')}}`)],
    ['named by an expression', tasks(`a: {next: [{publish: {"{{ 1 }}": 1}, do: b}]}\nb: {${echo('x')}}`)],
    [
      'in an open input',
      tasks(`a: {${echo('x ~ parameters.y')}}`, 'parameters: {type: object, additionalProperties: true}'),
    ],
    [
      'inputs in the Orquesta dialect',
      tasks('a: {action: core.echo message=<% ctx().x %>}', 'dialect: orquesta\ninput: [x, {y: <% ctx().x %>}]'),
    ],
  ])('%s', (_, source) => {
    expect(analysed(source).filter(({ code }) => code.startsWith('variable'))).toEqual([]);
  });
});

describe('names that only some paths assign', () => {
  test.each<Case>([
    [
      'published by one outcome',
      tasks(`a: {next: [{when: "{{ succeeded() }}", publish: [{x: 1}], do: b}, {do: b}]}\nb: {${echo('x')}}`),
      [MAYBE, '/tasks/b/input/message', ['a', 'b']],
    ],
    [
      'published by a loop that may be passed by',
      tasks(
        `s: {next: [{do: a}]}\na: {next: [{when: "{{ result() }}", do: l}, {do: b}]}\nl: {next: [{publish: [{x: 1}], do: a}]}\nb: {${echo('x')}}`,
      ),
      [MAYBE, '/tasks/b/input/message', ['s', 'a', 'b']],
    ],
    [
      'published by too few branches of a join',
      tasks(
        `a: {next: [{do: [b, c, d]}]}\nb: {next: [{publish: [{x: 1}], do: j}]}\nc: {next: [{do: j}]}\nd: {next: [{do: j}]}\nj: {join: 2, ${echo('x')}}`,
      ),
      [MAYBE, '/tasks/j/input/message', ['a', 'c', 'j']],
    ],
    [
      'published by a branch that `active` does not wait for',
      tasks(
        `a: {next: [{do: [b, c]}]}\nb: {next: [{when: "{{ result() }}", publish: [{x: 1}], do: j}]}\nc: {next: [{do: j}]}\nj: {join: active, ${echo('x')}}`,
      ),
      [MAYBE, '/tasks/j/input/message', ['a', 'c', 'j']],
    ],
    [
      'told once per task, and not again behind it',
      tasks(
        `a: {next: [{when: "{{ succeeded() }}", publish: [{x: 1}], do: b}, {do: b}]}\nb: {${echo('x ~ x')}, next: [{when: "{{ x }}", do: c}]}\nc: {${echo('x')}}`,
      ),
      [MAYBE, '/tasks/b/input/message'],
    ],
    [
      'a parameter that need not be given',
      tasks(`a: {${echo('x')}, next: [{do: b}]}\nb: {${echo('parameters.x')}}`, 'parameters: {x: {type: string}}'),
      [MAYBE, '/tasks/a/input/message'],
    ],
    [
      'in the result, when a run can end without',
      tasks(
        'a: {next: [{when: "{{ result() }}", publish: [{x: 1}], do: b}, {do: c}]}\nb:\nc:',
        'output_map: {x: "{{ x }}"}',
      ),
      [MAYBE, '/output_map/x', ['a', 'c']],
    ],
    [
      'not in the result, when such a run fails anyway',
      tasks(
        'a: {next: [{when: "{{ succeeded() }}", publish: [{x: 1}], do: b}]}\nb: {next: [{when: "{{ result() }}", do: c}]}\nc: {action: core.fail}',
        'output_map: {x: "{{ x }}"}',
      ),
    ],
    [
      'in the Orquesta dialect',
      tasks(
        'a: {next: [{when: <% succeeded() %>, publish: x=1, do: b}, {when: <% failed() %>, do: b}]}\nb: {action: core.echo message=<% ctx().x %>}',
        'dialect: orquesta',
      ),
      [MAYBE, '/tasks/b/input/message', ['a', 'b']],
    ],
    [
      'not in the Orquesta dialect when every outcome publishes',
      tasks(
        'a: {next: [{when: <% succeeded() %>, publish: x=1, do: b}, {when: <% failed() %>, publish: x=2, do: b}]}\nb: {action: core.echo message=<% ctx().x %>}',
        'dialect: orquesta',
      ),
    ],
  ])('%s', check);
});
