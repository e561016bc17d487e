import { describe, expect, it } from 'vitest';
import { type Budget, DEFAULT_BUDGET } from '../../src/expression/budget.ts';
import { type CompileOptions, compile } from '../../src/expression/compile.ts';
import { ExpressionError, Fault } from '../../src/expression/error.ts';
import { render, truthy } from '../../src/expression/render.ts';
import type { Json } from '../../src/value/json.ts';
import { errorOf, lookupOf, NATIVE, run, type ScopeParts, scopeOf } from './test-scope.ts';

const ORQUESTA: CompileOptions = { dialect: 'orquesta' };

const variables = { a: { b: 7, list: [1, 2, 3] }, name: 'Ann', none: null, yes: true, half: 2.5 };

describe('compile', () => {
  it('tells plain text, single expressions and templates apart', () => {
    expect(compile('plain', NATIVE)).toMatchObject({ kind: 'literal', language: null });
    expect(compile('{{ 1 }}', NATIVE)).toMatchObject({ kind: 'expression', language: 'jinja' });
    expect(compile('a {{ 1 }}', NATIVE)).toMatchObject({ kind: 'template', language: 'jinja' });
    expect(compile('{% if true %}x{% endif %}', NATIVE)).toMatchObject({
      kind: 'template',
      language: 'jinja',
    });
    expect(compile('<% 1 %>', NATIVE)).toMatchObject({ kind: 'expression', language: 'yaql' });
  });

  it('gives the same object for the same text', () => {
    expect(compile('{{ ctx().same }}', NATIVE)).toBe(compile('{{ ctx().same }}', NATIVE));
  });

  it('keeps the type of a single expression', () => {
    expect(run('{{ ctx().a.list }}', { variables })).toEqual([1, 2, 3]);
    expect(run('{{ none }}', { variables })).toBe(null);
    expect(run('{{ a.b }}', { variables })).toBe(7);
    expect(run("{{ ctx('yes') }}", { variables })).toBe(true);
  });

  it('hands out data as it is, without a copy', () => {
    expect(run('{{ ctx().a }}', { variables })).toBe(variables.a);
  });

  it.each([
    ['{{ yes }} {{ none }}', 'true null', 'True None'],
    ["{{ {'k': 'v', 'n': none} }}!", '{"k":"v","n":null}!', "{'k': 'v', 'n': None}!"],
    ['{{ name }}: {{ [1, "x", 4 / 2] }}', 'Ann: [1,"x",2]', "Ann: [1, 'x', 2.0]"],
    ['{{ half }}%', '2.5%', '2.5%'],
  ])('interpolates %s in the form of the dialect', (text, native, python) => {
    expect(run(text, { variables })).toBe(native);
    expect(run(text, { variables }, ORQUESTA)).toBe(python);
  });

  it('finds the end of an expression with its lexer', () => {
    expect(run("{{ {'a': {'b': 1}}}}")).toEqual({ a: { b: 1 } });
    expect(run("{{ '}}' }}")).toBe('}}');
  });

  it('does not evaluate results again unless asked', () => {
    const nested = { variables: { x: '{{ ctx().y }}', y: 'deep' } };
    expect(run('{{ ctx().x }}', nested)).toBe('{{ ctx().y }}');
    expect(run('{{ ctx().x }}', nested, { ...NATIVE, recursive: true })).toBe('deep');
  });

  it('leaves an unclosed delimiter to Orquesta and refuses it otherwise', () => {
    expect(run('a {{ b', {}, ORQUESTA)).toBe('a {{ b');
    expect(errorOf(() => compile('a {{ b', NATIVE))).toMatchObject({ kind: 'syntax', offset: 2 });
  });

  it('refuses a mix of languages', () => {
    expect(errorOf(() => compile('{{ 1 }} <% 2 %>', NATIVE))).toMatchObject({ kind: 'syntax', offset: 8 });
  });
});

describe('simple templates', () => {
  it.each([
    ['{{ length(a.list) }}', 3],
    ['{{ upper(name) }}', 'ANN'],
    ["{{ contains(a.list, 2) and contains(name, 'nn') and contains(a, 'b') }}", true],
    ["{{ default(missing, 'x') }}", 'x'],
    ['{{ max(3, 1, 2) + min(a.list) }}', 4],
    ["{{ join(a.list, '-') }}", '1-2-3'],
    ["{{ split('a,b', ',') }}", ['a', 'b']],
    ['{{ round(2.567, 1) }}', 2.6],
    ['{{ first(a.list) + last(a.list) }}', 4],
    ["{{ startswith(name, 'A') }}", true],
    ["{{ int('42') + 1 }}", 43],
    ["{{ replace(name, 'A', 'a') }}", 'ann'],
  ])('calls filters as functions: %s', (text, expected) => {
    expect(run(text, { variables })).toEqual(expected);
  });

  it('trims white space at a minus sign, as Jinja does; Orquesta takes it for a sign', () => {
    expect(run('a  {{- 1 -}}  b')).toBe('a1b');
    expect(run('{{-1}}', {}, ORQUESTA)).toBe(-1);
  });

  it('puts blocks into text, lines without anything else leaving no trace', () => {
    const text = 'hosts:\n{% for x in a.list %}\n  - {{ x }}\n{% endfor %}\nend';
    expect(run(text, { variables })).toBe('hosts:\n  - 1\n  - 2\n  - 3\nend');
  });
});

describe('budgets', () => {
  const small: Budget = { ...DEFAULT_BUDGET, steps: 50, items: 5, stringSize: 20 };
  const within = (text: string): Json => compile(text, NATIVE).evaluate(scopeOf({ variables }), small);

  it('are those of the caller', () => {
    expect(within('{{ range(5) | list }}')).toEqual([0, 1, 2, 3, 4]);
    for (const text of [
      '{{ range(6) | list }}',
      "{{ 'abc' * 7 }}",
      '{% for i in a.list %}{% for j in range(5) %}{{ i * j + 1 }}{% endfor %}{% endfor %}',
    ]) {
      expect(errorOf(() => within(text))).toMatchObject({ kind: 'budget_exceeded' });
    }
  });

  it('are shared by the expressions of a tree', () => {
    const tree = Array.from({ length: 40 }, () => '{{ a.b + 1 }}');
    expect(errorOf(() => render(tree, scopeOf({ variables }), { ...NATIVE, budget: small }))).toMatchObject({
      kind: 'budget_exceeded',
    });
  });
});

describe('errors', () => {
  it.each([
    ['{{ 1 + }}', 'syntax', 7],
    ['text\n  {{ nofunction(1) }}', 'unknown_function', 10],
    ['{{ a | nofilter }}', 'unknown_filter', 7],
    ['{{ a is notest }}', 'unknown_filter', 8],
    ["{{ a | map('uper') }}", 'unknown_filter', 11],
    ['{{ a.uper() }}', 'undefined_attribute', 4],
    ['<% 1 + %>', 'syntax', 7],
    ['<% nofunction(1) %>', 'unknown_function', 3],
    ['<% ctx().a.nomethod() %>', 'unknown_function', 11],
    ['<% sum([1]) %>', 'unknown_function', 3],
  ])('finds %s when it is compiled', (text, kind, offset) => {
    expect(errorOf(() => compile(text, NATIVE))).toMatchObject({ kind, offset });
  });

  it('says line and column', () => {
    expect(errorOf(() => compile('text\n  {{ nofunction(1) }}', NATIVE))).toMatchObject({
      line: 2,
      column: 6,
    });
  });

  it('suggests the name that was meant', () => {
    expect(errorOf(() => compile('{{ a | uper }}', NATIVE)).message).toContain("'upper'");
  });

  it('names the variable that is undefined, and its place', () => {
    const error = errorOf(() => run('{{ 1 + missing }}'));
    expect(error).toMatchObject({ kind: 'undefined_variable', variable: 'missing' });
    expect(error.message).toContain('missing');
    expect(errorOf(() => run('{{ a.zz }}', { variables }))).toMatchObject({ variable: 'zz' });
  });

  it('does not let undefined out in a list or a text', () => {
    for (const text of ['{{ [missing] }}', "{{ {'a': missing} }}", 'x {{ missing }}', '{{ missing }}']) {
      expect(errorOf(() => run(text))).toBeInstanceOf(ExpressionError);
    }
  });
});

describe('the scope', () => {
  const parts: ScopeParts = {
    variables,
    roots: {
      parameters: { host: 'h1' },
      task: lookupOf({ build: { status: 'succeeded', result: { id: 3 } } }),
      item: 5,
    },
    functions: {
      result: () => ({ code: 0 }),
      item: () => 'item!',
      secret: (name = '') => ({ $sealed: [{ secret: String(name) }] }),
      error: () => {
        throw new Fault('value_error', 'nothing failed');
      },
      failed: () => {
        throw new Error('broken');
      },
    },
  };

  it('answers reserved names, lookups and functions', () => {
    expect(run('{{ parameters.host }}', parts)).toBe('h1');
    expect(run('{{ task.build.result.id }}', parts)).toBe(3);
    expect(run('{{ item }} {{ item() }}', parts)).toBe('5 item!');
    expect(run('{{ result().code == 0 }}', parts)).toBe(true);
    expect(run("{{ task['build'].status }}", parts)).toBe('succeeded');
  });

  it('refuses functions that are not offered here', () => {
    expect(errorOf(() => run('{{ attempt() }}', parts))).toMatchObject({ kind: 'unknown_function' });
  });

  it('locates what a function of the engine throws', () => {
    expect(errorOf(() => run('{{ error() }}', parts))).toMatchObject({ kind: 'value_error', offset: 3 });
    expect(errorOf(() => run('{{ failed() }}', parts))).toMatchObject({
      kind: 'orquesta_function',
      offset: 3,
    });
  });

  it('may be asked for what evaluates another expression, which keeps to itself', () => {
    const inner = scopeOf({ variables: { x: 'inner' } });
    const nested = {
      ...parts,
      variables: { x: 'outer' },
      functions: {
        result: () => compile('{% for y in [x, true] %}{{ y }}{% endfor %}', NATIVE).evaluate(inner),
        error: () => compile('{{ 1 / 0 }}', NATIVE).evaluate(inner),
      },
    };
    const loop = '{% for y in [x] %}{{ y }} {{ result() }} {{ y }} {{ x }} {{ true }}{% endfor %}';
    const evaluate = (text: string) => compile(text, ORQUESTA).evaluate(scopeOf(nested));
    expect(evaluate(loop)).toBe('outer innertrue outer outer True');
    expect(errorOf(() => evaluate('{{ error() }}'))).toMatchObject({ kind: 'division_by_zero' });
    expect(evaluate('{{ x }} {{ true }}')).toBe('outer True');
    expect(evaluate('<% [1, 2].select(result() + str($)) %>')).toEqual(['innertrue1', 'innertrue2']);
  });

  it('reads one variable without asking for all', () => {
    const scope = { ...scopeOf({ variables }), variables: () => expect.unreachable() };
    for (const text of [
      '{{ ctx().a.b }}',
      "{{ ctx('a').b }}",
      "{{ ctx()['a'].b }}",
      "{{ ctx().get('a').b }}",
      '{{ a.b }}',
    ]) {
      expect(compile(text, NATIVE).evaluate(scope)).toBe(7);
    }
    expect(compile('{{ ctx() | length }}', NATIVE).evaluate(scopeOf({ variables }))).toBe(5);
  });

  it('takes time, randomness and ids from the event', () => {
    expect(run('{{ now() }}')).toBe('2026-01-02T03:04:05.678Z');
    expect(run('{{ random() }}')).toBeCloseTo(0.37);
    expect(run('{{ uuid() }}')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(run('{{ uuid() }}')).toBe(run('{{ uuid() }}'));
    expect(compile('{{ now() }} {{ [1] | random }}', NATIVE).nondeterministic).toEqual(['now', 'random']);
  });
});

describe('references', () => {
  it('finds variables with their paths, and whether they are optional', () => {
    const text =
      "{{ ctx().a.b + ctx('c')['d'] + e.f | int }} {{ ctx().g | default(1) }} {{ ctx().get('h') }} {{ i is defined }}";
    expect(compile(text, NATIVE).references.variables).toMatchObject([
      { path: ['a', 'b'], optional: false },
      { path: ['c', 'd'], optional: false },
      { path: ['e', 'f'], optional: false },
      { path: ['g'], optional: true },
      { path: ['h'], optional: true },
      { path: ['i'], optional: true },
    ]);
  });

  it('follows conditions that showed a variable to be there', () => {
    const optional = (text: string): readonly boolean[] =>
      compile(text, NATIVE).references.variables.map((reference) => reference.optional);
    expect(optional('{{ x if x is defined else 1 }}')).toEqual([true, true]);
    expect(optional('{{ x is defined and x.y > 1 }}')).toEqual([true, true]);
    expect(optional('{{ x is not defined or x > 1 }}')).toEqual([true, true]);
    expect(optional('{% if x is defined %}{{ x }}{% else %}{{ x }}{% endif %}')).toEqual([true, true, false]);
  });

  it('finds tasks, secrets, records, functions and filters', () => {
    const { references } = compile(
      "{{ task.build.result.x ~ task_status('deploy') ~ secret('key') ~ config.url | upper }}",
      NATIVE,
    );
    expect(references.tasks).toMatchObject([{ path: ['build', 'result', 'x'] }, { path: ['deploy'] }]);
    expect(references.secrets).toMatchObject([{ path: ['key'] }]);
    expect(references.roots).toMatchObject([{ path: ['task', 'build', 'result', 'x'] }, { path: ['config', 'url'] }]);
    expect(references.functions.map(({ name }) => name)).toEqual(['task_status', 'secret']);
    expect(references.filters).toMatchObject([{ name: 'upper' }]);
    expect(references.dynamic).toBe(false);
  });

  it.each(['{{ ctx() }}', "{{ ctx('a' ~ b) }}", '{{ ctx()[name] }}'])('sees that %s is dynamic', (text) => {
    expect(compile(text, NATIVE).references.dynamic).toBe(true);
  });

  it('does not take the names of blocks for variables', () => {
    const text = '{% for row in rows %}{{ row.id }}{{ loop.index }}{% endfor %}{% set x = y %}{{ x }}';
    expect(compile(text, NATIVE).references.variables.map(({ path }) => path)).toEqual([['rows'], ['y']]);
  });
});

describe('render', () => {
  it('renders a tree, keys too, and keeps types', () => {
    const tree = { x: '{{ a.b }}', '{{ name }}': ['{{ a.list }}', 'n={{ a.b }}', 5, null], plain: 'text' };
    expect(render(tree, scopeOf({ variables }), NATIVE)).toEqual({
      x: 7,
      Ann: [[1, 2, 3], 'n=7', 5, null],
      plain: 'text',
    });
  });

  it('keeps a key named __proto__ as data', () => {
    const rendered = render(JSON.parse('{"__proto__": "{{ 1 }}"}'), scopeOf(), NATIVE);
    expect(Object.hasOwn(rendered as object, '__proto__')).toBe(true);
    expect(Object.getPrototypeOf(rendered)).toBe(Object.prototype);
  });
});

describe('truthy', () => {
  it('knows what counts as true', () => {
    expect([null, false, 0, '', [], {}].map(truthy)).toEqual([false, false, false, false, false, false]);
    expect([true, 1, -0.5, 'false', [0], { a: 0 }].map(truthy)).toEqual([true, true, true, true, true, true]);
    expect(errorOf(() => truthy({ $sealed: ['x'] }))).toMatchObject({ kind: 'sealed_value_used' });
  });
});
