import { dictFrom } from '../core/dictionary.ts';
import type { Evaluate } from '../core/env.ts';
import { refuseSealed } from '../core/seal.ts';
import { truth } from '../core/truth.ts';
import { describe, float, type Value } from '../core/value.ts';
import { fail } from '../error.ts';
import type { Argument, Binary, Node, Property } from './ast.ts';
import { compileCall, compileMethod, isWholeContext } from './calls.ts';
import { Bindings } from './lambda.ts';
import { indexOf, propertyOf } from './member.ts';
import { OPERATORS, sign } from './operators.ts';
import type { CallArgument } from './overloads.ts';

/** What is known while an expression is compiled. */
export interface Compilation {
  /** Names of functions that the expression defines itself. */
  readonly defined: ReadonlySet<string>;
}

/** Turns a syntax tree into a function of the environment. */
export function compileNode(node: Node, compilation: Compilation): Evaluate {
  const sub = (child: Node): Evaluate => compileNode(child, compilation);
  switch (node.type) {
    case 'constant': {
      const value: Value = node.float && typeof node.value === 'number' ? float(node.value) : node.value;
      return () => value;
    }
    case 'variable':
      return variable(node.name);
    case 'list':
      return list(node.args, sub);
    case 'map':
      return map(node.args, node.offset, sub);
    case 'unary': {
      const operand = sub(node.operand);
      const { operator, offset } = node;
      return (env) => {
        const value = operand(env);
        env.meter.step(offset);
        return operator === 'not' ? !truth(value) : sign(operator, value);
      };
    }
    case 'binary':
      return binary(node, sub);
    case 'call':
      return compileCall(node, compilation);
    case 'method':
      return compileMethod(node, compilation);
    case 'property':
      return property(node, sub);
    case 'noMember': {
      const receiver = sub(node.receiver);
      return (env) => {
        receiver(env);
        return fail('no_matching_overload', 'a name or a call must follow the dot', { offset: node.offset });
      };
    }
    case 'index': {
      const object = sub(node.object);
      const args = plainArguments(node.args, sub);
      const { offset } = node;
      return (env) => {
        const value = object(env);
        const given = args.map((arg) => arg(env));
        env.meter.step(offset);
        return indexOf(value, given, env);
      };
    }
  }
}

/** `$` and `$1` are the first argument; other names are bound by `let` and the like. Unknown ones are null. */
function variable(name: string): Evaluate {
  const digits = name === '$' ? '1' : name.slice(1);
  if (!/^[1-9]\d{0,3}$/.test(digits)) {
    return (env) => env.locals?.get(name) ?? null;
  }
  const index = Number(digits) - 1;
  return (env) => env.locals?.argument(index) ?? null;
}

function plainArguments(args: readonly Argument[], sub: (child: Node) => Evaluate): readonly Evaluate[] {
  return args.map((arg) =>
    arg.kind === 'value' ? sub(arg.value) : () => fail('no_matching_overload', "a '=>' rule cannot stand here"),
  );
}

function list(args: readonly Argument[], sub: (child: Node) => Evaluate): Evaluate {
  const items = plainArguments(args, sub);
  return (env) => {
    env.meter.items(items.length);
    return items.map((item) => item(env));
  };
}

function map(args: readonly Argument[], offset: number, sub: (child: Node) => Evaluate): Evaluate {
  const entries = args.map((arg): readonly [Evaluate, Evaluate] =>
    arg.kind === 'rule'
      ? [sub(arg.source), sub(arg.value)]
      : fail('no_matching_overload', "a dictionary needs 'key => value'", { offset }),
  );
  return (env) =>
    dictFrom(
      entries.map(([source, value]): [Value, Value] => {
        const key = source(env);
        refuseSealed(key);
        return [key, value(env)];
      }),
      env,
    );
}

function binary(node: Binary, sub: (child: Node) => Evaluate): Evaluate {
  const left = sub(node.left);
  const right = sub(node.right);
  const { operator, offset } = node;
  switch (operator) {
    case 'and':
      return (env) => {
        const value = left(env);
        return truth(value) ? right(env) : value;
      };
    case 'or':
      return (env) => {
        const value = left(env);
        return truth(value) ? value : right(env);
      };
    case '->':
      return (env) => {
        const bindings = left(env);
        env.meter.step(offset);
        return bindings instanceof Bindings
          ? right(env.within(bindings.locals))
          : fail(
              'no_matching_overload',
              `'->' needs let(), with(), def() or unpack() on its left, not ${describe(bindings)}`,
            );
      };
  }
  const apply = OPERATORS[operator];
  return (env) => {
    const a = left(env);
    const b = right(env);
    env.meter.step(offset);
    return apply(a, b, env);
  };
}

function property({ receiver, name, safe, offset }: Property, sub: (child: Node) => Evaluate): Evaluate {
  if (isWholeContext(receiver)) {
    return (env) => {
      env.meter.step(offset);
      const value = name.startsWith('__') ? undefined : env.scope.variable(name);
      return value === undefined ? fail('key_error', `the variable '${name}' is undefined`, { variable: name }) : value;
    };
  }
  const of = sub(receiver);
  return (env) => {
    const value = of(env);
    env.meter.step(offset);
    return safe && value === null ? null : propertyOf(value, name, env);
  };
}

/** The arguments of a call, each to be evaluated by the caller or by the function. */
export function compileArguments(args: readonly Argument[], compilation: Compilation): readonly CallArgument[] {
  return args.map((arg): CallArgument => {
    if (arg.kind === 'missing') {
      return {};
    }
    const value = compileNode(arg.value, compilation);
    if (arg.kind === 'value') {
      return { value };
    }
    const { source: word } = arg;
    const name = word.type === 'constant' && word.word ? String(word.value) : undefined;
    return { name, source: compileNode(word, compilation), value };
  });
}
