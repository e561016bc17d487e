import type { Call, Node } from '../ast.ts';
import { type Compilation, compileNode, unary } from '../closures.ts';
import { contextCall, engineCall, unknown } from '../context.ts';
import type { Callable } from '../core/callable.ts';
import { refuseSealed } from '../core/seal.ts';
import { ENGINE_FUNCTIONS } from '../names.ts';
import { type Evaluate, run } from '../run.ts';
import { TABLE } from './functions/table.ts';
import { definedKey } from './lambda.ts';
import { type CallArgument, dispatcher, eager } from './overloads.ts';

/** Compiles `name(…)` and `x.name(…)`. */
export function compileCall(node: Call, compilation: Compilation): Evaluate {
  const { callee } = node;
  if (callee.type === 'attribute') {
    return called(`.${callee.name}`, node, compilation, callee.object, callee.safe);
  }
  const name = callee.type === 'name' ? callee.name : '';
  if (name === 'ctx') {
    return contextCall(node, compilation, 'no_matching_overload');
  }
  return ENGINE_FUNCTIONS.has(name) ? engineCall(name, node, compilation) : called(name, node, compilation);
}

function compileArguments(nodes: readonly Node[], compilation: Compilation): readonly CallArgument[] {
  return nodes.map((node): CallArgument => {
    if (node.type !== 'rule') {
      return node.type === 'missing' ? {} : { value: compileNode(node, compilation) };
    }
    const { source, value } = node;
    return {
      name: source.type === 'literal' && source.word ? String(source.value) : '',
      source: compileNode(source, compilation),
      value: compileNode(value, compilation),
    };
  });
}

/** How a function that the expression defines is called: as a method of itself. */
const OWN = eager({
  ' own:any **named:any *positional:any': (own, named, ...positional) => (own as Callable).call({ positional, named }),
});

/** A function, or a method of an object: one of the table, or one that the expression defines. */
function called(
  name: string,
  { positional: nodes, offset }: Call,
  compilation: Compilation,
  object?: Node,
  safe = false,
): Evaluate {
  const { bound } = compilation;
  const overloads = TABLE.get(name);
  const isOwn = object === undefined && (bound.has(name) || bound.has('*'));
  if (!overloads && !isOwn) {
    unknownCall(name, offset);
  }
  const receiver = object && compileNode(object, compilation);
  const args = compileArguments(nodes, compilation);
  const slots = receiver ? [{ value: receiver }, ...args] : args;
  const dispatch = overloads ? dispatcher(name, overloads, slots) : () => unknownCall(name, offset);
  const key = definedKey(name);
  const dispatchOwn = isOwn && dispatcher(name, OWN, [{ value: () => null }, ...args]);
  return unary(receiver ?? (() => undefined), offset, (value) => {
    if (safe && value === null) {
      return null;
    }
    if (value) {
      refuseSealed(value);
    }
    const own = dispatchOwn && run.locals.get(key);
    const result = own ? dispatchOwn(own) : dispatch(value);
    run.meter.at = offset;
    return result;
  });
}

/** Refuses a name that is not in the table. */
function unknownCall(name: string, offset: number): never {
  const names = [...TABLE.keys()];
  return name.startsWith('.')
    ? unknown(
        'method',
        name.slice(1),
        names.filter((one) => one.startsWith('.')).map((one) => one.slice(1)),
        offset,
      )
    : unknown('function', name, [...OPERATORS, ...names, ...ENGINE_FUNCTIONS, 'ctx'], offset);
}

/** What may be meant by a word with a parenthesis right behind it. */
const OPERATORS = ['not ', 'and ', 'or ', 'in ', 'mod '];
