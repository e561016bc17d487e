import type { Compare, Node, Test } from '../../../expression/ast.ts';
import { lex } from '../../../expression/jinja/lexer.ts';
import { Parser } from '../../../expression/jinja/parser.ts';
import type { Dialect } from '../../../expression/language.ts';
import { ROOTS } from '../../../expression/names.ts';
import { comparison } from './comparison.ts';
import { type Formula, fact, not, outcomeCall } from './formula.ts';
import { syntaxKey } from './syntax-key.ts';

/** The formula of a text that is exactly one Jinja expression; undefined for any other text. */
export function jinjaCondition(text: string, dialect: Dialect): Formula | undefined {
  const trims = dialect === 'native' ? '-' : '';
  const begin = text[2] === trims ? 3 : 2;
  const { tokens, end } = lex(text, begin, '}}', trims);
  return end === text.length ? formulaOf(new Parser(tokens).parse()) : undefined;
}

function formulaOf(node: Node): Formula {
  switch (node.type) {
    case 'literal':
      return { kind: 'constant', value: Boolean(node.value) };
    case 'logic':
      return { kind: node.operator, parts: node.operands.map(formulaOf) };
    case 'unary':
      return node.operator === 'not' ? not(formulaOf(node.operand)) : fact(syntaxKey(node));
    case 'conditional':
      return node.otherwise === undefined ? fact(syntaxKey(node)) : either(node.test, node.body, node.otherwise);
    case 'compare':
      return compared(node);
    case 'test':
      return tested(node);
    case 'call':
      return (
        (node.callee.type === 'name' && node.positional.length + node.named.length === 0
          ? outcomeCall(node.callee.name)
          : undefined) ?? fact(syntaxKey(node))
      );
    default:
      return fact(syntaxKey(node));
  }
}

function either(test: Node, body: Node, otherwise: Node): Formula {
  const condition = formulaOf(test);
  return {
    kind: 'or',
    parts: [
      { kind: 'and', parts: [condition, formulaOf(body)] },
      { kind: 'and', parts: [not(condition), formulaOf(otherwise)] },
    ],
  };
}

function compared(node: Compare): Formula {
  const [only, ...more] = node.rest;
  if (only === undefined || more.length > 0) {
    return fact(syntaxKey(node));
  }
  const value = only.operand.type === 'literal' ? only.operand.value : undefined;
  const literal = typeof value === 'string' || typeof value === 'number' ? value : undefined;
  return comparison(only.operator, syntaxKey(node.first), syntaxKey(only.operand), literal);
}

/** `x is defined` and `x is undefined` speak of one fact. */
function tested(node: Test): Formula {
  const { name, input } = node;
  if (name !== 'defined' && name !== 'undefined') {
    return fact(syntaxKey(node));
  }
  const formula = fact(`${syntaxKey(input)} is defined`, { defines: variableOf(input) });
  return name === 'defined' ? formula : not(formula);
}

/** The name that is there when the node is defined: `x`, `ctx().x`, `vars.x`, `parameters.x` and their members. */
function variableOf(node: Node): string | null {
  switch (node.type) {
    case 'name':
      return ROOTS.has(node.name) ? null : node.name;
    case 'attribute':
      return isRecord(node.object) ? node.name : variableOf(node.object);
    default:
      return null;
  }
}

function isRecord(node: Node): boolean {
  return node.type === 'call'
    ? node.callee.type === 'name' && node.callee.name === 'ctx'
    : node.type === 'name' && RECORDS.has(node.name);
}

const RECORDS: ReadonlySet<string> = new Set(['vars', 'workflow', 'parameters']);
