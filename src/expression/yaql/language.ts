import { partOf } from '../closures.ts';
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
    // A variable that is not there is an error in every dialect.
    return { ...partOf(parser.parse(), SEMANTICS, 'orquesta', parser.bound), start: offset, end };
  },
};
