import type { Language } from '../language.ts';
import { compileNode } from './closures.ts';
import { lex } from './lexer.ts';
import { Parser } from './parser.ts';
import { collectReferences, definedNames } from './references.ts';

/** YAQL expressions, `<% … %>`. */
export const YAQL: Language = {
  name: 'yaql',
  open: '<%',
  close: '%>',
  read(text, offset) {
    const { tokens, end } = lex(text, offset + 2);
    const node = new Parser(tokens).parse();
    const defined = definedNames(node);
    return {
      evaluate: compileNode(node, { defined }),
      collect: (out) => {
        collectReferences(node, { defined, optional: false }, out);
      },
      end,
      trimBefore: false,
      trimAfter: false,
    };
  },
};
