import { type Call, isWholeContext, type Literal, type Node, type Unary } from './ast.ts';
import type { Operator } from './core/arithmetic.ts';
import { dictFrom } from './core/dictionary.ts';
import { refuseSealed } from './core/seal.ts';
import { truth } from './core/truth.ts';
import { defined } from './core/undefined.ts';
import { float, isPlainDict, Tuple, type Value } from './core/value.ts';
import type { Dialect } from './language.ts';
import { chargeItems, type Evaluate, run, step } from './run.ts';

/** What the languages do each in its own way. */
export interface Semantics {
  readonly operators: Readonly<Record<string, Operator>>;
  readonly sign: (operator: '+' | '-', value: Value) => Value;
  /** A member of a value, by its name or by what stands in brackets; of `ctx()` one variable. */
  readonly member: (object: Value, name: string) => Value;
  readonly item: (object: Value, index: Value) => Value;
  readonly contextMember: (name: string) => Value;
  readonly call: (node: Call, compilation: Compilation) => Evaluate;
  /** Nodes that only one of the languages has. */
  readonly other: (node: Node, compilation: Compilation) => Evaluate;
}

/** What is known while a text is compiled. */
export interface Compilation {
  readonly semantics: Semantics;
  /** Names that the text itself may bind: of variables, or of functions that it defines. */
  readonly bound: ReadonlySet<string>;
  readonly dialect: Dialect;
  /** Keeps a raw block of a template from being evaluated again. */
  readonly protect: (text: string) => string;
}

/** Turns a syntax tree into a function of the environment. */
export function compileNode(node: Node, compilation: Compilation): Evaluate {
  const { semantics } = compilation;
  const sub = (child: Node): Evaluate => compileNode(child, compilation);
  const { offset } = node;
  switch (node.type) {
    case 'literal':
      return constant(node);
    case 'list':
    case 'tuple':
      return list(node.items.map(sub), node.type === 'tuple');
    case 'dict':
      return dict(node.entries.map(([key, value]) => [sub(key), sub(value)]));
    case 'unary':
      return unary(node, sub(node.operand), semantics);
    case 'binary': {
      const apply = semantics.operators[node.operator];
      return apply === undefined
        ? semantics.other(node, compilation)
        : binary(apply, sub(node.left), sub(node.right), offset);
    }
    case 'logic':
      return logic(node.operands.map(sub), node.operator === 'or');
    case 'attribute': {
      const { object, name, safe } = node;
      if (!isWholeContext(object, compilation.bound)) {
        return attribute(sub(object), name, safe, offset, semantics);
      }
      return () => {
        step(offset);
        return semantics.contextMember(name);
      };
    }
    case 'index':
      return index(
        sub(node.object),
        sub(node.index),
        isWholeContext(node.object, compilation.bound),
        offset,
        semantics,
      );
    case 'call':
      return semantics.call(node, compilation);
    default:
      return semantics.other(node, compilation);
  }
}

function constant({ value, float: isFloat }: Literal): Evaluate {
  const given = isFloat ? float(Number(value)) : value;
  return () => given;
}

function list(items: readonly Evaluate[], fixed: boolean): Evaluate {
  return () => {
    chargeItems(items.length);
    const values = items.map((item) => defined(item()));
    return fixed ? Tuple.from<Value>(values) : values;
  };
}

function dict(entries: readonly (readonly [Evaluate, Evaluate])[]): Evaluate {
  return () =>
    dictFrom(
      entries.map(([key, value]) => {
        const name = defined(key());
        refuseSealed(name);
        return [name, defined(value())];
      }),
    );
}

function unary({ operator, offset }: Unary, operand: Evaluate, { sign }: Semantics): Evaluate {
  return () => {
    const value = operand();
    step(offset);
    return operator === 'not' ? !truth(value) : sign(operator, value);
  };
}

export function binary(apply: Operator, left: Evaluate, right: Evaluate, offset: number): Evaluate {
  return () => {
    const a = left();
    const b = right();
    step(offset);
    return apply(a, b);
  };
}

/** `and` stops at what is false, `or` at what is true. */
function logic(operands: readonly Evaluate[], stopsAt: boolean): Evaluate {
  const others = operands.slice(0, -1);
  const last = operands.at(-1) as Evaluate;
  return () => {
    for (const operand of others) {
      const value = operand();
      if (truth(value) === stopsAt) {
        return value;
      }
    }
    return last();
  };
}

function attribute(of: Evaluate, name: string, safe: boolean, offset: number, { member }: Semantics): Evaluate {
  return () => {
    const value = of();
    step(offset);
    // The usual case first: a name of the user's data.
    if (isPlainDict(value) && Object.hasOwn(value, name) && name !== '$sealed') {
      return value[name] as Value;
    }
    return safe && value === null ? null : member(value, name);
  };
}

function index(
  of: Evaluate,
  at: Evaluate,
  ofContext: boolean,
  offset: number,
  { item, contextMember }: Semantics,
): Evaluate {
  return () => {
    const value = ofContext ? null : of();
    const key = at();
    step(offset);
    return ofContext && typeof key === 'string'
      ? contextMember(key)
      : item(ofContext ? run.scope.variables() : value, key);
  };
}
