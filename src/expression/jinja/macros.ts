import type { MacroNode } from '../ast.ts';
import { type Compilation, compileNode } from '../closures.ts';
import { type CallArguments, Callable } from '../core/callable.ts';
import { dictFrom } from '../core/dictionary.ts';
import { Locals } from '../core/locals.ts';
import { undefinedVariable } from '../core/undefined.ts';
import { orElse, tuple, type Value } from '../core/value.ts';
import { fail } from '../error.ts';
import { charge, deeper, type Evaluate, run, withLocals } from '../run.ts';
import { written } from './output.ts';
import { compileBody } from './statements.ts';

/** What a call of a macro counts. */
const COST = 10;

/** Compiles the value that a `macro` is. */
export function compileMacro(node: MacroNode, compilation: Compilation): Evaluate {
  const { name: macro, extras } = node;
  const parameters = node.parameters.map(
    ({ name, otherwise }) => [name, otherwise && compileNode(otherwise, compilation)] as const,
  );
  const body = compileBody(node.body, compilation);

  const bind = ({ positional, named }: CallArguments): void => {
    const own = positional.slice(0, parameters.length);
    const others = positional.slice(parameters.length);
    if (others.length > 0 && !extras.includes('varargs')) {
      fail('type_error', `${macro}() takes at most ${parameters.length} arguments`);
    }
    const rest = new Map(named);
    for (const [i, [name, otherwise]] of parameters.entries()) {
      const value = orElse(own[i], () => orElse(rest.get(name), otherwise ?? (() => undefinedVariable(name))));
      rest.delete(name);
      run.locals.set(name, value);
    }
    run.locals.set('varargs', tuple(...others));
    const [unknown] = rest.keys();
    if (unknown !== undefined && !extras.includes('kwargs')) {
      fail('type_error', `${macro}() has no parameter '${unknown}'`);
    }
    run.locals.set('kwargs', dictFrom(rest));
  };

  return () => {
    const around = run.locals;
    const call = (given: CallArguments): Value =>
      withLocals(new Locals(around), () => {
        bind(given);
        charge(COST);
        return deeper(() => written(body), 2);
      });
    return new Callable('a macro', call, { name: () => macro });
  };
}
