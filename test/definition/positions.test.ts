import { describe, expect, test } from 'vitest';
import { definitionOf, load } from './load.ts';

/** Where the marker `^` stands, which is then taken out. */
function marked(source: string): { readonly text: string; readonly line: number; readonly column: number } {
  const at = source.indexOf('^');
  const before = source.slice(0, at).split('\n');
  return { text: source.replace('^', ''), line: before.length, column: (before.at(-1) ?? '').length + 1 };
}

describe('errors in expressions point into the file', () => {
  test.each([
    ['plain', 'vars:\n  a: x {{ 1 | ^nofilter }}'],
    ['single quotes', "vars:\n  a: 'it''s {{ 1 | ^nofilter }}'"],
    ['double quotes', 'vars:\n  a: "a\\tb\\u00e9\\"{{ 1 | ^nofilter }}"'],
    ['double quotes over lines', 'vars:\n  a: "one\n    two \\\n    three\n\n    {{ 1 | ^nofilter }}"'],
    ['a literal block', 'vars:\n  a: |\n    one\n\n      two\n    {{ 1 | ^nofilter }}\n'],
    ['a literal block with an indent of its own', 'vars:\n  a: |2-\n     one {{ 1 | ^nofilter }}\n'],
    ['a folded block', 'vars:\n  a: >-\n    one\n    two\n    {{ 1\n    | ^nofilter }}\n'],
    ['a plain scalar over lines', 'vars:\n  a: one\n    two {{ 1 |\n      ^nofilter }}\n'],
    ['nested values', 'vars:\n  a: {b: [1, "{{ 1 | ^nofilter }}"]}'],
    ['keys of values', 'vars:\n  a: {"{{ 1 | nofilter }}": ^1}'],
  ])('in %s', (_, source) => {
    const { text, line, column } = marked(source);
    const [finding] = load(`${text}\ntasks: [{name: t}]`).findings;
    expect(finding).toMatchObject({ code: 'unknown_filter', line, column });
  });

  test.each([
    ['with: x in ^nofn(1)'],
    ['with: "x in {{ ^nofn(1) }}"'],
    ['with_items: "{{ ^nofn(1) }}"'],
    ['with: {items: "{{ ^nofn(1) }}"}'],
    ['retry: {count: "{{ ^nofn(1) }}"}'],
    ['total_timeout: "{{ ^nofn(1) }}"'],
    ['input: {a: [{b: "{{ ^nofn(1) }}"}]}'],
    ['next: [{when: "{{ ^nofn(1) }}"}]'],
    ['next: [{publish: {a: "{{ ^nofn(1) }}"}}]'],
  ])('in the task key `%s`', (key) => {
    const { text, line, column } = marked(`tasks:\n  - name: t\n    ${key}`);
    const [finding] = load(text).findings;
    expect(finding).toMatchObject({ code: 'unknown_function', line, column });
  });

  test('in short forms of the Orquesta dialect', () => {
    const source = `dialect: orquesta
tasks:
  a:
    action: core.echo message={{ nofn(1) }}
    next:
      - publish: x=1 y={{ nofn(2) }}
      - when: "{{ nofn(3) }}"
        do: retry
`;
    expect(load(source).findings.map(({ code, path, line, column }) => [code, path, line, column])).toEqual([
      ['unknown_function', '/tasks/a/action', 4, 34],
      ['unknown_function', '/tasks/a/next/0/publish', 6, 27],
      ['unknown_function', '/tasks/a/next/1/when', 7, 19],
    ]);
  });
});

describe('positions', () => {
  test('are those of tasks, transitions and expressions', () => {
    const source = `vars:
  plain: text
  quoted: "{{ 1 }}"
tasks:
  a:
    with: x in [1]
    input:
      list: ["{{ x }}", 2]
    next:
      - when: "{{ succeeded() }}"
      - do: b
  b:
    with_items: "{{ [1] }}"
output_map:
  r: |
    {{ 1 }}
`;
    expect(definitionOf(source).positions).toEqual({
      '/vars/quoted': [3, 12],
      '/tasks/a': [5, 3],
      '/tasks/a/with/items': [6, 16],
      '/tasks/a/input/list/0': [8, 15],
      '/tasks/a/next/0': [10, 9],
      '/tasks/a/next/0/when': [10, 16],
      '/tasks/a/next/1': [11, 9],
      '/tasks/b': [12, 3],
      '/tasks/b/with/items': [13, 18],
      '/output_map/r': [16, 5],
    });
  });

  test('of listed tasks are where their map begins', () => {
    expect(definitionOf('tasks:\n  - name: a\n  - {name: b}').positions).toEqual({
      '/tasks/0': [2, 5],
      '/tasks/1': [3, 5],
    });
  });
});
