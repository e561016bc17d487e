import { compileNode } from '../closures.ts';
import type { Language } from '../language.ts';
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
    const parser = new Parser(tokens);
    const node = parser.parse();
    // A variable that is not there is an error in every dialect.
    const compilation = { semantics: SEMANTICS, bound: parser.bound, dialect: 'orquesta', protect: String } as const;
    const evaluate = compileNode(node, compilation);
    return { trees: [node], compilation, evaluate, end, trimBefore: false, trimAfter: false };
  },
};
