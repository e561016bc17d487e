import { nearest } from '../../problem/suggest.ts';
import type { Env, Evaluate } from '../core/env.ts';
import { equal } from '../core/equality.ts';
import { refuseSealed } from '../core/seal.ts';
import { describe, isMapping, type Value } from '../core/value.ts';
import { callEngine } from '../engine-call.ts';
import { fail } from '../error.ts';
import { ENGINE_FUNCTIONS } from '../names.ts';
import type { Call, Method, Node } from './ast.ts';
import { type Compilation, compileArguments, compileNode } from './closures.ts';
import { functionNames, functionOverloads, methodNames, methodOverloads } from './functions/table.ts';
import { Defined, definedKey } from './lambda.ts';
import { type CallArgument, dispatcher } from './overloads.ts';

/** `ctx()`: the whole set of variables, which is read one by one wherever that is possible. */
export function isWholeContext(node: Node): boolean {
  return node.type === 'call' && node.name === 'ctx' && node.args.length === 0;
}

/** Compiles `name(…)`. */
export function compileCall(node: Call, compilation: Compilation): Evaluate {
  const { name, offset } = node;
  const args = compileArguments(node.args, compilation);
  if (name === 'ctx') {
    return contextCall(args, offset);
  }
  if (ENGINE_FUNCTIONS.has(name)) {
    return engineCall(name, args, offset);
  }
  const overloads = functionOverloads(name);
  const own = compilation.defined.has(name) || compilation.defined.has('*');
  if (overloads.length === 0 && !own) {
    return unknownFunction(name, offset);
  }
  const dispatch = dispatcher(name, overloads, args);
  return (env) => {
    env.meter.step(offset);
    const defined = own ? env.locals?.get(definedKey(name)) : undefined;
    if (defined instanceof Defined) {
      return callDefined(defined, args, env);
    }
    if (overloads.length === 0) {
      return unknownFunction(name, offset);
    }
    const value = dispatch(env);
    env.meter.at = offset;
    return value;
  };
}

function unknownFunction(name: string, offset: number): never {
  if (methodOverloads(name).length > 0) {
    return fail('unknown_function', `${name}() is a method: write x.${name}()`, { offset, variable: name });
  }
  if (['not', 'and', 'or', 'in', 'mod'].includes(name)) {
    return fail('unknown_function', `'${name}' is an operator: write a blank before the parenthesis`, {
      offset,
    });
  }
  return unknown('function', name, [...functionNames(), ...ENGINE_FUNCTIONS, 'ctx'], offset);
}

function unknown(what: string, name: string, known: Iterable<string>, offset: number): never {
  const guess = nearest(name, known);
  const hint = guess === undefined ? '' : `; did you mean '${guess}'?`;
  return fail('unknown_function', `there is no ${what} '${name}'${hint}`, { offset, variable: name });
}

/** Calls a function that the expression made with `def`; recursion counts against the depth. */
function callDefined(defined: Defined, args: readonly CallArgument[], env: Env): Value {
  const values: Value[] = [];
  const names: [string, Value][] = [];
  for (const arg of args) {
    if (arg.source === undefined) {
      values.push(arg.value?.(env) ?? null);
    } else if (arg.name !== undefined) {
      names.push([arg.name, arg.value?.(env) ?? null]);
    }
  }
  env.meter.enter(2);
  const value = defined.body(values, names);
  env.meter.leave(2);
  return value;
}

function valuesOf(args: readonly CallArgument[], env: Env): readonly Value[] {
  return args.map(({ value }) => value?.(env) ?? null);
}

function engineCall(name: string, args: readonly CallArgument[], offset: number): Evaluate {
  return (env) => {
    const given = valuesOf(args, env);
    env.meter.step(offset);
    return callEngine(name, given, env);
  };
}

function contextCall(args: readonly CallArgument[], offset: number): Evaluate {
  if (args.length > 1) {
    return () => fail('no_matching_overload', 'ctx() takes at most one name', { offset });
  }
  return (env) => {
    const [key = null] = valuesOf(args, env);
    env.meter.step(offset);
    if (key === null || key === '') {
      return env.scope.variables();
    }
    return typeof key === 'string' ? readVariable(key, env) : noVariable(key, env);
  };
}

function noVariable(key: Value, env: Env): never {
  equal(key, null, env);
  return fail('undefined_variable', `ctx() takes the name of a variable, not ${describe(key)}`);
}

function readVariable(name: string, env: Env): Value {
  if (name.startsWith('__')) {
    return fail('inaccessible_variable', `the variable '${name}' is internal`, { variable: name });
  }
  const value = env.scope.variable(name);
  return value === undefined
    ? fail('undefined_variable', `the variable '${name}' is undefined`, { variable: name })
    : value;
}

/** Compiles `receiver.name(…)`. */
export function compileMethod(node: Method, compilation: Compilation): Evaluate {
  const { name, offset, safe } = node;
  const overloads = methodOverloads(name);
  if (overloads.length === 0) {
    return functionOverloads(name).length > 0
      ? fail('unknown_function', `${name}() is a function: write ${name}(x)`, { offset, variable: name })
      : unknown('method', name, methodNames(), offset);
  }
  const args = compileArguments(node.args, compilation);
  if (name === 'get' && isWholeContext(node.receiver)) {
    return contextGet(args, offset);
  }
  const receiver = compileNode(node.receiver, compilation);
  const dispatch = dispatcher(name, overloads, args, true);
  return (env) => {
    const value = receiver(env);
    env.meter.step(offset);
    if (safe && value === null) {
      return null;
    }
    refuseSealed(value);
    const result = dispatch(env, value);
    env.meter.at = offset;
    return result;
  };
}

/** `ctx().get(name, default)` reads one variable. */
function contextGet(args: readonly CallArgument[], offset: number): Evaluate {
  if (args.length < 1 || args.length > 2) {
    return () => fail('no_matching_overload', 'get() takes a key and a default', { offset });
  }
  return (env) => {
    const [key = null, otherwise = null] = valuesOf(args, env);
    env.meter.step(offset);
    if (isMapping(key)) {
      equal(key, null, env);
    }
    const found = typeof key === 'string' && !key.startsWith('__') ? env.scope.variable(key) : undefined;
    return found === undefined ? otherwise : found;
  };
}
