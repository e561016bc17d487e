import type { Node } from '../ast.ts';
import { type Compilation, compileNode, type Semantics } from '../closures.ts';
import { variableOf } from '../context.ts';
import { describe, orElse } from '../core/value.ts';
import { fail } from '../error.ts';
import { type Evaluate, run, step, withLocals } from '../run.ts';
import { compileCall } from './calls.ts';
import { Bindings } from './lambda.ts';
import { itemOf, propertyOf } from './member.ts';
import { OPERATORS, sign } from './operators.ts';

/** How YAQL means what it shares with Jinja, and what only YAQL has. */
export const SEMANTICS: Semantics = {
  operators: OPERATORS,
  sign,
  member: propertyOf,
  item: itemOf,
  contextMember: (name) =>
    orElse(variableOf(name), () => fail('key_error', `the variable '${name}' is undefined`, { variable: name })),
  call: compileCall,
  other,
};

function other(node: Node, compilation: Compilation): Evaluate {
  const { offset } = node;
  switch (node.type) {
    case 'variable':
      return variable(node.name);
    case 'binary':
      return arrow(compileNode(node.left, compilation), compileNode(node.right, compilation), offset);
    case 'noMember': {
      const object = compileNode(node.object, compilation);
      return () => {
        object();
        return fail('no_matching_overload', 'a name or a call must follow the dot', { offset });
      };
    }
    default:
      return () => fail('no_matching_overload', "a '=>' rule cannot stand here");
  }
}

function variable(name: string): Evaluate {
  const digits = name === '$' ? '1' : name.slice(1);
  if (!/^[1-9]\d{0,3}$/.test(digits)) {
    return () => run.locals.get(name) ?? null;
  }
  const index = Number(digits) - 1;
  return () => run.locals.argument(index) ?? null;
}

/** `let(x => 1) -> $x + 1`: the names on the left hold on the right. */
function arrow(left: Evaluate, right: Evaluate, offset: number): Evaluate {
  return () => {
    const bindings = left();
    step(offset);
    return bindings instanceof Bindings
      ? withLocals(bindings.locals, right)
      : fail(
          'no_matching_overload',
          `'->' needs let(), with(), def() or unpack() on its left, not ${describe(bindings)}`,
        );
  };
}
