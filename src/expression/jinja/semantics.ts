import type { Compare, Filter, Node, Test } from '../ast.ts';
import { binary, type Compilation, compileNode, type Semantics } from '../closures.ts';
import { unknown, variableOf } from '../context.ts';
import * as arithmetic from '../core/arithmetic.ts';
import { itemOf, memberOf, sliceOf } from '../core/member.ts';
import { printf } from '../core/printf.ts';
import { truth } from '../core/truth.ts';
import { Undefined, undefinedMember, undefinedVariable } from '../core/undefined.ts';
import { orElse } from '../core/value.ts';
import { ENGINE_FUNCTIONS, ROOTS } from '../names.ts';
import { type Evaluate, run, step } from '../run.ts';
import { compileArguments } from './arguments.ts';
import { compileCall } from './calls.ts';
import { FILTERS } from './filters/table.ts';
import { compileMacro } from './macros.ts';
import { perform } from './operation.ts';
import { joinParts } from './output.ts';
import { RELATIONS } from './relations.ts';
import { compileCapture } from './statements.ts';
import { TESTS } from './tests.ts';

const OPERATORS: Readonly<Record<string, arithmetic.Operator>> = {
  '+': arithmetic.add,
  '-': arithmetic.subtract,
  '*': arithmetic.multiply,
  '/': arithmetic.divide,
  '//': arithmetic.floorDivide,
  '%': (a, b) => (typeof a === 'string' ? printf(a, b) : arithmetic.modulo(a, b)),
  '**': arithmetic.power,
};

/** How Jinja means what it shares with YAQL, and what only Jinja has. */
export const SEMANTICS: Semantics = {
  operators: OPERATORS,
  sign: arithmetic.sign,
  member: memberOf,
  item: itemOf,
  contextMember: (name) =>
    orElse(variableOf(name), () =>
      name.startsWith('__')
        ? undefinedMember({}, name)
        : new Undefined('undefined_attribute', name, `the variable '${name}' is undefined`),
    ),
  call: compileCall,
  other,
};

function other(node: Node, compilation: Compilation): Evaluate {
  const sub = (child: Node | undefined): Evaluate => (child ? compileNode(child, compilation) : () => null);
  const { offset } = node;
  switch (node.type) {
    case 'name':
      return variable(node.name, offset, compilation.bound);
    case 'compare':
      return comparison(node, sub);
    case 'concat': {
      const operands = node.operands.map(sub);
      return () => {
        const parts = operands.map((operand) => operand());
        step(offset);
        return joinParts(parts);
      };
    }
    case 'conditional': {
      const [test, then] = [sub(node.test), sub(node.whenTrue)];
      const otherwise = node.otherwise ? sub(node.otherwise) : () => noElse;
      return () => (truth(test()) ? then() : otherwise());
    }
    case 'slice': {
      const object = sub(node.object);
      const limits = [sub(node.start), sub(node.stop), sub(node.step)];
      return () => {
        const value = object();
        const bounds = limits.map((limit) => limit());
        step(offset);
        return sliceOf(value, bounds);
      };
    }
    case 'filter':
    case 'test':
      return compileApplied(node, compilation);
    case 'capture':
      return compileCapture(node, compilation);
    case 'macro':
      return compileMacro(node, compilation);
    default:
      return () => null;
  }
}

const noElse = new Undefined('undefined_variable', 'else', "the condition is false and there is no 'else'");

/** A bare name: a local one, a reserved record, a variable. */
function variable(name: string, offset: number, bound: ReadonlySet<string>): Evaluate {
  const isFunction = name === 'ctx' || (ENGINE_FUNCTIONS.has(name) && !ROOTS.has(name));
  const missing = isFunction
    ? new Undefined('undefined_variable', name, `'${name}' is a function: write ${name}()`)
    : undefinedVariable(name);
  const isRoot = ROOTS.has(name);
  const isLocal = bound.has(name);
  return () => {
    step(offset);
    let value = isLocal ? run.locals.get(name) : undefined;
    if (value === undefined) {
      value = isRoot ? run.scope.root(name) : variableOf(name);
    }
    return value === undefined ? missing : value;
  };
}

function comparison({ first, rest, offset }: Compare, sub: (child: Node) => Evaluate): Evaluate {
  const parts = rest.map(({ operator, operand }) => ({ holds: RELATIONS[operator], operand: sub(operand) }));
  const start = sub(first);
  const [only] = parts;
  if (only !== undefined && parts.length === 1) {
    return binary(only.holds, start, only.operand, offset);
  }
  return () => {
    let left = start();
    return parts.every(({ holds, operand }) => {
      const right = operand();
      step(offset);
      const held = holds(left, right);
      left = right;
      return held;
    });
  };
}

/** Which argument of a filter names another filter or a test. */
const NAMING: ReadonlyMap<string, readonly ['filter' | 'test', number]> = new Map([
  ['map', ['filter', 0]],
  ['select', ['test', 0]],
  ['reject', ['test', 0]],
  ['selectattr', ['test', 1]],
  ['rejectattr', ['test', 1]],
]);

function tableOf(type: 'filter' | 'test') {
  return type === 'filter' ? FILTERS : TESTS;
}

/** A filter or a test; a name that is not known is an error at once, also where it is an argument. */
export function compileApplied(node: Filter | Test, compilation: Compilation): Evaluate {
  const { type, name, positional, offset } = node;
  const known = tableOf(type);
  const what = known.get(name) ?? unknown('unknown_filter', type, name, known.keys(), offset);
  const [kind = type, at = -1] = (type === 'filter' && NAMING.get(name)) || [];
  const argument = positional[at];
  if (argument?.type === 'literal' && typeof argument.value === 'string' && !tableOf(kind).has(argument.value)) {
    unknown('unknown_filter', kind, argument.value, tableOf(kind).keys(), argument.offset);
  }
  const input = compileNode(node.input, compilation);
  const given = compileArguments(node, compilation);
  return () => {
    const value = input();
    const args = given();
    step(offset);
    return perform(name, what, args, value);
  };
}
