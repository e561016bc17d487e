import { describe, expect, test } from 'vitest';
import { LIMITS } from '../../src/value/limits.ts';
import { load, seeded } from './load.ts';

const MIB = LIMITS.definitionBytes;
const fill = (unit: string, head = '') => head + unit.repeat(Math.floor((MIB - head.length) / unit.length));

describe('hostile files get findings in bounded time', () => {
  test.each([
    ['too many bytes', `${fill('a')}a`, 'definition_too_large'],
    ['too many bytes in few characters', '☃'.repeat(MIB / 2), 'definition_too_large'],
    ['open lists', fill('['), 'too_deep'],
    ['open maps', fill('{'), 'too_deep'],
    ['nested dashes', fill('- '), 'too_deep'],
    ['nested keys', fill('a: '), 'too_deep'],
    ['commas', fill(',', '['), 'yaml_syntax'],
    ['closing brackets', fill('}'), 'yaml_syntax'],
    ['anchors', fill('&a '), 'yaml_syntax'],
    ['tags', fill('!a '), 'yaml_syntax'],
    ['aliases', fill('*a, ', 'a: &a 1\nb: ['), 'too_many_aliases'],
    ['documents', fill('---\n'), 'several_documents'],
    ['directives', fill('%a\n'), 'yaml_syntax'],
    ['comments', fill('#\n'), 'definition_too_large'],
    ['an open quote', fill('a\n', '"'), 'yaml_syntax'],
    ['control characters', fill('\u0001'), 'yaml_syntax'],
    ['a key for every eleven bytes', Array.from({ length: 90_000 }, (_, i) => `k${i}: 1`).join('\n'), 'unknown_key'],
    [
      'values in one text',
      `${fill('a=<% 1 %> ', "dialect: orquesta\ntasks: {a: {action: x, next: [{publish: '").slice(0, MIB - 10)}'}]}}`,
      'invalid_value',
    ],
    [
      'tasks that do not exist in one text',
      `tasks: [{name: a, when: '${'{{ task.x }}'.repeat(500)}'}]`,
      'unknown_task',
    ],
    [
      'more expressions than one text may hold',
      `tasks: [{name: a, when: '${'{{ task.x }}'.repeat(80_000)}'}]`,
      'expression_syntax',
    ],
    ['a bomb of aliases', bomb(), 'too_many_aliases'],
    ['targets that do not exist', targets(), 'unknown_task'],
  ])('%s', (_, source, code) => {
    const started = performance.now();
    const { definition, findings } = load(source);
    expect(findings.map((finding) => finding.code)).toContain(code);
    expect(['unknown_task', 'expression_syntax'].includes(code) || definition === null).toBe(true);
    // No measurement: a bound far above what it takes, and far below what it took without limits.
    expect(performance.now() - started).toBeLessThan(15_000);
  });

  test('nested aliases are counted in depth', () => {
    const levels = Array.from({ length: 9 }, (_, i) => `v${i}: &v${i} [[[[[[[[[${i === 0 ? 1 : `*v${i - 1}`}]]]]]]]]]`);
    expect(load(levels.join('\n')).findings.map(({ code }) => code)).toContain('too_deep');
  });
});

function bomb(): string {
  const names = [...'abcdefghij'];
  const lines = names.map((name, i) => {
    const inner =
      i === 0
        ? 'x'.repeat(200)
        : Array(9)
            .fill(`*${names[i - 1]}`)
            .join(', ');
    return `${name}: &${name} [${inner}]`;
  });
  return lines.join('\n');
}

function targets(): string {
  const lines = Array.from({ length: 10_000 }, (_, i) => ` t${i}: {next: [{do: z${i}}]}`);
  return `tasks:\n${lines.join('\n')}`;
}

const VALID = [
  `ref: examples.deploy
parameters: {host: {type: string, required: true}, n: integer}
vars: {a: "{{ parameters.host }}", b: [1, {c: "{{ a | upper }}"}]}
tasks:
  - name: fetch
    action: core.http
    input: {url: "https://{{ host }}", headers: &h {x: y}}
    retry: {count: 3, delay: PT5S, backoff: exponential}
    next:
      - when: "{{ succeeded() }}"
        publish: [{r: "{{ result().body }}"}, {h: *h}]
        do: [each, log]
      - do: fail
  - name: each
    with: {items: "x in {{ r }}", concurrency: 2}
    action: core.echo
    input: {message: "{{ x }} {{ index }}"}
    next: [{do: done}]
  - name: log
    when: "{{ n > 1 }}"
    next: [{do: done}]
  - {name: done, join: all}
output_map:
  text: |
    Got {{ r }}
timeout: PT1H
`,
  `dialect: orquesta
version: 1.0
input: [xs, n: 010, on_demand: yes]
vars: [{a: "{{ ctx().xs }}"}]
tasks:
  a: &a
    action: core.echo message="{{ ctx('n') }}" k=1
    next:
      - when: "{{ failed() }}"
        do: retry
      - publish: x=1 y={{ result() }}
        do: b, c
  b: {<<: *a, delay: 5}
  c:
    with: "x, y in {{ zip(ctx().xs, ctx().xs) }}"
    action: core.noop
    join: 1
output: [{x: "{{ ctx().x }}"}]
`,
];

const SPICE = [
  '{',
  '}',
  '[',
  ']',
  ':',
  ': ',
  '- ',
  ',',
  '"',
  "'",
  '\n',
  '\t',
  '  ',
  '#',
  '&a',
  '*a',
  '!x',
  '!!int ',
  '|',
  '>-',
  '%',
  '@',
  '`',
  '?',
  '? ',
  '<<: ',
  '~',
  'null',
  'true',
  '1e999',
  '{{',
  '}}',
  '<%',
  '%>',
  '{%',
  '---',
  '...',
  '\u0000',
  '\ud800',
  '\ufeff',
  '☃',
  '__proto__',
  'constructor: 1\n',
  '\r',
];

describe('mutations of valid files', () => {
  test('never make it throw', () => {
    const random = seeded(20_261_121);
    const at = (length: number) => Math.floor(random() * length);
    for (let i = 0; i < 2000; i++) {
      let text = VALID[i % VALID.length] ?? '';
      for (let n = at(4) + 1; n > 0; n--) {
        const from = at(text.length);
        const to = from + at(random() < 0.8 ? 8 : 200);
        const put =
          random() < 0.3
            ? ''
            : random() < 0.8
              ? (SPICE[at(SPICE.length)] ?? '')
              : text.slice(at(text.length), at(text.length));
        text = text.slice(0, from) + put + text.slice(to);
      }
      const { definition, findings } = load(text);
      expect(definition !== null || findings.some(({ severity }) => severity === 'error')).toBe(true);
      for (const finding of findings) {
        expect(finding).toMatchObject({ line: expect.any(Number), column: expect.any(Number) });
      }
    }
  });

  test('random bytes neither', () => {
    const random = seeded(7);
    for (let i = 0; i < 300; i++) {
      const bytes = Uint8Array.from({ length: 300 }, () => random() * 256);
      expect(load(new TextDecoder().decode(bytes)).definition).toBeNull();
    }
  });
});
