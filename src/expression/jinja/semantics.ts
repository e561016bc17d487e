import type { Compare, Filter, Node, Test } from '../ast.ts';
import { binary, type Compilation, compileNode, type Semantics, unary } from '../closures.ts';
import { variableOf } from '../context.ts';
import * as arithmetic from '../core/arithmetic.ts';
import { itemOf, memberOf, sliceOf } from '../core/member.ts';
import { printf } from '../core/printf.ts';
import { truth } from '../core/truth.ts';
import { Undefined, undefinedVariable } from '../core/undefined.ts';
import { ENGINE_FUNCTIONS, ROOTS } from '../names.ts';
import { type Evaluate, run, step } from '../run.ts';
import { compileArguments } from './arguments.ts';
import { compileCall } from './calls.ts';
import { applicable } from './filters/select.ts';
import { FILTERS } from './filters/table.ts';
import { compileFor } from './for.ts';
import { FUNCTIONS } from './functions.ts';
import { compileMacro } from './macros.ts';
import { perform } from './operation.ts';
import { joinParts } from './output.ts';
import { RELATIONS } from './relations.ts';
import { compileAssign, compileBody, compileCapture, compileWith } from './statements.ts';

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
  isFilter: (name) => FILTERS.has(name) && !FUNCTIONS.has(name),
  methods: false,
  other,
};

function other(node: Node, compilation: Compilation): Evaluate {
  const sub = (child: Node | undefined): Evaluate => (child ? compileNode(child, compilation) : () => null);
  const all = (children: readonly (Node | undefined)[]) => {
    const parts = children.map(sub);
    return () => parts.map((part) => part());
  };
  const { offset } = node;
  switch (node.type) {
    case 'name':
      return variable(node.name, offset, compilation.bound);
    case 'compare':
      return comparison(node, sub);
    case 'concat':
      return unary(all(node.operands), offset, joinParts);
    case 'conditional': {
      const [test, then] = [sub(node.test), sub(node.body)];
      const otherwise = node.otherwise ? sub(node.otherwise) : () => noElse;
      return () => (truth(test()) ? then : otherwise)();
    }
    case 'slice':
      return binary(sub(node.object), all(node.bounds), offset, sliceOf);
  }
  return (COMPILERS[node.type] as Compiler)(node, compilation);
}

type Compiler = (node: Node, compilation: Compilation) => Evaluate;

/** How the nodes are compiled that take more than a few lines. */
const COMPILERS: {
  readonly [T in Node['type']]?: (node: Extract<Node, { type: T }>, compilation: Compilation) => Evaluate;
} = {
  call: compileCall,
  filter: compileApplied,
  test: compileApplied,
  body: compileBody,
  for: compileFor,
  assign: compileAssign,
  with: compileWith,
  capture: compileCapture,
  macro: compileMacro,
};

const noElse = new Undefined('else', "there is no 'else'");

/** A bare name: a local one, a reserved record, a variable. */
function variable(name: string, offset: number, bound: ReadonlySet<string>): Evaluate {
  const isRoot = ROOTS.has(name);
  const isFunction = name === 'ctx' || (ENGINE_FUNCTIONS.has(name) && !isRoot);
  const missing = isFunction
    ? new Undefined(name, `'${name}' is a function: write ${name}()`)
    : undefinedVariable(name);
  const isLocal = bound.has(name);
  return () => {
    step(offset);
    const local = isLocal ? run.locals.get(name) : undefined;
    const value = local === undefined ? (isRoot ? run.scope.root(name) : variableOf(name)) : local;
    return value === undefined ? missing : value;
  };
}

function comparison({ first, rest, offset }: Compare, sub: (child: Node) => Evaluate): Evaluate {
  const parts = rest.map(({ operator, operand }) => ({ holds: RELATIONS[operator], operand: sub(operand) }));
  const start = sub(first);
  const [only] = parts;
  if (only && parts.length === 1) {
    return binary(start, only.operand, offset, only.holds);
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

/** Filters of which an argument names another filter or a test. */
const NAMING = /^(?:(map)|(?:select|reject)(attr)?)$/;

/** A filter or a test; a name that is not known is an error at once, also where it is an argument. */
export function compileApplied(node: Filter | Test, compilation: Compilation): Evaluate {
  const { type, name, positional, offset } = node;
  const what = applicable(type, name, offset);
  const [naming, isMap, ofAttribute] = (type === 'filter' && NAMING.exec(name)) || [];
  const argument = naming ? positional[ofAttribute ? 1 : 0] : undefined;
  if (argument?.type === 'literal' && typeof argument.value === 'string') {
    applicable(isMap ? 'filter' : 'test', argument.value, argument.offset);
  }
  return binary(compileNode(node.input, compilation), compileArguments(node, compilation), offset, (value, given) =>
    perform(name, what, given, value),
  );
}
