import { Callable } from '../core/callable.ts';
import type { Evaluate } from '../core/env.ts';
import { defined, Undefined } from '../core/undefined.ts';
import { describe, type Value } from '../core/value.ts';
import { callEngine } from '../engine-call.ts';
import { fail } from '../error.ts';
import { ENGINE_FUNCTIONS } from '../names.ts';
import { compileArguments } from './arguments.ts';
import type { Attribute, Call, Name, Node } from './ast.ts';
import { compileNode } from './closures.ts';
import { type Compilation, unknown } from './compilation.ts';
import { compileFilter } from './filter-closure.ts';
import { FILTERS } from './filters/table.ts';
import { FUNCTIONS } from './functions.ts';
import { callMethod, METHOD_NAMES } from './methods/table.ts';
import { isWholeContext, readVariable } from './paths.ts';

/** Compiles a call of a function, a method or a macro. */
export function compileCall(node: Call, compilation: Compilation): Evaluate {
  const { callee } = node;
  if (callee.type === 'name' && !compilation.bound.has(callee.name)) {
    return functionCall(callee, node, compilation);
  }
  if (callee.type === 'attribute') {
    return methodCall(callee, node, compilation);
  }
  return valueCall(compileNode(callee, compilation), node, compilation);
}

function functionCall({ name, offset }: Name, node: Call, compilation: Compilation): Evaluate {
  if (name === 'ctx') {
    return contextCall(node, compilation);
  }
  const known = FUNCTIONS.get(name);
  if (known !== undefined) {
    const given = compileArguments(node, compilation);
    return (env) => {
      const args = given(env);
      env.meter.step(offset);
      args.positional.forEach(defined);
      return known(args, env);
    };
  }
  if (ENGINE_FUNCTIONS.has(name)) {
    const given = compileArguments(node, compilation);
    return (env) => {
      const { positional, named } = given(env);
      env.meter.step(offset);
      return callEngine(name, [...positional, ...named.values()], env);
    };
  }
  if (FILTERS.has(name)) {
    return functionStyle(name, node, compilation);
  }
  return unknown('unknown_function', 'function', name, functionNames(), offset);
}

export function functionNames(): readonly string[] {
  return ['ctx', ...FUNCTIONS.keys(), ...ENGINE_FUNCTIONS, ...FILTERS.keys()];
}

/** `length(x)` is `x | length`; `max(a, b)` compares its arguments. */
function functionStyle(name: string, node: Call, compilation: Compilation): Evaluate {
  const [first, ...rest] = node.positional;
  if (first === undefined) {
    return fail('type_error', `${name}() needs an argument`, { offset: node.offset });
  }
  const { offset, depth, named } = node;
  if ((name === 'max' || name === 'min') && rest.length > 0) {
    const input: Node = { type: 'list', offset, depth, items: node.positional };
    return compileFilter({ type: 'filter', offset, depth, name, input, positional: [], named }, compilation);
  }
  return compileFilter({ type: 'filter', offset, depth, name, input: first, positional: rest, named }, compilation);
}

function contextCall(node: Call, compilation: Compilation): Evaluate {
  const [key, ...rest] = [...node.positional, ...node.named.map(({ value }) => value)];
  if (rest.length > 0) {
    return fail('type_error', 'ctx() takes at most one name', { offset: node.offset });
  }
  const { offset } = node;
  if (key === undefined) {
    return (env) => {
      env.meter.step(offset);
      return env.scope.variables();
    };
  }
  const name = compileNode(key, compilation);
  return (env) => {
    const value = defined(name(env));
    env.meter.step(offset);
    return readVariable(value, compilation.dialect, env);
  };
}

function methodCall({ object, name, offset }: Attribute, node: Call, compilation: Compilation): Evaluate {
  const given = compileArguments(node, compilation);
  if (isWholeContext(object, compilation) && name === 'get') {
    return (env) => {
      const [key = null, otherwise = null] = given(env).positional;
      env.meter.step(offset);
      const found = typeof key === 'string' && !key.startsWith('__') ? env.scope.variable(key) : undefined;
      return found === undefined ? otherwise : found;
    };
  }
  if (!METHOD_NAMES.has(name) && compilation.bound.size === 0) {
    if (isWholeContext(object, compilation)) {
      return fail('type_error', `the variable '${name}' is not a function`, { offset, variable: name });
    }
    const kind = name.startsWith('_') ? 'security' : 'undefined_attribute';
    return fail(kind, `there is no method '${name}'`, { offset, variable: name });
  }
  const of = compileNode(object, compilation);
  return (env) => {
    const value = of(env);
    const args = given(env);
    env.meter.step(offset);
    args.positional.forEach(defined);
    return callMethod(value, name, args, env);
  };
}

function valueCall(callee: Evaluate, node: Call, compilation: Compilation): Evaluate {
  const given = compileArguments(node, compilation);
  const { offset } = node;
  return (env) => {
    const value: Value = callee(env);
    const args = given(env);
    env.meter.step(offset);
    if (value instanceof Callable) {
      return value.call(args, env);
    }
    return value instanceof Undefined
      ? fail('unknown_function', `'${value.variable}' is not a function`, { variable: value.variable })
      : fail('type_error', `${describe(value)} cannot be called`);
  };
}
