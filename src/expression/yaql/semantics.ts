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
  variable: (variable) => orElse(variableOf(variable), () => undefinedVariable(variable, 'key_error').fail()),
  isFilter: () => false,
  methods: true,
  other,
};

function other(node: Node, compilation: Compilation): Evaluate {
  switch (node.type) {
    case 'call':
      return compileCall(node, compilation);
    case 'variable':
      return variable(node.name);
    case 'binary':
      return arrow(compileNode(node.left, compilation), compileNode(node.right, compilation), node.offset);
  }
  return () => fail('no_matching_overload', "a '=>' rule cannot stand here");
}

function variable(name: string): Evaluate {
  const [, digits] = /^\$([1-9]\d*|)$/.exec(name) ?? [];
  const index = Number(digits || 1) - 1;
  return digits === undefined ? () => run.locals.get(name) ?? null : () => run.locals.argument(index) ?? null;
}

/** `let(x => 1) -> $x + 1`: the names on the left hold on the right. */
function arrow(left: Evaluate, right: Evaluate, offset: number): Evaluate {
  return unary(left, offset, (bindings) =>
    bindings instanceof Bindings
      ? withLocals(bindings.locals, right)
      : fail('no_matching_overload', `'->' needs let(), with(), def() or unpack(), not ${describe(bindings)}`),
  );
}
