import type { Node } from './ast.ts';
import type { Operator } from './core/arithmetic.ts';
import { dictFrom } from './core/dictionary.ts';
import { refuseSealed } from './core/seal.ts';
import { limitDepth } from './core/syntax.ts';
import { truth } from './core/truth.ts';
import { defined } from './core/undefined.ts';
import { float, isPlainDict, Tuple, type Value } from './core/value.ts';
import type { Dialect, Part } from './language.ts';
import { chargeItems, type Evaluate, step } from './run.ts';
import { Lookup } from './scope.ts';

/** What the languages do each in its own way. */
export interface Semantics {
  readonly operators: Readonly<Record<string, Operator>>;
  readonly sign: (operator: '+' | '-', value: Value) => Value;
  /** A member of a value, by its name or by what stands in brackets. */
  readonly member: (object: Value, name: string) => Value;
  readonly item: (object: Value, index: Value) => Value;
  /** Whether a name that is called is one of a filter, and whether methods are functions of the language. */
  readonly isFilter: (name: string) => boolean;
  readonly methods: boolean;
  /** Calls, and nodes that only one of the languages has. */
  readonly other: (node: Node, compilation: Compilation) => Evaluate;
}

/** What is known while a text is compiled. */
export interface Compilation {
  readonly semantics: Semantics;
  /** Names that the text itself may bind: of variables, or of functions that it defines. */
  readonly bound: ReadonlySet<string>;
  readonly dialect: Dialect;
  /** How deep in the tree the node stands that is being compiled. */
  depth: number;
}

/** One operation on what is found first. */
export function unary<A>(first: () => A, offset: number, apply: (a: A) => Value): Evaluate {
  return () => {
    const a = first();
    step(offset);
    return apply(a);
  };
}

/** One operation on two things, which are found in turn. */
export function binary<A, B>(first: () => A, second: () => B, offset: number, apply: (a: A, b: B) => Value): Evaluate {
  return () => {
    const a = first();
    const b = second();
    step(offset);
    return apply(a, b);
  };
}

/** Turns a syntax tree into a function that evaluates it: it nests as deep as the tree. */
export function compileNode(node: Node, compilation: Compilation): Evaluate {
  limitDepth(++compilation.depth, node.offset);
  const evaluate = compiled(node, compilation);
  compilation.depth--;
  return evaluate;
}

/** Compiles a whole syntax tree. */
export function partOf(tree: Node, semantics: Semantics, dialect: Dialect, bound: ReadonlySet<string>): Part {
  const compilation = { semantics, bound, dialect, depth: 0 };
  return { tree, compilation, evaluate: compileNode(tree, compilation) };
}

function compiled(node: Node, compilation: Compilation): Evaluate {
  const { operators, sign, member, item, other } = compilation.semantics;
  const sub = (child: Node): Evaluate => compileNode(child, compilation);
  const { offset } = node;
  switch (node.type) {
    case 'literal': {
      const value = node.float ? float(Number(node.value)) : node.value;
      return () => value;
    }
    case 'list':
    case 'tuple': {
      const items = node.items.map(sub);
      const values = (): readonly Value[] => {
        chargeItems(items.length);
        return items.map((one) => defined(one()));
      };
      return node.type === 'list' ? values : () => Tuple.from<Value>(values());
    }
    case 'dict': {
      const entries = node.entries.map(([key, value]) => [sub(key), sub(value)] as const);
      return () =>
        dictFrom(
          entries.map(([key, value]) => {
            const name = defined(key());
            refuseSealed(name);
            return [name, defined(value())];
          }),
        );
    }
    case 'unary': {
      const { operator } = node;
      return unary(sub(node.operand), offset, (value) => (operator === 'not' ? !truth(value) : sign(operator, value)));
    }
    case 'binary': {
      const apply = operators[node.operator];
      return apply ? binary(sub(node.left), sub(node.right), offset, apply) : other(node, compilation);
    }
    case 'logic':
      return logic(node.operands.map(sub), node.operator === 'or');
    case 'attribute': {
      const { object, name, safe } = node;
      const of = sub(object);
      return () => {
        const value = of();
        step(offset);
        // The usual case first: a name of the user's data.
        const found =
          value instanceof Lookup
            ? value.get(name)
            : isPlainDict(value) && Object.hasOwn(value, name)
              ? value[name]
              : undefined;
        if (found !== undefined && name !== '$sealed') {
          return found;
        }
        return safe && value === null ? null : member(value, name);
      };
    }
    case 'index':
      return binary(sub(node.object), sub(node.index), offset, item);
  }
  return other(node, compilation);
}

/** `and` stops at what is false, `or` at what is true. */
function logic(operands: readonly Evaluate[], stopsAt: boolean): Evaluate {
  const others = [...operands];
  const last = others.pop() as Evaluate;
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
