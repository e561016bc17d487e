import { describe, expect, test } from 'vitest';
import { checkInput, expressionDefaults } from '../../src/definition/input.ts';
import type { Json } from '../../src/value/json.ts';
import { definitionOf } from './load.ts';

const NATIVE = definitionOf(`
parameters:
  host: {type: string, required: true, minLength: 2}
  port: {type: integer, default: 80, maximum: 65535}
  mode: {enum: [fast, safe], default: safe}
  token: {type: string, secret: true}
  options: {type: object, properties: {deep: {type: boolean, default: true}}, required: [name]}
tasks: [{name: a}]
`);

describe('the input of a native workflow', () => {
  test('gets its defaults', () => {
    expect(checkInput(NATIVE, { host: 'web1', options: { name: 'x' } })).toEqual({
      input: { host: 'web1', port: 80, mode: 'safe', options: { name: 'x', deep: true } },
      findings: [],
    });
  });

  test.each<[Json | undefined, readonly string[]]>([
    [undefined, ['missing_key /host `host` is missing.']],
    [null, ['missing_key /host `host` is missing.']],
    [[], ['wrong_type  The input must be an object.']],
    ['text', ['wrong_type  The input must be an object.']],
    [{ host: 1 }, ['wrong_type /host `host` must be a string, not a number.']],
    [{ host: 'a' }, ['invalid_value /host `host` must have at least 2 characters, not 1.']],
    [{ host: 'ab', port: 1.5 }, ['wrong_type /port `port` must be an integer, not a number.']],
    [{ host: 'ab', port: 70000 }, ['invalid_value /port `port` must be at most 65535, not 70000.']],
    [{ host: 'ab', mode: 'slow' }, ['invalid_value /mode `mode` must be one of "fast", "safe".']],
    [{ host: 'ab', prot: 1 }, ['unknown_key /prot `prot` is not allowed here.']],
    [{ host: 'ab', options: {} }, ['missing_key /options/name `name` is missing.']],
  ])('%j is refused', (input, expected) => {
    const { findings } = checkInput(NATIVE, input);
    expect(findings.map(({ code, path, message }) => `${code} ${path} ${message}`)).toEqual(expected);
  });

  test('of an unknown field is told the nearest one', () => {
    expect(checkInput(NATIVE, { host: 'ab', prot: 1 }).findings[0]?.hint).toBe('Did you mean `port`?');
  });

  test('may hold sealed values, into which nobody looks', () => {
    const token = { $sealed: [{ secret: 'x' }] };
    expect(checkInput(NATIVE, { host: 'ab', token }, 'engine').findings).toEqual([]);
  });

  test('must not hold sealed values from outside, at no depth', () => {
    const options = { name: 'x', list: [{ $sealed: [{ secret: 'admin' }] }] };
    expect(checkInput(NATIVE, { host: 'ab', options }).findings).toEqual([
      {
        code: 'invalid_value',
        severity: 'error',
        message: '`options` holds `$sealed`, which only the engine may write.',
        path: '/options',
      },
    ]);
  });

  test('keeps names like `__proto__` as data', () => {
    const input = JSON.parse('{"host": "ab", "__proto__": {"port": 1}}') as Json;
    expect(checkInput(NATIVE, input).findings.map(({ path }) => path)).toEqual(['/__proto__']);
  });
});

describe('the input in the Orquesta dialect', () => {
  const orquesta = definitionOf(
    'dialect: orquesta\ninput: [a, b: 1, c: "{{ ctx().b }}", d: [1, "{{ ctx().a }}"]]\ntasks: {t: {action: x}}',
  );

  test('loses what is not declared, and an explicit null beats a default', () => {
    expect(checkInput(orquesta, { b: null, z: 1 })).toEqual({ input: { b: null, a: null }, findings: [] });
  });

  test('leaves defaults with expressions to the start', () => {
    expect(expressionDefaults(orquesta)).toEqual([
      { name: 'c', value: '{{ ctx().b }}', path: '/parameters/c/default' },
      { name: 'd', value: [1, '{{ ctx().a }}'], path: '/parameters/d/default' },
    ]);
  });
});
