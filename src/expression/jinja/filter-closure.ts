import type { CallArguments } from '../core/callable.ts';
import type { Env, Evaluate } from '../core/env.ts';
import type { Value } from '../core/value.ts';
import { applyFilter, applyTest } from './apply.ts';
import { compileArguments } from './arguments.ts';
import type { Filter, Node, Test } from './ast.ts';
import { compileNode } from './closures.ts';
import { type Compilation, unknown } from './compilation.ts';
import { FILTERS } from './filters/table.ts';
import { TESTS } from './tests.ts';

/** Filters that name another filter or test in an argument, and which argument. */
const NAMING: ReadonlyMap<string, { readonly kind: 'filter' | 'test'; readonly argument: number }> = new Map([
  ['map', { kind: 'filter', argument: 0 }],
  ['select', { kind: 'test', argument: 0 }],
  ['reject', { kind: 'test', argument: 0 }],
  ['selectattr', { kind: 'test', argument: 1 }],
  ['rejectattr', { kind: 'test', argument: 1 }],
]);

/** Compiles `input | name(…)`. */
export function compileFilter(node: Filter, compilation: Compilation): Evaluate {
  const { name, offset } = node;
  const filter = FILTERS.get(name) ?? unknown('unknown_filter', 'filter', name, FILTERS.keys(), offset);
  checkNamed(node);
  return applied(node, compilation, (value, given, env) => applyFilter(name, filter, value, given, env));
}

/** Evaluates input and arguments, then applies a filter or test to them. */
function applied(node: Filter | Test, compilation: Compilation, apply: Apply): Evaluate {
  const { offset } = node;
  const input = compileNode(node.input, compilation);
  const given = compileArguments(node, compilation);
  return (env) => {
    const value = input(env);
    const args = given(env);
    env.meter.step(offset);
    return apply(value, args, env);
  };
}

type Apply = (input: Value, given: CallArguments, env: Env) => Value;

/** Compiles `input is name(…)`. */
export function compileTest(node: Test, compilation: Compilation): Evaluate {
  const { name, offset } = node;
  const test = TESTS.get(name) ?? unknown('unknown_filter', 'test', name, TESTS.keys(), offset);
  return applied(node, compilation, (value, given, env) => applyTest(name, test, value, given, env));
}

function checkNamed({ name, positional }: Filter): void {
  const naming = NAMING.get(name);
  const argument: Node | undefined = naming && positional[naming.argument];
  if (naming === undefined || argument?.type !== 'literal' || typeof argument.value !== 'string') {
    return;
  }
  const known = naming.kind === 'filter' ? FILTERS : TESTS;
  if (!known.has(argument.value)) {
    unknown('unknown_filter', naming.kind, argument.value, known.keys(), argument.offset);
  }
}
