import type { ReferenceCollector } from '../references.ts';
import type { Node } from './ast.ts';
import { collectReferences, known, presentIf, type Walk } from './references.ts';
import type { Body, Parameter, Statement } from './statements.ts';

/** Collects what the statements of a template read and call. */
export function collectBody(body: Body, walk: Walk, out: ReferenceCollector): void {
  for (const statement of body) {
    collectStatement(statement, walk, out);
  }
}

function collectStatement(statement: Statement, walk: Walk, out: ReferenceCollector): void {
  const visit = (node: Node | undefined): void => {
    if (node !== undefined) {
      collectReferences(node, walk, out);
    }
  };
  switch (statement.type) {
    case 'text':
      return;
    case 'output':
      visit(statement.node);
      return;
    case 'if': {
      let current = walk;
      for (const { test, body } of statement.branches) {
        collectReferences(test, current, out);
        collectBody(body, known(current, presentIf(test, true, walk.bound)), out);
        current = known(current, presentIf(test, false, walk.bound));
      }
      collectBody(statement.otherwise, current, out);
      return;
    }
    case 'for':
      visit(statement.list);
      visit(statement.condition);
      collectBody(statement.body, walk, out);
      collectBody(statement.otherwise, walk, out);
      return;
    case 'set':
      visit(statement.value);
      return;
    case 'setBlock':
    case 'filter':
      visit(statement.filter);
      collectBody(statement.body, walk, out);
      return;
    case 'with':
      statement.bindings.forEach(({ value }) => {
        visit(value);
      });
      collectBody(statement.body, walk, out);
      return;
    case 'macro':
    case 'call':
      defaults(statement.parameters).forEach(visit);
      visit(statement.type === 'call' ? statement.call : undefined);
      collectBody(statement.body, walk, out);
  }
}

function defaults(parameters: readonly Parameter[]): readonly (Node | undefined)[] {
  return parameters.map(({ otherwise }) => otherwise);
}
