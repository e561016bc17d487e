import { type CallArguments, Callable } from '../core/callable.ts';
import { dictFrom } from '../core/dictionary.ts';
import { type Env, type Evaluate, Locals } from '../core/env.ts';
import { undefinedVariable } from '../core/undefined.ts';
import { orElse, tuple, type Value } from '../core/value.ts';
import { fail } from '../error.ts';
import { compileArguments } from './arguments.ts';
import type { Call } from './ast.ts';
import { compileNode } from './closures.ts';
import type { Compilation } from './compilation.ts';
import { Output } from './output.ts';
import type { CallStatement, MacroStatement, Parameter } from './statements.ts';
import { compileBody, type Execute } from './template-closures.ts';

interface CompiledMacro {
  readonly name: string;
  readonly parameters: readonly { readonly name: string; readonly otherwise: Evaluate | undefined }[];
  readonly body: Execute;
  readonly extras: ReadonlySet<string>;
}

/** Steps that a call takes besides those of the body. */
const COST = 10;

/** A macro together with the names it sees. */
class Macro extends Callable {
  override readonly typeName = 'macro';
  readonly #macro: CompiledMacro;
  readonly #env: Env;

  constructor(macro: CompiledMacro, env: Env) {
    super();
    this.#macro = macro;
    this.#env = env;
  }

  override member(name: string): Value | undefined {
    return name === 'name' ? this.#macro.name : undefined;
  }

  override call(given: CallArguments, env: Env): Value {
    const locals = new Locals(this.#env.locals);
    const inner = this.#env.within(locals);
    this.#bind(given, inner, locals);
    const out = new Output();
    env.meter.charge(COST);
    env.meter.enter(2);
    this.#macro.body(inner, out);
    env.meter.leave(2);
    return out.finish(env);
  }

  #bind({ positional, named }: CallArguments, inner: Env, locals: Locals): void {
    const { parameters, extras, name: macro } = this.#macro;
    if (positional.length > parameters.length && !extras.has('varargs')) {
      fail('type_error', `the macro '${macro}' takes at most ${parameters.length} arguments`);
    }
    const rest = new Map(named);
    parameters.forEach(({ name, otherwise }, i) => {
      const given = positional[i] === undefined ? rest.get(name) : positional[i];
      const value = orElse(given, () => (otherwise === undefined ? undefinedVariable(name) : otherwise(inner)));
      rest.delete(name);
      locals.set(name, value);
    });
    locals.set('varargs', tuple(...positional.slice(parameters.length)));
    locals.set(
      'caller',
      orElse(rest.get('caller'), () => undefinedVariable('caller')),
    );
    rest.delete('caller');
    const [unknown] = rest.keys();
    if (unknown !== undefined && !extras.has('kwargs')) {
      fail('type_error', `the macro '${macro}' has no parameter '${unknown}'`);
    }
    locals.set('kwargs', dictFrom(rest, inner));
  }
}

function compileParameters(parameters: readonly Parameter[], compilation: Compilation): CompiledMacro['parameters'] {
  return parameters.map(({ name, otherwise }) => ({
    name,
    otherwise: otherwise && compileNode(otherwise, compilation),
  }));
}

/** Compiles `macro name(…)`, which binds the name to the macro. */
export function compileMacro(statement: MacroStatement, compilation: Compilation): Execute {
  const { name } = statement;
  const parameters = compileParameters(statement.parameters, compilation);
  const macro: CompiledMacro = {
    name,
    parameters,
    body: compileBody(statement.body, compilation),
    extras: statement.extras,
  };
  return (env) => {
    env.locals?.set(name, new Macro(macro, env));
  };
}

/** Compiles `call macro(…)`: the macro can call the body as `caller()`. */
export function compileCallBlock(statement: CallStatement, compilation: Compilation): Execute {
  const parameters = compileParameters(statement.parameters, compilation);
  const caller: CompiledMacro = {
    name: 'caller',
    parameters,
    body: compileBody(statement.body, compilation),
    extras: statement.extras,
  };
  const call = statement.call as Call;
  const callee = compileNode(call.callee, compilation);
  const given = compileArguments(call, compilation);
  return (env, out) => {
    const target = callee(env);
    const { positional, named } = given(env);
    env.meter.step(statement.offset);
    if (!(target instanceof Callable)) {
      return fail('type_error', 'a call block needs a macro');
    }
    const withCaller = new Map([...named, ['caller', new Macro(caller, env)] as const]);
    out.push(target.call({ positional, named: withCaller }, env), env);
  };
}
