import { type Attribute, type Call, isWholeContext, type Node } from '../ast.ts';
import { type Compilation, compileNode } from '../closures.ts';
import { contextCall, contextGet, engineCall, unknown } from '../context.ts';
import { Callable } from '../core/callable.ts';
import { defined, Undefined } from '../core/undefined.ts';
import { describe } from '../core/value.ts';
import { fail } from '../error.ts';
import { ENGINE_FUNCTIONS } from '../names.ts';
import { type Evaluate, step } from '../run.ts';
import { compileArguments } from './arguments.ts';
import { FILTERS } from './filters/table.ts';
import { FUNCTIONS } from './functions.ts';
import { callMethod, METHOD_NAMES } from './methods/table.ts';
import { perform } from './operation.ts';
import { compileApplied } from './semantics.ts';

/** Compiles `callee(…)`: a function, a method, a filter in the style of a function, or a value that is called. */
export function compileCall(node: Call, compilation: Compilation): Evaluate {
  const { callee, offset } = node;
  if (callee.type === 'name' && !compilation.bound.has(callee.name)) {
    return functionCall(callee.name, node, compilation);
  }
  if (callee.type === 'attribute') {
    return methodCall(callee, node, compilation);
  }
  const target = compileNode(callee, compilation);
  const given = compileArguments(node, compilation);
  return () => {
    const value = target();
    const args = given();
    step(offset);
    if (value instanceof Callable) {
      return value.call(args);
    }
    return value instanceof Undefined
      ? fail('unknown_function', `'${value.variable}' is not a function`, { variable: value.variable })
      : fail('type_error', `${describe(value)} cannot be called`);
  };
}

function functionCall(name: string, node: Call, compilation: Compilation): Evaluate {
  const { offset } = node;
  if (name === 'ctx') {
    return contextCall(node, compilation, 'type_error');
  }
  const known = FUNCTIONS.get(name);
  if (known !== undefined) {
    const given = compileArguments(node, compilation);
    return () => {
      const args = given();
      step(offset);
      return perform(name, known, args);
    };
  }
  if (ENGINE_FUNCTIONS.has(name)) {
    return engineCall(name, node, compilation);
  }
  if (!FILTERS.has(name)) {
    return unknown('unknown_function', 'function', name, functionNames(), offset);
  }
  const { positional, ...more } = node;
  const [first = fail('type_error', `${name}() needs an argument`, { offset }), ...rest] = positional;
  // `max(a, b)` compares its arguments, `max(list)` the items of one.
  const compares = rest.length > 0 && /^(?:max|min)$/.test(name);
  const input: Node = compares ? { type: 'list', offset, depth: node.depth, items: positional } : first;
  return compileApplied({ ...more, type: 'filter', name, input, positional: compares ? [] : rest }, compilation);
}

/** Names that a call may have: functions, and filters in the style of functions. */
export function functionNames(): readonly string[] {
  return ['ctx', ...FUNCTIONS.keys(), ...ENGINE_FUNCTIONS, ...FILTERS.keys()];
}

function methodCall({ object, name, offset }: Attribute, node: Call, compilation: Compilation): Evaluate {
  const { bound } = compilation;
  const ofContext = isWholeContext(object, bound);
  if (ofContext && name === 'get') {
    return contextGet(node, compilation);
  }
  if (!METHOD_NAMES.has(name) && bound.size === 0) {
    return ofContext
      ? fail('type_error', `the variable '${name}' is not a function`, { offset, variable: name })
      : fail(name.startsWith('_') ? 'security' : 'undefined_attribute', `there is no method '${name}'`, {
          offset,
          variable: name,
        });
  }
  const of = compileNode(object, compilation);
  const given = compileArguments(node, compilation);
  return () => {
    const value = of();
    const args = given();
    step(offset);
    args.positional.forEach(defined);
    return callMethod(value, name, args);
  };
}
