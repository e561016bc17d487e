import type { Node } from '../ast.ts';
import { compileNode } from '../closures.ts';
import { childrenOf } from '../core/tree.ts';
import type { Language } from '../language.ts';
import { ENGINE_FUNCTIONS } from '../names.ts';
import { lex } from './lexer.ts';
import { Parser } from './parser.ts';
import { SEMANTICS } from './semantics.ts';

/** The language of `<% … %>`. */
export const YAQL: Language = {
  name: 'yaql',
  open: '<%',
  close: '%>',
  read(text, offset) {
    const { tokens, end } = lex(text, offset + 2);
    const tree = new Parser(tokens).parse();
    const bound = definedNames(tree);
    // A variable that is not there is an error in every dialect.
    const compilation = { semantics: SEMANTICS, bound, dialect: 'orquesta' } as const;
    const evaluate = compileNode(tree, compilation);
    return { tree, compilation, evaluate, start: offset, end };
  },
};

/** Names of functions that an expression defines; `*` when one is computed. The engine's cannot be defined anew. */
function definedNames(node: Node): ReadonlySet<string> {
  const names = childrenOf<Node>(node).flatMap((child) => [...definedNames(child)]);
  if (node.type === 'call' && node.callee.type === 'name' && node.callee.name === 'def') {
    const [name] = node.positional;
    const known = name?.type === 'literal' ? String(name.value) : '*';
    return new Set([...names, known].filter((one) => !ENGINE_FUNCTIONS.has(one) && one !== 'ctx'));
  }
  return new Set(names);
}
