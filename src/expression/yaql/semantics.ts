import type { Node } from '../ast.ts';
import { type Compilation, compileNode, type Semantics, unary } from '../closures.ts';
import { variableOf } from '../context.ts';
import { undefinedVariable } from '../core/undefined.ts';
import { describe, orElse } from '../core/value.ts';
import { fail } from '../error.ts';
import { type Evaluate, run, withLocals } from '../run.ts';
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
  contextMember: (variable) => orElse(variableOf(variable), () => undefinedVariable(variable, 'key_error').fail()),
  isFilter: () => false,
  methods: true,
  other,
};

function other(node: Node, compilation: Compilation): Evaluate {
  const sub = (child: Node): Evaluate => compileNode(child, compilation);
  const { offset } = node;
  switch (node.type) {
    case 'call':
      return compileCall(node, compilation);
    case 'variable':
      return variable(node.name);
    case 'binary':
      return arrow(sub(node.left), sub(node.right), offset);
    case 'noMember':
      return unary(sub(node.object), offset, () =>
        fail('no_matching_overload', 'a name or a call must follow the dot', { offset }),
      );
  }
  return () => fail('no_matching_overload', "a '=>' rule cannot stand here");
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
  return unary(left, offset, (bindings) =>
    bindings instanceof Bindings
      ? withLocals(bindings.locals, right)
      : fail('no_matching_overload', `'->' needs let(), with(), def() or unpack(), not ${describe(bindings)}`),
  );
}
