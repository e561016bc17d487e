import { compile } from '../src/expression/compile.ts';
import type { Scope } from '../src/expression/scope.ts';
import type { Json } from '../src/value/json.ts';

/** Figures of the expression room, in microseconds: medians, on whatever runs this (Node, workerd, a browser). */
export interface ExpressionFigures {
  readonly [name: string]: number;
}

const NATIVE = { dialect: 'native' } as const;
const ROUNDS = 7;

/** A scope over a context of so many filler variables beside the ones that are read. */
function scopeOfSize(fillers: number): Scope {
  const variables: Record<string, Json> = {
    a: { b: 7, n: null },
    x: 3,
    vms: Array.from({ length: 1000 }, (_, i) => ({
      name: `vm${i}`,
      role: i % 3 === 0 ? 'db' : 'web',
      cpu: i % 8,
    })),
  };
  for (let i = 0; i < fillers; i++) {
    variables[`filler${i}`] = { text: 'x'.repeat(900), number: i };
  }
  return {
    variable: (name) => (Object.hasOwn(variables, name) ? variables[name] : undefined),
    variables: () => variables,
    root: () => undefined,
    call: () => undefined,
    now: 0,
    random: () => 0.5,
  };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

/** Microseconds of one call; a clock that stands still within a request (as on an edge network) gives 0. */
function timed(clock: () => number, times: number, run: () => unknown): number {
  const rounds = Array.from({ length: ROUNDS }, () => {
    const start = clock();
    for (let i = 0; i < times; i++) {
      run();
    }
    return ((clock() - start) * 1000) / times;
  });
  return median(rounds);
}

const CHAIN = "{{ ctx().vms | selectattr('role', 'eq', 'web') | map(attribute='name') | list }}";
const YAQL_CHAIN = "<% ctx().vms.where($.role = 'web').select($.name) %>";
const CONDITION = '{{ ctx().a.b > 5 and not ctx().a.n and ctx().x in [1, 2, 3] }}';

/** Measures; `clock` gives milliseconds. */
export function expressionFigures(clock: () => number): ExpressionFigures {
  const small = scopeOfSize(0);
  const large = scopeOfSize(1000);
  const run = (text: string, scope: Scope, times: number): number => {
    const compiled = compile(text, NATIVE);
    return timed(clock, times, () => compiled.evaluate(scope));
  };
  let count = 1000;
  // A text that was compiled before comes from the cache, so each must be a new one.
  const next = (): string => String(++count);
  return {
    'ctx().a.b, small context': run('{{ ctx().a.b }}', small, 100_000),
    'ctx().a.b, context of 1 MB': run('{{ ctx().a.b }}', large, 100_000),
    'ctx().a.b in YAQL, small context': run('<% ctx().a.b %>', small, 100_000),
    'ctx().a.b in YAQL, context of 1 MB': run('<% ctx().a.b %>', large, 100_000),
    'condition of three parts': run(CONDITION, small, 50_000),
    'text with two expressions': run('{{ ctx().a.b }}-{{ x }}', small, 50_000),
    'selectattr and map over 1,000 rows': run(CHAIN, small, 100),
    'where and select over 1,000 rows': run(YAQL_CHAIN, small, 100),
    'compile ctx().a.b': timed(clock, 2000, () => compile(`{{ ctx().a.b${next()} }}`, NATIVE)),
    'compile a condition': timed(clock, 2000, () => compile(CONDITION.replace('5', next()), NATIVE)),
    'compile ctx().a.b in YAQL': timed(clock, 2000, () => compile(`<% ctx().a.b${next()} %>`, NATIVE)),
    'compile, from the cache': timed(clock, 50_000, () => compile(CONDITION, NATIVE)),
  };
}
