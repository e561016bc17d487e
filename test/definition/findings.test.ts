import { describe, expect, test } from 'vitest';
import { loadDefinition } from '../../src/definition/load-definition.ts';
import { DEFAULT_LIMITS } from '../../src/value/limits.ts';
import { found, load, ORIGIN } from './load.ts';

/** `code path line:column` of everything found, by file. */
const CASES: readonly (readonly [source: string, expected: readonly string[]])[] = [
  // The file as YAML
  ['', ['empty_definition  1:1']],
  ['# nothing', ['empty_definition  1:1']],
  ['null', ['empty_definition  1:1']],
  ['- a', ['wrong_type  1:1']],
  ['just text', ['wrong_type  1:1']],
  ['a: [1', ['yaml_syntax  1:6']],
  ['tasks:\n\t- name: a', ['yaml_syntax  2:1']],
  ['tasks: \u0000', ['yaml_syntax  1:8']],
  ['tasks: [{name: a}]\n---\ntasks: []', ['several_documents  2:1']],
  ['tasks: [{name: a, name: b}]', ['duplicate_key /tasks/0/name 1:19']],
  ['tasks: [{name: a, input: {x: 1, "x": 2}}]', ['duplicate_key /tasks/0/input/x 1:33']],
  ['tasks: &t [*t]', ['alias_cycle /tasks/0 1:12', 'wrong_type /tasks/0 1:12']],
  ['tasks: [{name: a, input: {x: *x}}]', ['unknown_alias /tasks/0/input/x 1:30']],
  ['tasks: [{name: a, input: {<<: {y: 1}}}]', ['merge_key /tasks/0/input/<< 1:27']],
  ['tasks: [{name: a, input: !env {y: 1}}]', ['unsupported_tag /tasks/0/input 1:31']],
  ['tasks: [{name: a, input: {y: !!int x}}]', ['unsupported_tag /tasks/0/input/y 1:36']],
  [
    'vars: {a: 12345678901234567890, b: .inf}\ntasks: [{name: a}]',
    ['number_out_of_range /vars/a 1:11', 'number_out_of_range /vars/b 1:36'],
  ],
  ['tasks:\n  - name: a\n    when: {{ x }}', ['expression_not_quoted /tasks/0/when 3:11']],
  ['vars: {true: 1, : 2}\ntasks: [{name: a}]', ['key_not_text /vars 1:8', 'key_not_text /vars 1:17']],
  ['{"tasks": []}, "x": 1', ['yaml_syntax  1:14']],
  ['tasks:\n  - name: a\n    when: {{ x }} or y', ['expression_not_quoted /tasks/0/when 3:11', 'yaml_syntax  3:19']],
  // The dialect
  [
    'input: [a]\nvars: [{b: 1}]\ntasks: {a: {action: core.noop}}',
    ['dialect_required /input 1:1', 'dialect_required /vars 2:1'],
  ],
  ['dialect: mistral\ntasks: [{name: a}]', ['invalid_value /dialect 1:10']],
  // Keys and values
  ['label: x', ['missing_key  1:1']],
  ['tasks: []', ['no_tasks /tasks 1:8']],
  ['tasks: {}', ['no_tasks /tasks 1:8']],
  ['tasks:', ['no_tasks /tasks 1:7']],
  ['tasks: text', ['no_tasks /tasks 1:8']],
  ['taks: [{name: a}]', ['missing_key  1:1', 'unknown_key /taks 1:1']],
  ['tasks: [{action: core.noop}]', ['missing_key /tasks/0 1:9']],
  ['tasks: [text, {name: 5}]', ['wrong_type /tasks/0 1:9', 'wrong_type /tasks/1/name 1:22']],
  [
    'tasks: [{name: a, acton: x, timeout: soon, next: {do: b}}]',
    ['unknown_key /tasks/0/acton 1:19', 'invalid_value /tasks/0/timeout 1:38', 'wrong_type /tasks/0/next 1:50'],
  ],
  [
    'tasks: [{name: a, when: true, join: 0, match: frist}]',
    ['wrong_type /tasks/0/when 1:25', 'invalid_value /tasks/0/join 1:37', 'invalid_value /tasks/0/match 1:47'],
  ],
  [
    'tasks: [{name: a, retry: {delay: -1}}]',
    ['missing_key /tasks/0/retry 1:26', 'invalid_value /tasks/0/retry/delay 1:34'],
  ],
  [
    'tasks: [{name: a, retry: {count: 1, backoff: exponentially, jitter: 2}}]',
    ['invalid_value /tasks/0/retry/backoff 1:46', 'invalid_value /tasks/0/retry/jitter 1:69'],
  ],
  ['tasks: [{name: a, with: {concurrency: 2}}]', ['missing_key /tasks/0/with 1:25']],
  ['tasks: [{name: a, with: nothing}]', ['invalid_value /tasks/0/with 1:25']],
  ['tasks: [{name: a, with: "{{ [1] }}", with_items: "{{ [1] }}"}]', ['invalid_value /tasks/0/with_items 1:38']],
  [
    'tasks: [{name: a, next: [{publish: text, do: {a: b}, if: x}, 5]}]',
    [
      'wrong_type /tasks/0/next/0/publish 1:36',
      'wrong_type /tasks/0/next/0/do 1:46',
      'unknown_key /tasks/0/next/0/if 1:54',
      'wrong_type /tasks/0/next/1 1:62',
    ],
  ],
  [
    'tasks: [{name: a, next: [{publish: [{a: 1, b: 2}, c]}]}]',
    ['invalid_value /tasks/0/next/0/publish/0 1:37', 'wrong_type /tasks/0/next/0/publish/1 1:51'],
  ],
  ['tasks: [{name: a, input: 5}]', ['wrong_type /tasks/0/input 1:26']],
  [
    'tags: [1]\ntimeout: 0\nconcurrency: {}\ntasks: [{name: a}]',
    ['wrong_type /tags/0 1:8', 'invalid_value /timeout 2:10', 'missing_key /concurrency 3:14'],
  ],
  [
    'parameters: {a: strng, b: {type: int, dflt: 1}, c: 5, d: {pattern: "("}, e: {required: maybe}}\ntasks: [{name: t}]',
    [
      'invalid_value /parameters/a 1:17',
      'invalid_value /parameters/b/type 1:34',
      'unknown_key /parameters/b/dflt 1:39',
      'wrong_type /parameters/c 1:52',
      'invalid_pattern /parameters/d/pattern 1:68',
      'wrong_type /parameters/e/required 1:88',
    ],
  ],
  ['parameters: {a: {type: integer, default: x}}\ntasks: [{name: t}]', ['invalid_value /parameters/a/default 1:42']],
  [
    'parameters: {a: {default: "{{ 1 }}"}}\ntasks: [{name: t}]',
    ['expression_not_evaluated /parameters/a/default 1:27'],
  ],
  [
    'parameters: {type: object, properties: {a: {$ref: "#/$defs/b"}}}\ntasks: [{name: t}]',
    ['unknown_reference /parameters/properties/a/$ref 1:51'],
  ],
  ['dialect: native\nvars: [{a: 1}]\ntasks: [{name: t}]', ['wrong_type /vars 2:7']],
  ['tasks: [{name: a, action: core.echo message="x"}]', ['invalid_value /tasks/0/action 1:27']],
  ['tasks: [{name: a, action: "core.{{ x }}"}]', ['expression_not_allowed /tasks/0/action 1:27']],
  // Expressions
  [
    'vars: {a: "{{ 1 + }}", b: "{{ nofn() }}", c: "{{ 1 | nofl }}", d: "{{ x", e: "{{ item }}"}\ntasks: [{name: t}]',
    [
      'expression_syntax /vars/a 1:19',
      'unknown_function /vars/b 1:31',
      'unknown_filter /vars/c 1:54',
      'expression_syntax /vars/d 1:68',
      'name_out_of_place /vars/e 1:82',
    ],
  ],
  [
    'tasks: [{name: a, input: {x: "{{ result() }}", y: "{{ item }}", z: "{{ callback_url }}"}}]',
    ['name_out_of_place /tasks/0/input/x 1:34', 'name_out_of_place /tasks/0/input/y 1:55'],
  ],
  [
    'tasks: [{name: a, when: "{{ failed() }}", with: {items: "{{ [index] }}"}, next: [{when: "{{ item and failed() }}"}]}]',
    ['name_out_of_place /tasks/0/when 1:29', 'name_out_of_place /tasks/0/with/items 1:62'],
  ],
  [
    'tasks: [{name: a, retry: {count: 1, when: "{{ error().code and attempt() and callback_url }}"}}]',
    ['name_out_of_place /tasks/0/retry/when 1:78'],
  ],
  [
    'tasks: [{name: first}]\noutput_map: {a: "{{ task.frist.result }}", b: "{{ iteration() }}", c: "{{ task.get(\'x\') }}"}',
    ['unknown_task /output_map/a 2:21', 'name_out_of_place /output_map/b 2:51'],
  ],
  [
    'tasks: [{name: a, when: "{{ 1 }} > 2", next: [{when: " {{ 1 }} "}, {when: "{% if x %}1{% endif %}"}]}]',
    ['condition_is_text /tasks/0/when 1:26'],
  ],
  [
    'tasks: [{name: a, with: "{{ [1] }} {{ [2] }}", input: "x {{ 1 }}"}]',
    ['invalid_value /tasks/0/with 1:26', 'invalid_value /tasks/0/input 1:56'],
  ],
  // Names
  ['ref: examples.other\ntasks: [{name: a}]', ['ref_mismatch /ref 1:6']],
  [
    'tasks: [{name: 1st}, {name: fail}, {name: ended}, {name: a.b}]',
    [
      'invalid_task_name /tasks/0/name 1:16',
      'reserved_task_name /tasks/1/name 1:29',
      'reserved_task_name /tasks/2/name 1:43',
      'invalid_task_name /tasks/3/name 1:58',
    ],
  ],
  ['tasks: [{name: a}, {name: a}]', ['duplicate_task /tasks/1/name 1:27']],
  ['tasks:\n  noop: {action: core.noop}', ['reserved_task_name /tasks/noop 2:3']],
  ['tasks:\n  __proto__: {action: core.noop}', ['reserved_task_name /tasks/__proto__ 2:3']],
  ['tasks: [{name: __proto__}]', ['reserved_task_name /tasks/0/name 1:16']],
  [
    'entry_points: [a, c]\ntasks: [{name: a, next: [{do: [b, bb, noop]}]}, {name: b, next: [{do: "a, z"}]}]',
    [
      'unknown_task /entry_points/1 1:19',
      'unknown_task /tasks/0/next/0/do/1 2:35',
      'unknown_task /tasks/1/next/0/do 2:71',
    ],
  ],
  [
    'parameters: {task: string}\nvars: {result: 1}\ntasks: [{name: a, next: [{publish: {ctx: 1}}]}]',
    [
      'reserved_name /parameters/task 1:14',
      'reserved_name /vars/result 2:8',
      'reserved_name /tasks/0/next/0/publish/ctx 3:37',
    ],
  ],
  // Joins, limits, conditions
  ['tasks: [{name: a, next: [{do: b}, {do: b}]}, {name: b, join: 2}]', ['join_too_large /tasks/1/join 1:62']],
  [
    'timeout: P366D\nmax_task_iterations: 100001\ntasks: [{name: a, max_iterations: 100001, with: {items: [], concurrency: 1001}}]',
    [
      'limit_above_ceiling /timeout 1:10',
      'limit_above_ceiling /max_task_iterations 2:22',
      'limit_above_ceiling /tasks/0/max_iterations 3:35',
      'limit_above_ceiling /tasks/0/with/concurrency 3:74',
    ],
  ],
  [
    'tasks: [{name: a, when: ready, next: [{when: succeeded()}]}]',
    ['condition_without_expression /tasks/0/when 1:25', 'condition_without_expression /tasks/0/next/0/when 1:46'],
  ],
];

describe('findings', () => {
  test.each(CASES)('of %j', (source, expected) => {
    expect(found(source)).toEqual(expected);
  });

  test('are all collected in one go', () => {
    const source = 'lable: x\ntasks:\n  - name: a\n    acton: y\n    next:\n      - do: c\n  - name: a';
    expect(found(source)).toEqual([
      'unknown_key /lable 1:1',
      'unknown_key /tasks/0/acton 4:5',
      'unknown_task /tasks/0/next/0/do 6:13',
      'duplicate_task /tasks/1/name 7:11',
    ]);
  });

  test.each([
    ['lable: x\ntasks: [{name: a}]', 'Did you mean `label`?'],
    ['tasks: [{name: a, if: x}]', 'Write the condition as `when`.'],
    ['tasks: [{name: first, next: [{do: frist}]}]', 'Did you mean `first`?'],
    ['tasks: [{name: a, match: frist}]', 'Did you mean `first`?'],
    ['parameters: {a: {type: int}}\ntasks: [{name: a}]', 'Write `integer`.'],
    ['steps: [{name: a}]', 'List the tasks under `tasks`.'],
  ])('of %j hint at the cure', (source, hint) => {
    expect(load(source).findings.map((finding) => finding.hint)).toContain(hint);
  });

  test('say in words what is wrong', () => {
    const [finding] = load('tasks: [{name: a, join: soon}]').findings;
    expect(finding).toEqual({
      code: 'invalid_value',
      severity: 'error',
      message: '`join` must be `all`, `active` or a whole number of at least 1, not "soon".',
      path: '/tasks/0/join',
      line: 1,
      column: 25,
    });
  });

  test('of a lesser kind leave the definition to be looked at', () => {
    expect(load('tasks: [{name: a, next: [{do: b}]}]').definition).not.toBeNull();
    expect(load('tasks: [{name: a, acton: b}]').definition).toBeNull();
  });

  test('depend on the ceilings of the deployment', () => {
    const limits = { ...DEFAULT_LIMITS, maxTaskIterations: { default: 5, ceiling: 10 } };
    const { findings } = loadDefinition('max_task_iterations: 11\ntasks: [{name: a}]', ORIGIN, limits);
    expect(findings.map(({ code, message }) => `${code} ${message}`)).toEqual([
      'limit_above_ceiling The number of iterations of a task is 11; the ceiling is 10.',
    ]);
  });

  test('beyond a thousand are counted', () => {
    const { findings } = load(`tasks: [{name: a}]\n${Array.from({ length: 1500 }, (_, i) => `key${i}: 1`).join('\n')}`);
    expect(findings).toHaveLength(1001);
    expect(findings.at(-1)).toMatchObject({ code: 'too_many_findings', severity: 'warning' });
  });
});
