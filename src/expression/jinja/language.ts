import { compileNode } from '../closures.ts';
import type { Language } from '../language.ts';
import { lex } from './lexer.ts';
import { Parser } from './parser.ts';
import { SEMANTICS } from './semantics.ts';

/** The language of `{{ … }}`. */
export const JINJA: Language = {
  name: 'jinja',
  open: '{{',
  close: '}}',
  read(text, offset, dialect) {
    // Orquesta takes `{{-1}}` for a number, Jinja for a request to trim white space.
    const trims = dialect === 'native';
    const trimBefore = trims && text[offset + 2] === '-';
    const { tokens, end, trim } = lex(text, offset + 2 + Number(trimBefore), '}}', trims);
    const parser = new Parser(tokens);
    const node = parser.expression();
    parser.end();
    const compilation = { semantics: SEMANTICS, bound: new Set<string>(), dialect, protect: String, depth: 0 };
    const evaluate = compileNode(node, compilation);
    return { trees: [node], compilation, evaluate, end, trimBefore, trimAfter: trim };
  },
};
