import * as arithmetic from '../core/arithmetic.ts';
import { dictFrom } from '../core/dictionary.ts';
import type { Env, Evaluate } from '../core/env.ts';
import { sliceOf } from '../core/member.ts';
import { printf } from '../core/printf.ts';
import { refuseSealed } from '../core/seal.ts';
import { truth } from '../core/truth.ts';
import { defined, Undefined } from '../core/undefined.ts';
import { float, Tuple, type Value } from '../core/value.ts';
import type { Binary, Compare, Node, Unary } from './ast.ts';
import { compileCall } from './calls.ts';
import type { Compilation } from './compilation.ts';
import { compileFilter, compileTest } from './filter-closure.ts';
import { joinParts } from './output.ts';
import { compileAttribute, compileIndex, compileName } from './paths.ts';
import { RELATIONS } from './relations.ts';

/** Turns a syntax tree into a function of the environment. */
export function compileNode(node: Node, compilation: Compilation): Evaluate {
  const sub = (child: Node): Evaluate => compileNode(child, compilation);
  switch (node.type) {
    case 'literal': {
      const value: Value = node.float && typeof node.value === 'number' ? float(node.value) : node.value;
      return () => value;
    }
    case 'name':
      return compileName(node, compilation);
    case 'list':
      return list(node.items.map(sub));
    case 'tuple': {
      const items = list(node.items.map(sub));
      return (env) => Tuple.from<Value>(items(env) as readonly Value[]) as Tuple;
    }
    case 'dict':
      return dict(node.entries.map(([key, value]) => [sub(key), sub(value)]));
    case 'unary':
      return unary(node, sub(node.operand));
    case 'binary':
      return binary(node, sub(node.left), sub(node.right));
    case 'compare':
      return comparison(node, sub);
    case 'logic':
      return logic(node.operator === 'or', node.operands.map(sub));
    case 'concat':
      return concat(node.operands.map(sub), node.offset);
    case 'conditional':
      return conditional(sub(node.test), sub(node.whenTrue), node.otherwise && sub(node.otherwise));
    case 'attribute':
      return compileAttribute(node, compilation);
    case 'index':
      return compileIndex(node, compilation);
    case 'slice': {
      const bounds = [node.start, node.stop, node.step].map((bound) => (bound ? sub(bound) : nothing));
      return slice(sub(node.object), bounds, node.offset);
    }
    case 'call':
      return compileCall(node, compilation);
    case 'filter':
      return compileFilter(node, compilation);
    case 'test':
      return compileTest(node, compilation);
  }
}

function nothing(): Value {
  return null;
}

function list(items: readonly Evaluate[]): Evaluate {
  return (env) => {
    env.meter.items(items.length);
    return items.map((item) => defined(item(env)));
  };
}

function dict(entries: readonly (readonly [Evaluate, Evaluate])[]): Evaluate {
  return (env) =>
    dictFrom(
      entries.map(([key, value]): [Value, Value] => {
        const name = defined(key(env));
        refuseSealed(name);
        return [name, defined(value(env))];
      }),
      env,
    );
}

const UNARY: Readonly<Record<Unary['operator'], (value: Value) => Value>> = {
  not: (value) => !truth(value),
  '-': arithmetic.negate,
  '+': arithmetic.positive,
};

function unary({ operator, offset }: Unary, operand: Evaluate): Evaluate {
  const apply = UNARY[operator];
  return (env) => {
    const value = operand(env);
    env.meter.step(offset);
    return apply(value);
  };
}

type Operator = (a: Value, b: Value, env: Env) => Value;

const OPERATORS: Readonly<Record<Binary['operator'], Operator>> = {
  '+': arithmetic.add,
  '-': arithmetic.subtract,
  '*': arithmetic.multiply,
  '/': arithmetic.divide,
  '//': arithmetic.floorDivide,
  '%': (a, b, env) => (typeof a === 'string' ? printf(a, b, env) : arithmetic.modulo(a, b)),
  '**': arithmetic.power,
};

function binary({ operator, offset }: Binary, left: Evaluate, right: Evaluate): Evaluate {
  const apply = OPERATORS[operator];
  return (env) => {
    const a = left(env);
    const b = right(env);
    env.meter.step(offset);
    return apply(a, b, env);
  };
}

/** `1 < x <= 7`: each neighbour pair must hold; what follows a pair that does not is not evaluated. */
function comparison(node: Compare, sub: (child: Node) => Evaluate): Evaluate {
  const { offset } = node;
  const first = sub(node.first);
  const rest = node.rest.map(({ operator, operand }) => ({
    holds: RELATIONS[operator],
    operand: sub(operand),
  }));
  const only = rest.length === 1 ? rest[0] : undefined;
  if (only !== undefined) {
    const { holds, operand } = only;
    return (env) => {
      const a = first(env);
      const b = operand(env);
      env.meter.step(offset);
      return holds(a, b, env);
    };
  }
  return (env) => {
    let left = first(env);
    for (const { holds, operand } of rest) {
      const right = operand(env);
      env.meter.step(offset);
      if (!holds(left, right, env)) {
        return false;
      }
      left = right;
    }
    return true;
  };
}

/** `and` and `or` give the operand that decided. */
function logic(stopsAt: boolean, operands: readonly Evaluate[]): Evaluate {
  const last = operands.at(-1) ?? nothing;
  const others = operands.slice(0, -1);
  return (env) => {
    for (const operand of others) {
      const value = operand(env);
      if (truth(value) === stopsAt) {
        return value;
      }
    }
    return last(env);
  };
}

function concat(operands: readonly Evaluate[], offset: number): Evaluate {
  return (env) => {
    const parts = operands.map((operand) => operand(env));
    env.meter.step(offset);
    return joinParts(parts, env);
  };
}

function conditional(test: Evaluate, then: Evaluate, otherwise: Evaluate | undefined): Evaluate {
  const missing = otherwise ?? noElse;
  return (env) => (truth(test(env)) ? then(env) : missing(env));
}

function noElse(): Value {
  return new Undefined('undefined_variable', 'else', "the condition is false and there is no 'else'");
}

function slice(object: Evaluate, bounds: readonly Evaluate[], offset: number): Evaluate {
  const [start = nothing, stop = nothing, step = nothing] = bounds;
  return (env) => {
    const value = object(env);
    const range = [start(env), stop(env), step(env)] as const;
    env.meter.step(offset);
    return sliceOf(value, range, env);
  };
}
