import { type Attribute, type Call, isWholeContext, type Node } from '../ast.ts';
import { binary, type Compilation, compileNode, unary } from '../closures.ts';
import { contextCall, engineCall, unknown } from '../context.ts';
import { needed } from '../core/arguments.ts';
import { Callable } from '../core/callable.ts';
import { defined, Undefined } from '../core/undefined.ts';
import { fail } from '../error.ts';
import { ENGINE_FUNCTIONS } from '../names.ts';
import type { Evaluate } from '../run.ts';
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
  return binary(compileNode(callee, compilation), compileArguments(node, compilation), offset, (value, given) => {
    if (value instanceof Callable) {
      return value.call(given);
    }
    return value instanceof Undefined
      ? fail('unknown_function', `'${value.variable}' is not a function`, value)
      : needed('a function', value);
  });
}

function functionCall(name: string, node: Call, compilation: Compilation): Evaluate {
  const { positional, offset } = node;
  if (name === 'ctx') {
    return contextCall(node, compilation, 'type_error');
  }
  const known = FUNCTIONS.get(name);
  if (known) {
    return unary(compileArguments(node, compilation), offset, (given) => perform(name, known, given));
  }
  if (ENGINE_FUNCTIONS.has(name)) {
    return engineCall(name, node, compilation);
  }
  if (!FILTERS.has(name)) {
    return unknown('function', name, functionNames(), offset);
  }
  const [first = fail('type_error', `${name}() needs an argument`, { offset }), ...rest] = positional;
  // `max(a, b)` compares its arguments, `max(list)` the items of one.
  const compares = rest.length > 0 && /^m(?:ax|in)$/.test(name);
  const input: Node = compares ? { type: 'list', offset, items: positional } : first;
  return compileApplied({ ...node, type: 'filter', name, input, positional: compares ? [] : rest }, compilation);
}

/** Names that a call may have: functions, and filters in the style of functions. */
function functionNames(): readonly string[] {
  return ['ctx', ...FUNCTIONS.keys(), ...ENGINE_FUNCTIONS, ...FILTERS.keys()];
}

function methodCall(callee: Attribute, node: Call, compilation: Compilation): Evaluate {
  const { object, name, offset } = callee;
  const { bound } = compilation;
  if (!METHOD_NAMES.has(name) && bound.size === 0) {
    // A variable that is called is there, but no function.
    const kind = isWholeContext(object, bound) ? 'type_error' : 'undefined_attribute';
    return fail(name.startsWith('_') ? 'security' : kind, `there is no method '${name}'`, { offset, variable: name });
  }
  return binary(compileNode(object, compilation), compileArguments(node, compilation), offset, (value, given) => {
    given.positional.forEach(defined);
    return callMethod(value, name, given);
  });
}
