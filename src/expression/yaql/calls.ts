import { type Call, isWholeContext, type Node } from '../ast.ts';
import { type Compilation, compileNode, unary } from '../closures.ts';
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
        : unknown('method', name, methodNames(), offset);
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
    if (defined instanceof Defined) {
      return callDefined(defined, args);
    }
    const value = overloads.length === 0 ? unknownFunction(name, offset) : dispatch();
    run.meter.at = offset;
    return value;
  };
}

function callDefined({ body }: Defined, args: readonly CallArgument[]): Value {
  const values: Value[] = [];
  const names = new Map<string, Value>();
  for (const { source, name = '', value } of args) {
    const given = value?.() ?? null;
    if (source) {
      names.set(name, given);
    } else {
      values.push(given);
    }
  }
  return deeper(() => body(values, names), 2);
}

function unknownFunction(variable: string, offset: number): never {
  const hint =
    methodOverloads(variable).length > 0
      ? `${variable}() is a method: write x.${variable}()`
      : /^(?:not|and|or|in|mod)$/.test(variable)
        ? `'${variable}' is an operator: write a blank behind it`
        : undefined;
  return hint === undefined
    ? unknown('function', variable, [...functionNames(), ...ENGINE_FUNCTIONS, 'ctx'], offset)
    : fail('unknown_function', hint, { offset, variable });
}

function method(name: string, receiver: Evaluate, safe: boolean, node: Call, compilation: Compilation): Evaluate {
  const { positional, offset } = node;
  const dispatch = dispatcher(name, methodOverloads(name), compileArguments(positional, compilation), true);
  return unary(receiver, offset, (value) => {
    if (safe && value === null) {
      return null;
    }
    refuseSealed(value);
    const result = dispatch(value);
    run.meter.at = offset;
    return result;
  });
}
