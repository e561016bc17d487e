import { compile } from '../../src/expression/compile.ts';
import { ExpressionError } from '../../src/expression/error.ts';
import { ATTACKS, VICTIMS } from './attacks.ts';
import { FUZZ_SEEDS } from './fuzz-seeds.ts';
import { scopeOf } from './test-scope.ts';

/**
 * Random and mutated expressions: `node test/expression/fuzz.ts SEED COUNT`. Each must give a plain JSON value or
 * an ExpressionError, quickly, and leave its inputs alone.
 */
export interface FuzzReport {
  readonly values: number;
  readonly errors: ReadonlyMap<string, number>;
  readonly slowest: { readonly text: string; readonly milliseconds: number };
  readonly escapes: readonly string[];
}

/** A small generator of numbers, the same for the same seed. */
function generator(seed: number): () => number {
  let state = seed >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

const PIECES = [
  ...'()[]{}.,|:=+-*/%~<>!?$\'"`#_ \n\\'.split(''),
  ...['{{', '}}', '{%', '%}', '<%', '%>', '=>', '->', '?.', '**', '//', '==', '=~', '{#', '#}'],
  ...[
    'ctx()',
    'ctx(',
    'a',
    'b',
    'xs',
    '1',
    '0',
    '-1',
    '1.5',
    '1e3',
    "'x'",
    'none',
    'null',
    'true',
    '$',
    '$1',
    '__proto__',
  ],
  ...[
    'if',
    'else',
    'elif',
    'endif',
    'for',
    'in',
    'endfor',
    'set',
    'endset',
    'is',
    'not',
    'and',
    'or',
    'mod',
    'raw',
    'endraw',
  ],
  ...[
    'upper',
    'length',
    'map',
    'select',
    'join',
    'list',
    'default',
    'where',
    'select(',
    'get(',
    'constructor',
    'range(',
  ],
  ...['macro', 'endmacro', 'call', 'endcall', 'filter', 'endfilter', 'with', 'endwith', 'loop', 'let(', 'def('],
  ...['é', '😀', '\u0000', '\u2028', '9007199254740993', '99999', "'%s'", "'{}'", '.format(', 'regex(', 'sequence()'],
];

const INPUTS = {
  ...VICTIMS,
  xs: [3, 1, 2, 3],
  d: { x: 1, y: 2 },
  word: 'Pear',
  f: 2.5,
  nul: null,
  t: true,
  vms: [
    { name: 'w1', role: 'web', cpu: 4 },
    { name: 'd1', role: 'db', cpu: 8 },
  ],
  nested: [[1, 2], [3]],
  empty: [],
  secret: { $sealed: [{ secret: 'k' }] },
  tmpl: '{{ ctx().f }}',
};

class Fuzzer {
  readonly #random: () => number;
  readonly #seeds = [...FUZZ_SEEDS, ...ATTACKS.map(({ text }) => text).filter((text) => text.length < 300)];

  constructor(seed: number) {
    this.#random = generator(seed);
  }

  next(): string {
    const kind = this.#random();
    if (kind < 0.15) {
      return this.#soup();
    }
    let text = this.#pick(this.#seeds);
    for (let times = 1 + this.#below(4); times > 0; times--) {
      text = this.#mutated(text);
    }
    return text.slice(0, 2000);
  }

  #below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }

  #pick<T>(list: readonly T[]): T {
    return list[this.#below(list.length)] as T;
  }

  #soup(): string {
    const body = Array.from({ length: 1 + this.#below(25) }, () => this.#pick(PIECES)).join(this.#pick(['', ' ']));
    const [open, close] = this.#pick([
      ['{{ ', ' }}'],
      ['<% ', ' %>'],
      ['{% ', ' %}'],
      ['', ''],
    ] as const);
    return open + body + close;
  }

  #mutated(text: string): string {
    const at = this.#below(text.length + 1);
    const length = this.#below(8);
    switch (this.#below(7)) {
      case 0:
        return text.slice(0, at) + this.#pick(PIECES) + text.slice(at);
      case 1:
        return text.slice(0, at) + text.slice(at + length);
      case 2:
        return text.slice(0, at) + this.#pick(PIECES) + text.slice(at + length);
      case 3:
        return text.slice(0, at) + text.slice(at, at + length).repeat(1 + this.#below(6)) + text.slice(at + length);
      case 4:
        return this.#spliced(text);
      case 5:
        return text.replace(/\d+/, () =>
          this.#pick(['0', '-1', '1.5', '1e9', '100000', '4294967296', '9007199254740992']),
        );
      default:
        return text + this.#pick(['', ' ']) + this.#pick(this.#seeds);
    }
  }

  /** The inside of one expression in place of a part of another. */
  #spliced(text: string): string {
    const inner = this.#pick(this.#seeds).replace(/^\S*\{[{%]|^<%|[%}]\}$|%>$/g, '');
    const at = this.#below(text.length + 1);
    return text.slice(0, at) + inner.slice(0, 80) + text.slice(at + this.#below(20));
  }
}

/** Whether a value is what JSON text gives: plain objects and arrays, finite numbers, nothing else. */
function isPlain(value: unknown, depth = 0): boolean {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') {
    return true;
  }
  if (typeof value === 'number') {
    return Number.isFinite(value);
  }
  if (typeof value !== 'object' || depth > 120) {
    return false;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (Array.isArray(value)) {
    return prototype === Array.prototype && value.slice(0, 200).every((item) => isPlain(item, depth + 1));
  }
  return (
    prototype === Object.prototype &&
    Object.values(value)
      .slice(0, 200)
      .every((item) => isPlain(item, depth + 1))
  );
}

/** Runs so many expressions; throws at the first that throws anything but an ExpressionError. */
export function fuzz(seed: number, count: number): FuzzReport {
  const fuzzer = new Fuzzer(seed);
  const inputs = JSON.stringify(INPUTS);
  const errors = new Map<string, number>();
  const escapes: string[] = [];
  let values = 0;
  let slowest = { text: '', milliseconds: 0 };
  for (let i = 0; i < count; i++) {
    const text = fuzzer.next();
    const dialect = i % 3 === 0 ? 'orquesta' : 'native';
    const start = performance.now();
    const found = attempt(text, dialect, i % 5 === 0);
    const milliseconds = performance.now() - start;
    slowest = milliseconds > slowest.milliseconds ? { text, milliseconds } : slowest;
    if (found instanceof ExpressionError) {
      errors.set(found.kind, (errors.get(found.kind) ?? 0) + 1);
    } else {
      values++;
      if (!isPlain(found)) {
        escapes.push(text);
      }
    }
  }
  if (JSON.stringify(INPUTS) !== inputs || Object.keys(Object.prototype).length > 0) {
    escapes.push('an input or a prototype was changed');
  }
  return { values, errors, slowest, escapes };
}

function attempt(text: string, dialect: 'native' | 'orquesta', recursive: boolean): unknown {
  try {
    const scope = scopeOf({
      variables: INPUTS,
      roots: { item: 5, parameters: { p: 1 } },
      functions: { result: () => INPUTS.vms, secret: () => INPUTS.secret, item: () => 7 },
    });
    const compiled = compile(text, { dialect, recursive });
    // References must be found in whatever compiles.
    JSON.stringify(compiled.references);
    return compiled.evaluate(scope);
  } catch (thrown) {
    if (thrown instanceof ExpressionError) {
      return thrown;
    }
    throw new Error(`not an ExpressionError, for ${JSON.stringify(text)} (${dialect})`, { cause: thrown });
  }
}

if (process.argv[1]?.endsWith('fuzz.ts') === true) {
  const [seed = 1, count = 50_000] = process.argv.slice(2).map(Number);
  const { values, errors, slowest, escapes } = fuzz(seed, count);
  const kinds = [...errors].map(([kind, times]) => `${kind} ${times}`).join(', ');
  process.stdout.write(`seed ${seed}: ${count} expressions, ${values} values; errors: ${kinds}\n`);
  process.stdout.write(`slowest ${slowest.milliseconds.toFixed(1)} ms: ${slowest.text.slice(0, 300)}\n`);
  for (const found of escapes) {
    process.stdout.write(`ESCAPE ${found}\n`);
  }
  process.exitCode = escapes.length > 0 ? 1 : 0;
}
