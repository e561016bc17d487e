import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { compile } from '../../src/expression/compile.ts';
import { scopeOf } from './test-scope.ts';

const ROOT = 'src/expression';

function sources(): readonly (readonly [string, string])[] {
  return readdirSync(ROOT, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => [file, readFileSync(join(ROOT, file), 'utf8')] as const);
}

/** What would make a replay differ, or let an expression out. */
const FORBIDDEN = [
  /\bDate\.now\b/,
  /\bnew Date\(\)/,
  /\bMath\.random\b/,
  /\bperformance\b/,
  /\bcrypto\b/,
  /\bset(?:Timeout|Interval)\b/,
  /\bfetch\(/,
  /\bprocess\./,
  /\bglobalThis\b/,
  /\beval\(/,
  /\bnew Function\b/,
  /\bimport\(/,
  /\bfrom '(?:node:|cloudflare:|hono)/,
];

describe('the source', () => {
  it.each(sources())('%s reads no clock, no randomness and no machine', (_, text) => {
    for (const pattern of FORBIDDEN) {
      expect(text).not.toMatch(pattern);
    }
  });

  it('makes no patterns of the host while it runs', () => {
    const makers = sources().filter(([, text]) => text.includes('new RegExp('));
    expect(makers.map(([file]) => file)).toEqual([]);
  });

  it('needs one package, the engine of regular expressions', () => {
    const packages = sources().flatMap(([, text]) =>
      [...text.matchAll(/from '([^.'][^']*)'/g)].map(([, name]) => name),
    );
    expect(packages).toEqual(['re2js']);
  });
});

describe('evaluation', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it('gives the same values for the same event, whatever the clock says', () => {
    const texts = [
      '{{ now() }} {{ uuid() }} {{ random() }} {{ [1, 2, 3] | random }}',
      '<% [now(), random(1, 100), uuid()] %>',
    ];
    const run = () => texts.map((text) => compile(text, { dialect: 'native' }).evaluate(scopeOf()));
    const before = run();
    vi.spyOn(Date, 'now').mockImplementation(() => expect.unreachable());
    vi.spyOn(Math, 'random').mockImplementation(() => expect.unreachable());
    expect(run()).toEqual(before);
  });

  it('never changes its inputs', () => {
    const freeze = <T>(value: T): T => {
      if (typeof value === 'object' && value !== null) {
        Object.values(value).forEach(freeze);
        Object.freeze(value);
      }
      return value;
    };
    const variables = freeze({ xs: [3, 1, 2], d: { a: { b: [1] } } });
    const texts = [
      '{{ xs | sort }}{{ xs | reverse }}{{ xs + [1] }}{{ d.copy() }}',
      '{% set ns = namespace(l=xs) %}{% set ns.l = ns.l + [4] %}{% for x in xs %}{{ x }}{% endfor %}',
      '<% ctx().xs.orderBy($).toList() + ctx().xs.insert(0, 9) + [ctx().d.set(z, 1)] + [ctx().d.delete(a)] %>',
      '<% ctx().d.mergeWith({a => {b => [2]}}) %>',
    ];
    for (const text of texts) {
      compile(text, { dialect: 'native' }).evaluate(scopeOf({ variables }));
    }
    expect(variables).toEqual({ xs: [3, 1, 2], d: { a: { b: [1] } } });
  });
});
