import type { Env, Evaluate } from '../core/env.ts';
import { itemOf, memberOf } from '../core/member.ts';
import { refuseSealed } from '../core/seal.ts';
import { textOf } from '../core/text.ts';
import { truth } from '../core/truth.ts';
import { defined, Undefined, undefinedMember, undefinedVariable } from '../core/undefined.ts';
import { describe, isList, orElse, Special, type Value } from '../core/value.ts';
import { fail } from '../error.ts';
import type { Dialect } from '../language.ts';
import { ENGINE_FUNCTIONS, ROOTS } from '../names.ts';
import { Lookup } from '../scope.ts';
import type { Attribute, Index, Name, Node } from './ast.ts';
import { compileNode } from './closures.ts';
import type { Compilation } from './compilation.ts';

/** `ctx()`: the whole set of variables, which is read one by one wherever that is possible. */
export function isWholeContext(node: Node, { bound }: Compilation): boolean {
  return (
    node.type === 'call' &&
    node.callee.type === 'name' &&
    node.callee.name === 'ctx' &&
    node.positional.length + node.named.length === 0 &&
    !bound.has('ctx')
  );
}

/** `ctx('name')`: like `ctx().name`, but internal names are refused by their name. Orquesta fails at once. */
export function readVariable(key: Value, dialect: Dialect, env: Env): Value {
  refuseSealed(key);
  if (!truth(key)) {
    return env.scope.variables();
  }
  const name = textOf(key, env);
  if (name.startsWith('__')) {
    return fail('inaccessible_variable', `the variable '${name}' is internal`, { variable: name });
  }
  const missing = undefinedVariable(name);
  const value = typeof key === 'string' ? env.scope.variable(name) : undefined;
  if (value === undefined && dialect === 'orquesta') {
    throw missing.fault();
  }
  return orElse(value, () => missing);
}

function contextMember(name: string, env: Env): Value {
  if (name.startsWith('__')) {
    return undefinedMember({}, name);
  }
  return orElse(
    env.scope.variable(name),
    () => new Undefined('undefined_attribute', name, `the variable '${name}' is undefined`),
  );
}

export function compileName({ name, offset }: Name, { bound }: Compilation): Evaluate {
  const read = unboundName(name);
  if (!bound.has(name)) {
    return (env) => {
      env.meter.step(offset);
      return read(env);
    };
  }
  return (env) => {
    env.meter.step(offset);
    const local = env.locals?.get(name);
    return local === undefined ? read(env) : local;
  };
}

function unboundName(name: string): Evaluate {
  const missing = undefinedVariable(name);
  if (ROOTS.has(name)) {
    return (env) => {
      const value = env.scope.root(name);
      return value === undefined ? missing : value;
    };
  }
  if (name.startsWith('__')) {
    return () => missing;
  }
  if (name === 'ctx' || ENGINE_FUNCTIONS.has(name)) {
    return variableOr(name, new Undefined('undefined_variable', name, `'${name}' is a function: write ${name}()`));
  }
  return variableOr(name, missing);
}

function variableOr(name: string, missing: Undefined): Evaluate {
  return (env) => {
    const value = env.scope.variable(name);
    return value === undefined ? missing : value;
  };
}

export function compileAttribute({ object, name, offset }: Attribute, compilation: Compilation): Evaluate {
  if (isWholeContext(object, compilation)) {
    return (env) => {
      env.meter.step(offset);
      return contextMember(name, env);
    };
  }
  const of = compileNode(object, compilation);
  if (name === '$sealed') {
    return (env) => memberOf(of(env), name, env);
  }
  return (env) => {
    const value = of(env);
    env.meter.step(offset);
    // The usual case first: a name of the user's data.
    if (
      typeof value === 'object' &&
      value !== null &&
      !isList(value) &&
      !(value instanceof Special) &&
      !(value instanceof Lookup) &&
      Object.hasOwn(value, name)
    ) {
      return value[name] as Value;
    }
    return memberOf(value, name, env);
  };
}

export function compileIndex({ object, index, offset }: Index, compilation: Compilation): Evaluate {
  const at = compileNode(index, compilation);
  if (isWholeContext(object, compilation)) {
    return (env) => {
      const name = defined(at(env));
      env.meter.step(offset);
      return typeof name === 'string' ? contextMember(name, env) : undefinedMember({}, describe(name));
    };
  }
  const of = compileNode(object, compilation);
  return (env) => {
    const value = of(env);
    const key = at(env);
    env.meter.step(offset);
    return itemOf(value, key, env);
  };
}
