import type { Token } from '../core/lexer.ts';
import { limitParts } from '../core/syntax.ts';
import { badSyntax } from '../error.ts';
import { lex } from './lexer.ts';

/** A part of a template: plain text, `{{ … }}` or `{% … %}`. */
export type Chunk =
  | { readonly kind: 'text'; readonly text: string; readonly raw: boolean; readonly offset: number }
  | { readonly kind: 'output' | 'tag'; readonly tokens: readonly Token[]; readonly offset: number };

const OPEN = /(\{[{%#])([-+]?)/g;
const RAW = /\s*raw\s*([-+]?)%\}/y;
const END_RAW = /\{%([-+]?)\s*endraw\s*([-+]?)%\}/g;

/**
 * What a delimiter says of the white space beside it: `-` strips all of it and `+` keeps it; otherwise a tag takes
 * the line break behind it and, if nothing else stands there, the blanks before it.
 */
type Trim = string;

/** Cuts a template into chunks and trims the text between tags. */
export function chunksOf(source: string): readonly Chunk[] {
  const text = source.endsWith('\n') ? source.slice(0, -1) : source;
  const chunks: Chunk[] = [];
  let at = 0;
  let after: Trim = '+';

  const literal = (end: number, before: Trim, raw = false): void => {
    const piece = trimmed(text, at, end, after, before);
    if (piece !== '') {
      chunks.push({ kind: 'text', text: piece, raw, offset: at });
    }
  };
  const goOn = (offset: number, trim: Trim): void => {
    at = offset;
    after = trim;
  };

  for (;;) {
    OPEN.lastIndex = at;
    const open = OPEN.exec(text);
    if (open === null) {
      literal(text.length, '+');
      return chunks;
    }
    const { index: offset, 1: kind, 2: sign = '' } = open;
    limitParts(chunks.length, offset);
    const isOutput = kind === '{{';
    literal(offset, isOutput && sign === '' ? '+' : sign);
    const start = offset + 2 + Number(sign === '-' || (sign === '+' && !isOutput));
    if (kind === '{#') {
      const end = text.indexOf('#}', start);
      goOn(end === -1 ? missing('#}', offset) : end + 2, text[end - 1] === '-' ? '-' : '');
      continue;
    }
    RAW.lastIndex = start;
    const raw = isOutput ? null : RAW.exec(text);
    if (raw !== null) {
      END_RAW.lastIndex = RAW.lastIndex;
      const { index, 1: before = '', 2: behind = '' } = END_RAW.exec(text) ?? missing('endraw', start);
      goOn(RAW.lastIndex, raw[1] ?? '');
      literal(index, before, true);
      goOn(END_RAW.lastIndex, behind);
      continue;
    }
    const { tokens, end, trim } = lex(text, start, isOutput ? '}}' : '%}', true);
    const plus = !isOutput && !trim && tokens.at(-2)?.text === '+' && text.startsWith('+%}', end - 3);
    chunks.push({ kind: isOutput ? 'output' : 'tag', tokens: plus ? tokens.toSpliced(-2, 1) : tokens, offset });
    goOn(end, trim ? '-' : plus || isOutput ? '+' : '');
  }
}

function missing(what: string, offset: number): never {
  return badSyntax(`'${what}' is missing`, offset);
}

function trimmed(text: string, start: number, end: number, after: Trim, before: Trim): string {
  const piece = text.slice(start, end);
  const begun = after === '-' ? piece.trimStart() : after === '' ? piece.replace(/^\n/, '') : piece;
  if (before !== '') {
    return before === '-' ? begun.trimEnd() : begun;
  }
  const startsLine = start === 0 || text[start - 1] === '\n' || begun !== piece;
  return begun.replace(startsLine ? /(^|\n)[^\S\n]*$/ : /(\n)[^\S\n]*$/, '$1');
}
