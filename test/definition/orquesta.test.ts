import { describe, expect, test } from 'vitest';
import { readInlineParameters } from '../../src/definition/orquesta/inline-parameters.ts';
import { definitionOf, found, load } from './load.ts';

const HEAD = 'dialect: orquesta\nversion: 1.0\n';

describe('a file in the Orquesta dialect', () => {
  test('is normalised into the same definition', () => {
    const source = `${HEAD}
name: Deploy
description: Deploys.
tags: [a]
input: [host, port: 80, on_demand: off]
vars: [url: "<% ctx(host) %>", x: 1]
recursive_expressions: true
timeout: 60
max_task_iterations: 9
tasks:
  first:
    action: core.http url=<% ctx(url) %> retries=3
    delay: 5
    join: 0
    next:
      - when: <% succeeded() %>
        publish: code=<% result().status %> text="it is"
        do: second, third
      - publish: [{a: 1}, {b: 2}]
  second: {join: all, with: x in <% ctx(xs) %>, action: core.noop}
  third: {join: 1, with: {items: <% ctx(xs) %>, concurrency: 2}, action: core.noop, retry: {count: 2, delay: 1}}
output: [url: <% ctx(url) %>]
`;
    expect(load(source).findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(definitionOf(source)).toMatchObject({
      label: 'Deploy',
      dialect: 'orquesta',
      version: '1.0',
      recursiveExpressions: true,
      timeout: 60_000,
      maxTaskIterations: 9,
      parameters: {
        type: 'object',
        properties: { host: { default: null }, port: { default: 80 }, on_demand: { default: false } },
        required: [],
      },
      vars: [
        { name: 'url', value: '<% ctx(host) %>', path: '/vars/0/url' },
        { name: 'x', value: 1, path: '/vars/1/x' },
      ],
      outputMap: [{ name: 'url', value: '<% ctx(url) %>', path: '/output/0/url' }],
      tasks: [
        {
          name: 'first',
          action: 'core.http',
          input: { url: '<% ctx(url) %>', retries: 3 },
          delay: 5,
          join: null,
          match: 'all',
          next: [
            {
              when: '<% succeeded() %>',
              publish: [
                { name: 'code', value: '<% result().status %>', path: '/tasks/first/next/0/publish/code' },
                { name: 'text', value: 'it is' },
              ],
              do: ['second', 'third'],
            },
            { when: null, do: [], publish: [{ name: 'a', value: 1 }, { name: 'b' }] },
          ],
        },
        {
          name: 'second',
          join: 'all',
          with: { items: '<% ctx(xs) %>', names: ['x'], concurrency: null, onItemFailure: 'stop' },
        },
        {
          name: 'third',
          join: 1,
          with: { items: '<% ctx(xs) %>', names: [], concurrency: 2 },
          retry: { count: 2, delay: 1, backoff: 'constant', when: null },
        },
      ],
    });
  });

  test('may have its dialect from the pack', () => {
    const source = 'input: [a]\ntasks: {t: {action: core.noop}}';
    expect(definitionOf(source, { dialect: 'orquesta' }).dialect).toBe('orquesta');
    expect(definitionOf('dialect: native\ntasks: {t: }', { dialect: 'orquesta' }).dialect).toBe('native');
  });

  test('turns the command `retry` into the retry of its task', () => {
    const source = `${HEAD}tasks:
  a: {action: x, retry: {count: 1}, next: [{when: <% failed() %>, do: retry}, {do: b}]}
  b: {action: x, next: [{do: [retry, a]}]}
`;
    const [a, b] = definitionOf(source).tasks;
    expect(a).toMatchObject({ retry: { count: 3, delay: 0, when: '<% failed() %>' } });
    expect(a?.next.map((transition) => [transition.do, transition.path])).toEqual([[['b'], '/tasks/a/next/1']]);
    expect(b).toMatchObject({ retry: { count: 3, when: '<% completed() %>' }, next: [{ do: ['a'] }] });
  });

  test('merges maps by `<<`, what the map says itself first', () => {
    const source = `${HEAD}tasks:
  a: &a {action: x, delay: 5}
  b: {<<: *a, delay: 6}
  c: {<<: [{delay: 7}, *a]}
`;
    expect(definitionOf(source).tasks.map(({ action, delay }) => [action, delay])).toEqual([
      ['x', 5],
      ['x', 6],
      ['x', 7],
    ]);
  });

  test('may take an action and a whole input from expressions', () => {
    const source = `${HEAD}input: [p]\ntasks: {a: {action: <% ctx(p).action %>, input: <% ctx(p) %>}}`;
    expect(definitionOf(source).tasks[0]).toMatchObject({
      action: '<% ctx(p).action %>',
      input: {},
      inputExpression: '<% ctx(p) %>',
    });
  });

  test.each([
    ['tasks: {on: {action: x}, a: {action: x}}', ['key_not_text /tasks 3:9']],
    ['tasks: {}', ['no_tasks /tasks 3:8']],
    ['tasks: [{name: a}]', ['wrong_type /tasks 3:8']],
    ['tasks: {a: {}}', ['wrong_type /tasks/a 3:12']],
    ['tasks: {a: }', ['wrong_type /tasks/a 3:12']],
    [
      'tasks: {a-b: {action: x}, noop: {action: x}}',
      ['invalid_task_name /tasks/a-b 3:9', 'reserved_task_name /tasks/noop 3:27'],
    ],
    [
      'tasks: {start: {action: x}, ended: {action: x}, __proto__: {action: x}}',
      [
        'reserved_task_name /tasks/start 3:9',
        'reserved_task_name /tasks/ended 3:29',
        'reserved_task_name /tasks/__proto__ 3:49',
      ],
    ],
    ['foo: 1\ntasks: {a: {action: x, when: y}}', ['unknown_key /foo 3:1', 'unknown_key /tasks/a/when 4:24']],
    [
      'tasks: {a: {action: x, join: -1, delay: PT5M}}',
      ['invalid_value /tasks/a/join 3:30', 'invalid_value /tasks/a/delay 3:41'],
    ],
    ['tasks: {a: {action: x, retry: {}}}', ['missing_key /tasks/a/retry 3:31']],
    ['tasks: {a: {action: x, next: {do: a}}}', ['wrong_type /tasks/a/next 3:30']],
    [
      'tasks: {a: {action: x, next: [{publish: {b: 1}}, {do: {b: 1}}]}}',
      ['wrong_type /tasks/a/next/0/publish 3:41', 'wrong_type /tasks/a/next/1/do 3:55'],
    ],
    ['tasks: {a: {action: x, next: [{do: b}]}}', ['unknown_task /tasks/a/next/0/do 3:36']],
    [
      'tasks: {a: {action: x m=word, next: [{publish: words only}]}}',
      ['ignored_parameter /tasks/a/action 3:21', 'invalid_value /tasks/a/next/0/publish 3:48'],
    ],
    ['tasks: {a: {with: "{{ [1] }}"}}', ['items_without_action /tasks/a 3:12']],
    [
      'tasks: {a: {action: x, with: foobar}, b: {action: x, with: {items: a b in <% 1 %>}}}',
      ['invalid_value /tasks/a/with 3:30', 'invalid_value /tasks/b/with/items 3:68'],
    ],
    [
      'vars: {a: 1}\noutput: text\ninput: [{a: 1, b: 2}, 5]\ntasks: {a: {action: x}}',
      ['wrong_type /vars 3:7', 'wrong_type /output 4:9', 'wrong_type /input/0 5:9', 'wrong_type /input/1 5:23'],
    ],
  ])('with %j is refused with a place', (text, expected) => {
    expect(found(HEAD + text)).toEqual(expected);
  });

  test('of another version is refused', () => {
    expect(found('dialect: orquesta\nversion: 2.0\ntasks: {a: {action: x}}')).toEqual(['invalid_value /version 2:10']);
  });
});

describe('inline parameters', () => {
  test.each([
    ['a=1 b=2.5 c=-3', { a: 1, b: 2.5, c: -3 }],
    ['a="1" b=\'x y\' c=""', { a: '1', b: 'x y', c: '' }],
    ['a=true b=False c=NULL', { a: true, b: false, c: null }],
    ['l=[1,2] m=[1,"x"]', { l: [1, 2], m: '[1,"x"]' }],
    [
      'core.echo n=<% ctx().n = 1 %>, m="{{ x }} y"; o={{ {"a": 1} }}',
      { n: '<% ctx().n = 1 %>', m: '{{ x }} y', o: '{{ {"a": 1} }}' },
    ],
    ['<% a=1 %>', {}],
    ['a=1b', {}],
  ])('of %j', (text, expected) => {
    expect(Object.fromEntries(readInlineParameters(text).pairs)).toEqual(expected);
  });

  test('tell of bare words', () => {
    expect(readInlineParameters('a=red b="x" c=blue').ignored).toEqual(['a', 'c']);
  });
});
