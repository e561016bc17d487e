import { compileNode } from '../closures.ts';
import { collectReferences } from '../collect.ts';
import type { Language } from '../language.ts';
import { FILTERS } from './filters/table.ts';
import { FUNCTIONS } from './functions.ts';
import { lex } from './lexer.ts';
import { Parser } from './parser.ts';
import { SEMANTICS } from './semantics.ts';

const NONE: ReadonlySet<string> = new Set();

/** Whether a name that is called is a filter in the style of a function. */
export function isFilterCall(name: string): boolean {
  return FILTERS.has(name) && !FUNCTIONS.has(name);
}

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
    return {
      evaluate: compileNode(node, { semantics: SEMANTICS, bound: NONE, dialect, protect: String }),
      collect: (out) => {
        collectReferences(
          node,
          { bound: NONE, optional: false, present: NONE, isFilter: isFilterCall, methods: false },
          out,
        );
      },
      end,
      trimBefore,
      trimAfter: trim,
    };
  },
};
