import { partOf } from '../closures.ts';
import { skipSpace } from '../core/lexer.ts';
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
    const trims = dialect === 'native' ? '-' : '';
    const isTrimmed = text[offset + 2] === trims;
    const start = isTrimmed ? text.slice(0, offset).trimEnd().length : offset;
    const { tokens, end, sign } = lex(text, offset + 2 + Number(isTrimmed), '}}', trims);
    const tree = new Parser(tokens).parse();
    return {
      ...partOf(tree, SEMANTICS, dialect, new Set()),
      start,
      end: sign ? skipSpace(text, end) : end,
    };
  },
};
