import { nearest } from '../problem/suggest.ts';
import type { Json } from '../value/json.ts';
import type { Call } from './ast.ts';
import { type Compilation, compileNode, unary } from './closures.ts';
import { refuseSealed } from './core/seal.ts';
import { textOf } from './core/text.ts';
import { truth } from './core/truth.ts';
import { defined, undefinedVariable } from './core/undefined.ts';
import { orElse, type Value } from './core/value.ts';
import { callEngine } from './engine-call.ts';
import { type ExpressionErrorKind, fail } from './error.ts';
import { type Evaluate, run } from './run.ts';
import { Lookup } from './scope.ts';

/** The values of a call's arguments; of `source => value` the second, null for what is left out. */
function compileValues({ positional, named }: Call, compilation: Compilation): () => readonly Value[] {
  const values = [...positional, ...named.map(({ value }) => value)].map((node) =>
    node.type === 'missing' ? () => null : compileNode(node.type === 'rule' ? node.value : node, compilation),
  );
  return () => values.map((value) => defined(value()));
}

/** A variable by its bare name; undefined for what is internal. */
export function variableOf(name: string): Json | undefined {
  return name.startsWith('__') ? undefined : run.scope.variable(name);
}

/** `ctx()`: all variables of the evaluation under way, which are read one by one wherever that is possible. */
const CONTEXT = new Lookup(variableOf, () => run.scope.variables());

/** `ctx()` and `ctx('name')`. */
export function contextCall(node: Call, compilation: Compilation, tooMany: ExpressionErrorKind): Evaluate {
  const { positional, named, offset } = node;
  if (positional.length + named.length > 1) {
    fail(tooMany, 'ctx() takes at most one name', { offset });
  }
  if (positional.length + named.length === 0) {
    return () => CONTEXT;
  }
  return unary(compileValues(node, compilation), offset, ([key = null]) => {
    refuseSealed(key);
    if (!truth(key)) {
      return CONTEXT;
    }
    const variable = textOf(key);
    if (variable.startsWith('__')) {
      fail('inaccessible_variable', `the variable '${variable}' is internal`, { variable });
    }
    const value = orElse(variableOf(variable) as Value | undefined, () => undefinedVariable(variable));
    return compilation.dialect === 'orquesta' ? defined(value) : value;
  });
}

/** A call of one of the engine's functions. */
export function engineCall(name: string, node: Call, compilation: Compilation): Evaluate {
  return unary(compileValues(node, compilation), node.offset, (values) => callEngine(name, values));
}

/** Refuses the name of a function, method, filter or test that is not known, with one that is near it. */
export function unknown(what: string, variable: string, known: Iterable<string>, offset: number): never {
  const guess = nearest(variable, known);
  return fail(
    /filter|test/.test(what) ? 'unknown_filter' : 'unknown_function',
    `there is no ${what} '${variable}'${guess ? `; did you mean '${guess}'?` : ''}`,
    { offset, variable },
  );
}
