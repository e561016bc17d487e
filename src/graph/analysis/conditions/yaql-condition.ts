import type { Binary, Node } from '../../../expression/ast.ts';
import { lex } from '../../../expression/yaql/lexer.ts';
import { Parser } from '../../../expression/yaql/parser.ts';
import { comparison } from './comparison.ts';
import { type Formula, fact, not, outcomeCall } from './formula.ts';
import { syntaxKey } from './syntax-key.ts';

/** The formula of a text that is exactly one YAQL expression; undefined for any other text. */
export function yaqlCondition(text: string): Formula | undefined {
  const { tokens, end } = lex(text, 2, '%>');
  return end === text.length ? formulaOf(new Parser(tokens).parse()) : undefined;
}

function formulaOf(node: Node): Formula {
  switch (node.type) {
    case 'literal':
      return { kind: 'constant', value: Boolean(node.value) };
    case 'unary':
      return node.operator === 'not' ? not(formulaOf(node.operand)) : fact(syntaxKey(node));
    case 'binary':
      return binary(node);
    case 'logic':
      return { kind: node.operator, parts: node.operands.map(formulaOf) };
    case 'call':
      return (
        (node.callee.type === 'name' && node.positional.length === 0 ? outcomeCall(node.callee.name) : undefined) ??
        fact(syntaxKey(node))
      );
    default:
      return fact(syntaxKey(node));
  }
}

function binary(node: Binary): Formula {
  const { operator, left, right } = node;
  switch (operator) {
    case '=':
    case '!=':
    case '<':
    case '<=':
    case '>':
    case '>=':
    case 'in':
    case '=~':
    case '!~': {
      const value = right.type === 'literal' ? right.value : undefined;
      const literal = typeof value === 'string' || typeof value === 'number' ? value : undefined;
      return comparison(operator === '=' ? '==' : operator, syntaxKey(left), syntaxKey(right), literal);
    }
    default:
      return fact(syntaxKey(node));
  }
}
