import { ensureError } from '../problem/problem.ts';
import { leave } from './core/leave.ts';
import { refuseSealed } from './core/seal.ts';
import { defined } from './core/undefined.ts';
import type { Value } from './core/value.ts';
import { ExpressionError, Fault, fail } from './error.ts';
import { run } from './run.ts';

/** Calls a function of the engine. Its own errors become errors of the expression. */
export function callEngine(name: string, args: readonly Value[]): Value {
  const target = run.scope.call(name);
  if (target === undefined) {
    return fail('unknown_function', `${name}() cannot be used here`, { variable: name });
  }
  refuseSealed(...args);
  const given = args.map((value) => leave(defined(value)));
  try {
    return target(...given);
  } catch (thrown) {
    if (thrown instanceof Fault || thrown instanceof ExpressionError) {
      throw thrown;
    }
    return fail('orquesta_function', `${name}(): ${ensureError(thrown).message}`);
  }
}
