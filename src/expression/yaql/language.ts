import { type Compilation, compileNode } from '../closures.ts';
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
    const { tokens, end } = lex(text, offset + 2, '%>');
    const parser = new Parser(tokens);
    const tree = parser.parse();
    // A variable that is not there is an error in every dialect.
    const compilation: Compilation = { semantics: SEMANTICS, bound: parser.bound, dialect: 'orquesta', depth: 0 };
    return { tree, compilation, evaluate: compileNode(tree, compilation), start: offset, end };
  },
};
