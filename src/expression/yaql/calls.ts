import { type Call, isWholeContext, type Node } from '../ast.ts';
import { type Compilation, compileNode } from '../closures.ts';
import { contextCall, contextGet, engineCall, unknown } from '../context.ts';
import { refuseSealed } from '../core/seal.ts';
import type { Value } from '../core/value.ts';
import { fail } from '../error.ts';
import { ENGINE_FUNCTIONS } from '../names.ts';
import { deeper, type Evaluate, run, step } from '../run.ts';
import { functionNames, functionOverloads, methodNames, methodOverloads } from './functions/table.ts';
import { Defined, definedKey } from './lambda.ts';
import { type CallArgument, dispatcher } from './overloads.ts';

/** Compiles `name(…)` and `x.name(…)`. */
export function compileCall(node: Call, compilation: Compilation): Evaluate {
  const { callee, offset } = node;
  if (callee.type === 'attribute') {
    const { object, name, safe } = callee;
    if (methodOverloads(name).length === 0) {
      return functionOverloads(name).length > 0
        ? fail('unknown_function', `${name}() is a function: write ${name}(x)`, { offset, variable: name })
        : unknown('unknown_function', 'method', name, methodNames(), offset);
    }
    return name === 'get' && isWholeContext(object, compilation.bound)
      ? contextGet(node, compilation)
      : method(name, compileNode(object, compilation), safe, node, compilation);
  }
  const name = callee.type === 'name' ? callee.name : '';
  if (name === 'ctx') {
    return contextCall(node, compilation, 'no_matching_overload');
  }
  return ENGINE_FUNCTIONS.has(name) ? engineCall(name, node, compilation) : called(name, node, compilation);
}

function compileArguments(nodes: readonly Node[], compilation: Compilation): readonly CallArgument[] {
  return nodes.map((node): CallArgument => {
    if (node.type === 'missing') {
      return {};
    }
    if (node.type !== 'rule') {
      return { value: compileNode(node, compilation) };
    }
    const { source, value } = node;
    return {
      name: source.type === 'literal' && source.word ? String(source.value) : undefined,
      source: compileNode(source, compilation),
      value: compileNode(value, compilation),
    };
  });
}

function called(name: string, { positional, offset }: Call, compilation: Compilation): Evaluate {
  const { bound } = compilation;
  const args = compileArguments(positional, compilation);
  const overloads = functionOverloads(name);
  const own = bound.has(name) || bound.has('*');
  if (overloads.length === 0 && !own) {
    return unknownFunction(name, offset);
  }
  const dispatch = dispatcher(name, overloads, args);
  return () => {
    step(offset);
    const defined = own ? run.locals.get(definedKey(name)) : undefined;
    if (!(defined instanceof Defined)) {
      const value = overloads.length === 0 ? unknownFunction(name, offset) : dispatch();
      run.meter.at = offset;
      return value;
    }
    const values: Value[] = [];
    const names = new Map<string, Value>();
    for (const { source, name = '', value } of args) {
      const given = value?.() ?? null;
      if (source === undefined) {
        values.push(given);
      } else {
        names.set(name, given);
      }
    }
    return deeper(() => defined.body(values, names), 2);
  };
}

function unknownFunction(name: string, offset: number): never {
  if (methodOverloads(name).length > 0) {
    return fail('unknown_function', `${name}() is a method: write x.${name}()`, { offset, variable: name });
  }
  if (/^(?:not|and|or|in|mod)$/.test(name)) {
    return fail('unknown_function', `'${name}' is an operator: write a blank before the parenthesis`, {
      offset,
      variable: name,
    });
  }
  return unknown('unknown_function', 'function', name, [...functionNames(), ...ENGINE_FUNCTIONS, 'ctx'], offset);
}

function method(name: string, receiver: Evaluate, safe: boolean, node: Call, compilation: Compilation): Evaluate {
  const { positional, offset } = node;
  const dispatch = dispatcher(name, methodOverloads(name), compileArguments(positional, compilation), true);
  return () => {
    const value = receiver();
    step(offset);
    if (safe && value === null) {
      return null;
    }
    refuseSealed(value);
    const result = dispatch(value);
    run.meter.at = offset;
    return result;
  };
}
