import type { Dialect, Language } from '../language.ts';
import { compileNode } from './closures.ts';
import type { Compilation } from './compilation.ts';
import { lex } from './lexer.ts';
import { Parser } from './parser.ts';
import { collectReferences } from './references.ts';

const NONE: ReadonlySet<string> = new Set();

function plain(dialect: Dialect): Compilation {
  return { bound: NONE, dialect, protect: (text) => text };
}

/** Jinja expressions, `{{ … }}`. */
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
    return {
      evaluate: compileNode(node, plain(dialect)),
      collect: (out) => {
        collectReferences(node, { bound: NONE, optional: false, present: NONE }, out);
      },
      end,
      trimBefore,
      trimAfter: trim,
    };
  },
};
