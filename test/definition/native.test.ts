import { describe, expect, test } from 'vitest';
import { definitionOf, load } from './load.ts';

describe('a native file', () => {
  test('is normalised with all defaults', () => {
    expect(definitionOf('tasks: [{name: a}]')).toEqual({
      format: 1,
      ref: 'examples.deploy',
      pack: 'examples',
      label: 'examples.deploy',
      description: null,
      version: null,
      tags: [],
      dialect: 'native',
      recursiveExpressions: false,
      parameters: { type: 'object', properties: {}, required: [], additionalProperties: false },
      vars: [],
      output: null,
      outputMap: [],
      entryPoints: null,
      tasks: [
        {
          name: 'a',
          description: null,
          action: null,
          input: {},
          when: null,
          with: null,
          join: null,
          delay: null,
          timeout: null,
          totalTimeout: null,
          heartbeat: null,
          retry: null,
          maxIterations: null,
          match: 'first',
          onParentEnd: 'cancel',
          next: [],
          path: '/tasks/0',
        },
      ],
      onFailure: 'finish',
      timeout: null,
      maxTaskIterations: null,
      concurrency: null,
      retention: null,
      positions: { '/tasks/0': [1, 9] },
    });
  });

  test('keeps everything that it says', () => {
    const source = `
ref: examples.deploy
label: Deploy
description: Deploys.
version: 1.10
tags: [prod, prod, web]
dialect: native
match: all
parameters: {host: string}
output: {type: object}
vars: {2: two, 1: one}
entry_points: [a]
tasks:
  a:
    description: first
    action: core.http
    input: {url: "https://{{ host }}"}
    when: "{{ host }}"
    delay: 5
    timeout: PT1M
    total_timeout: "{{ 1 + 1 }}"
    heartbeat: 30
    retry: {count: 3, delay: 1, backoff: exponential, max_delay: PT1H, jitter: 0.5, when: "{{ failed() }}"}
    max_iterations: 7
    match: first
    on_parent_end: abandon
    next:
      - when: "{{ succeeded() }}"
        publish: [{x: 1}, {y: "{{ x }}"}]
        do: b, b , noop
  b:
output_map: {y: "{{ y }}"}
timeout: PT2H
max_task_iterations: 50
concurrency: {key: "{{ host }}", limit: 2, on_limit: skip}
retention: P7D
on_failure: terminate
`;
    expect(load(source).findings).toEqual([]);
    expect(definitionOf(source)).toMatchObject({
      label: 'Deploy',
      description: 'Deploys.',
      version: '1.10',
      tags: ['prod', 'web'],
      output: { type: 'object' },
      vars: [
        { name: '2', value: 'two', path: '/vars/2' },
        { name: '1', value: 'one', path: '/vars/1' },
      ],
      outputMap: [{ name: 'y', value: '{{ y }}', path: '/output_map/y' }],
      entryPoints: ['a'],
      timeout: 7_200_000,
      retention: 604_800_000,
      maxTaskIterations: 50,
      concurrency: { key: '{{ host }}', limit: 2, onLimit: 'skip' },
      onFailure: 'terminate',
      tasks: [
        {
          name: 'a',
          action: 'core.http',
          delay: 5,
          timeout: 'PT1M',
          totalTimeout: '{{ 1 + 1 }}',
          heartbeat: 30,
          retry: {
            count: 3,
            delay: 1,
            backoff: 'exponential',
            maxDelay: 'PT1H',
            jitter: 0.5,
            when: '{{ failed() }}',
          },
          maxIterations: 7,
          match: 'first',
          onParentEnd: 'abandon',
          path: '/tasks/a',
          next: [
            {
              when: '{{ succeeded() }}',
              publish: [
                { name: 'x', value: 1, path: '/tasks/a/next/0/publish/0/x' },
                { name: 'y', value: '{{ x }}', path: '/tasks/a/next/0/publish/1/y' },
              ],
              do: ['b', 'noop'],
              path: '/tasks/a/next/0',
            },
          ],
        },
        { name: 'b', match: 'all', path: '/tasks/b' },
      ],
    });
  });

  test('may be JSON', () => {
    expect(load('{\n\t"tasks": [\n\t\t{"name": "a", "action": "core.noop"}\n\t]\n}').findings).toEqual([]);
  });

  test.each([
    ['with: "{{ xs }}"', { items: '{{ xs }}', names: [], concurrency: 10, batchSize: null, onItemFailure: 'stop' }],
    ['with: "x in {{ xs }}"', { items: '{{ xs }}', names: ['x'] }],
    ['with: "item in {{ xs }}"', { items: '{{ xs }}', names: [] }],
    ['with: "x, y in {{ zip(xs, xs) }}"', { items: '{{ zip(xs, xs) }}', names: ['x', 'y'] }],
    ['with: x in xs', { items: '{{ xs }}', names: ['x'] }],
    ['with: x, y in zip(xs, xs)', { items: '{{ zip(xs, xs) }}', names: ['x', 'y'] }],
    ['with: [1, 2]', { items: [1, 2], names: [] }],
    ['with_items: "{{ xs }}"', { items: '{{ xs }}', concurrency: 10 }],
    ['with_items: "{{ xs }}"\n    with: {concurrency: 3}', { items: '{{ xs }}', concurrency: 3 }],
    [
      'with: {items: "x in {{ xs }}", concurrency: "{{ 2 }}", batch_size: 5, on_item_failure: continue}',
      { names: ['x'], concurrency: '{{ 2 }}', batchSize: 5, onItemFailure: 'continue' },
    ],
  ])('reads the items of `%s`', (text, expected) => {
    const source = `vars: {xs: [1]}\ntasks:\n  - name: a\n    ${text}`;
    expect(load(source).findings).toEqual([]);
    expect(definitionOf(source).tasks[0]?.with).toMatchObject(expected);
  });

  test.each([
    [
      '{a: string, b: {type: integer, required: true, default: 3}, c: , d: {enum: [1, 2], secret: true}}',
      { a: { type: 'string' }, b: { type: 'integer', default: 3 }, c: {}, d: { enum: [1, 2], secret: true } },
      ['b'],
    ],
    ['{type: object, properties: {a: {type: string}}, required: [a]}', { a: { type: 'string' } }, ['a']],
    [
      '{o: {type: object, properties: {x: {type: string}}, required: [x]}}',
      { o: { type: 'object', properties: { x: { type: 'string' } }, required: ['x'] } },
      [],
    ],
    ['{type: string}', { type: { type: 'string' } }, []],
    ['', {}, []],
  ])('reads the parameters %s', (text, properties, required) => {
    const source = `parameters: ${text}\ntasks: [{name: t}]`;
    expect(load(source).findings).toEqual([]);
    expect(definitionOf(source).parameters).toEqual({
      type: 'object',
      properties,
      required,
      additionalProperties: false,
    });
  });

  test('leaves a schema that speaks of further fields itself as it is', () => {
    const { parameters } = definitionOf(
      'parameters: {type: object, additionalProperties: {type: string}}\ntasks: [{name: t}]',
    );
    expect(parameters.additionalProperties).toEqual({ type: 'string' });
  });

  test('takes one expression for a whole input', () => {
    const source = 'parameters: {p: object}\ntasks: [{name: a, action: core.echo, input: "{{ p }}"}]';
    expect(load(source).findings).toEqual([]);
    expect(definitionOf(source).tasks[0]).toMatchObject({ input: {}, inputExpression: '{{ p }}' });
  });

  test('shares what aliases name', () => {
    const source = 'tasks:\n  - {name: a, input: &i {x: 1}}\n  - {name: b, input: *i}';
    expect(definitionOf(source).tasks.map((task) => task.input)).toEqual([{ x: 1 }, { x: 1 }]);
  });

  test('treats names like `__proto__` as data', () => {
    const source =
      'vars: {__proto__: {polluted: true}, constructor: 1}\ntasks: [{name: a, input: {__proto__: {x: 1}}}]';
    const definition = definitionOf(source);
    expect(definition.vars.map(({ name }) => name)).toEqual(['__proto__', 'constructor']);
    expect(Object.keys(definition.tasks[0]?.input ?? {})).toEqual(['__proto__']);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});
