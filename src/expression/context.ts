import { nearest } from '../problem/suggest.ts';
import type { Call } from './ast.ts';
import { type Compilation, compileNode } from './closures.ts';
import { refuseSealed } from './core/seal.ts';
import { textOf } from './core/text.ts';
import { truth } from './core/truth.ts';
import { defined, undefinedVariable } from './core/undefined.ts';
import type { Value } from './core/value.ts';
import { callEngine } from './engine-call.ts';
import { type ExpressionErrorKind, fail } from './error.ts';
import { type Evaluate, run, step } from './run.ts';

/** The values of a call's arguments; of `source => value` the second, null for what is left out. */
function compileValues({ positional, named }: Call, compilation: Compilation): () => readonly Value[] {
  const values = [...positional, ...named.map(({ value }) => value)].map((node) =>
    node.type === 'missing' ? () => null : compileNode(node.type === 'rule' ? node.value : node, compilation),
  );
  return () => values.map((value) => defined(value()));
}

/** A variable by its bare name; undefined for what is internal. */
export function variableOf(name: string): Value | undefined {
  return name.startsWith('__') ? undefined : run.scope.variable(name);
}

/** `ctx()` and `ctx('name')`. */
export function contextCall(node: Call, compilation: Compilation, tooMany: ExpressionErrorKind): Evaluate {
  const given = compileValues(node, compilation);
  const { offset } = node;
  if (node.positional.length + node.named.length > 1) {
    return fail(tooMany, 'ctx() takes at most one name', { offset });
  }
  const throws = compilation.dialect === 'orquesta';
  return () => {
    const [key = null] = given();
    step(offset);
    refuseSealed(key);
    if (!truth(key)) {
      return run.scope.variables();
    }
    const name = textOf(key);
    if (name.startsWith('__')) {
      return fail('inaccessible_variable', `the variable '${name}' is internal`, { variable: name });
    }
    const value = typeof key === 'string' ? run.scope.variable(name) : undefined;
    if (value !== undefined) {
      return value;
    }
    const missing = undefinedVariable(name);
    return throws ? defined(missing) : missing;
  };
}

/** `ctx().get('name', otherwise)`. */
export function contextGet(node: Call, compilation: Compilation): Evaluate {
  const given = compileValues(node, compilation);
  return () => {
    const [key = null, otherwise = null] = given();
    step(node.offset);
    refuseSealed(key);
    const found = typeof key === 'string' ? variableOf(key) : undefined;
    return found === undefined ? otherwise : found;
  };
}

/** A call of one of the engine's functions. */
export function engineCall(name: string, node: Call, compilation: Compilation): Evaluate {
  const given = compileValues(node, compilation);
  return () => {
    const values = given();
    step(node.offset);
    return callEngine(name, values);
  };
}

/** Refuses a name that is not known, with one that is near it. */
export function unknown(
  kind: 'unknown_function' | 'unknown_filter',
  what: string,
  name: string,
  known: Iterable<string>,
  offset: number,
): never {
  const guess = nearest(name, known);
  const hint = guess === undefined ? '' : `; did you mean '${guess}'?`;
  return fail(kind, `there is no ${what} '${name}'${hint}`, { offset, variable: name });
}
