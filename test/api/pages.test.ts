import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { loadDefinition } from '../../src/definition/load-definition.ts';
import { compile } from '../../src/expression/compile.ts';
import { ExpressionError } from '../../src/expression/error.ts';
import type { Scope } from '../../src/expression/scope.ts';
import { PROBLEMS } from '../../src/problem/problem.ts';

const ROOT = join(import.meta.dirname, '../..');
/** Rooms whose errors are those of tasks and executions. */
const ROOMS = ['conductor', 'action', 'execution', 'host'];
/** What stands behind `code:` or `code =`, and pairs of a code and its message. */
const CODE = /\bcode\s*[:=]([^,;\n}]*)|:\s*\[('[a-z_]+'), '/g;

function codesOf(room: string): readonly string[] {
  const folder = join(ROOT, 'src', room);
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => [...readFileSync(join(folder, name), 'utf8').matchAll(CODE)])
    .flatMap(([, value = '', pair = '']) => [...`${value} ${pair}`.matchAll(/(?<!\[)'([a-z_]+)'/g)])
    .map(([, code = '']) => code);
}

/** An error of an expression has the code `expression_<kind>`. */
function expressionKinds(): readonly string[] {
  const text = readFileSync(join(ROOT, 'src/expression/error.ts'), 'utf8');
  const union = /type ExpressionErrorKind =([^;]*);/.exec(text)?.[1] ?? '';
  return [...union.matchAll(/'([a-z_]+)'/g)].map(([, kind = '']) => kind);
}

const codes = [
  ...new Set([...Object.keys(PROBLEMS), ...ROOMS.flatMap(codesOf), ...expressionKinds().map(named)]),
].sort();
function named(kind: string): string {
  return `expression_${kind}`;
}

const pageOf = (code: string) => join(ROOT, 'docs/errors', `${code}.md`);

test('the codes are found', () => {
  for (const code of ['http_status', 'egress_denied', 'total_timeout', 'response_too_large', 'conflict']) {
    expect(codes).toContain(code);
  }
});

describe.each(codes)('%s', (code) => {
  test('has a page with an example', () => {
    expect(existsSync(pageOf(code))).toBe(true);
    const text = readFileSync(pageOf(code), 'utf8');
    expect(text.startsWith(`# ${code}\n\n`)).toBe(true);
    expect(text.endsWith('\n') && !text.endsWith('\n\n')).toBe(true);
    expect(text).toMatch(/```(?:yaml|http|json)\n/);
  });
});

/** Findings of definitions have pages whose examples do not load; these are about executions, so theirs do. */
const OF_DEFINITIONS = new Set(['limit_above_ceiling', 'invalid_definition', 'unknown_action', 'no_entry_point']);
const examples = codes
  .filter((code) => !OF_DEFINITIONS.has(code) && !code.startsWith('expression_'))
  .flatMap((code) => examplesOf(code).map((source) => [code, source] as const));

function examplesOf(code: string): readonly string[] {
  const text = existsSync(pageOf(code)) ? readFileSync(pageOf(code), 'utf8') : '';
  return [...text.matchAll(/```yaml\n([\s\S]*?)\n```/g)].map(([, source = '']) => source);
}

test.each(examples)('the example of %s can be registered', (_, source) => {
  const { findings } = loadDefinition(source, { ref: 'examples.page', pack: 'examples' });
  expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
});

/** `syntax` is found before anything is evaluated, so its page is about definitions. */
const evaluated = expressionKinds().filter((kind) => kind !== 'syntax');

describe.each(evaluated)('the page of the error %s', (kind) => {
  const [wrong = '', right = ''] = examplesOf(named(kind));

  test('shows an expression that has it', () => {
    expect(() => evaluate(wrong)).toThrow(expect.objectContaining({ kind }));
    expect(() => evaluate(wrong)).toThrow(ExpressionError);
  });

  test('and one that has not', () => {
    expect(() => evaluate(right)).not.toThrow();
  });
});

/** Evaluates what an example publishes, with its `vars`. */
function evaluate(source: string): void {
  const { vars = {}, publish } = parse(source);
  const scope: Scope = {
    variable: (name) => vars[name],
    variables: () => vars,
    root: () => undefined,
    call: (name) => (name === 'secret' ? secretOf : undefined),
    now: 0,
    random: () => 0.5,
  };
  for (const text of Object.values(publish)) {
    compile(String(text), { dialect: 'native' }).evaluate(scope);
  }
}

function secretOf(name: unknown) {
  if (typeof name !== 'string') {
    throw new Error('a secret has a name');
  }
  return { $sealed: [{ secret: name }] };
}
