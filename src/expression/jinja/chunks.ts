import { findFrom, skipSpace, type Token } from '../core/lexer.ts';
import { limitParts } from '../core/syntax.ts';
import { badSyntax } from '../error.ts';
import { lex } from './lexer.ts';

const OPEN = /\{(?:\{-?|[%#][-+]?)/g;
const END_COMMENT = /()(-?)#\}/g;
const END_RAW = /\{%([-+]?)\s*endraw\s*([-+]?)%\}/g;
/** The blanks of a line that has nothing else, up to the end. */
const BLANKS = /(?<![^\n])[^\S\n]*$/g;

/** The tag with which a template ends. */
export const END_OF_TEXT = 'the end of the text';

/**
 * The tokens of a template, as if it stood between two tags: plain text, `{{ … }}` and `{% … %}`. What a delimiter says
 * of the white space beside it: `-` strips all of it and `+` keeps it; otherwise a tag takes the line break behind it
 * and, if nothing else stands there, the blanks before it.
 */
export function tokensOf(source: string, protect: (raw: string) => string): readonly Token[] {
  const text = source.replace(/\n$/, '');
  const tokens: Token[] = [{ type: 'operator', text: '%}', offset: 0 }];
  let at = 0;
  let parts = 0;

  const literal = (end: number, before: string, keep: (piece: string) => string): void => {
    const head = text.slice(0, end);
    const until = before === '-' ? head.trimEnd().length : before ? end : (findFrom(BLANKS, head, at)?.index ?? end);
    if (until > at) {
      tokens.push({ type: 'text', text: keep(text.slice(at, until)), offset: at });
    }
  };
  const goOn = (end: number, behind: string): void => {
    at = behind === '-' ? skipSpace(text, end) : end + Number(behind === '' && text[end] === '\n');
  };
  const inner = (end: RegExp, keep: (piece: string) => string): void => {
    const { index, 1: before = '', 2: behind = '' } = findFrom(end, text, at) ?? badSyntax('this is not closed', at);
    literal(index, before, keep);
    goOn(end.lastIndex, behind);
  };

  for (;;) {
    const { 0: open, index: offset } = findFrom(OPEN, text, at) ?? { 0: '', index: text.length };
    const isOutput = open[1] === '{';
    const usual = isOutput || !open ? '+' : '';
    literal(offset, open.slice(2) || usual, String);
    if (!open) {
      tokens.push({ type: 'operator', text: '{%', offset }, { type: 'operator', text: END_OF_TEXT, offset });
      return tokens;
    }
    limitParts(parts++, offset);
    if (open[1] === '#') {
      at = offset + 2;
      inner(END_COMMENT, () => '');
      continue;
    }
    const { tokens: read, end, sign } = lex(text, offset + open.length, isOutput ? '}}' : '%}', isOutput ? '-' : '-+');
    goOn(end, sign || usual);
    if (!isOutput && read.length === 2 && read[0]?.text === 'raw') {
      inner(END_RAW, protect);
    } else {
      tokens.push({ type: 'operator', text: open.slice(0, 2), offset }, ...read);
    }
  }
}
