import type { Token } from '../core/lexer.ts';
import { limitParts } from '../core/syntax.ts';
import { fail } from '../error.ts';
import { lex } from './lexer.ts';

/** A template cut into text, outputs and block tags, comments dropped and white space trimmed. */
export type Chunk =
  | { readonly kind: 'text'; readonly text: string; readonly raw: boolean; readonly offset: number }
  | { readonly kind: 'output'; readonly tokens: readonly Token[]; readonly offset: number }
  | { readonly kind: 'tag'; readonly tokens: readonly Token[]; readonly offset: number };

const OPEN = /\{\{|\{%|\{#/g;
const RAW = /\s*raw\s*([-+])?%\}/y;
const END_RAW = /\{%([-+])?\s*endraw\s*([-+])?%\}/g;

/** What the delimiter before a text does to its beginning. */
type After = 'keep' | 'strip' | 'newline';

/**
 * Cuts a template into chunks. A line that holds nothing but a block tag leaves no trace: blanks before the tag
 * and the line end behind it go, unless a `+` at the delimiter keeps them; a `-` strips all white space.
 */
export function chunksOf(text: string): readonly Chunk[] {
  return new Chunker(text.endsWith('\n') ? text.slice(0, -1) : text).run();
}

class Chunker {
  readonly #text: string;
  readonly #chunks: Chunk[] = [];
  #at = 0;
  #after: After = 'keep';

  constructor(text: string) {
    this.#text = text;
  }

  run(): readonly Chunk[] {
    for (;;) {
      OPEN.lastIndex = this.#at;
      const open = OPEN.exec(this.#text);
      if (open === null) {
        this.#literal(this.#text.length, 'keep');
        return this.#chunks;
      }
      limitParts(this.#chunks.length, open.index);
      this.#delimited(open.index, open[0]);
    }
  }

  #delimited(offset: number, open: string): void {
    const sign = this.#text.charAt(offset + 2);
    const isOutput = open === '{{';
    const mode = sign === '-' ? 'strip' : isOutput || sign === '+' ? 'keep' : 'blanks';
    this.#literal(offset, mode);
    const start = offset + 2 + Number(sign === '-' || (sign === '+' && !isOutput));
    if (open === '{#') {
      this.#comment(offset, start);
    } else if (isOutput) {
      const { tokens, end, trim } = lex(this.#text, start, '}}', true);
      this.#chunks.push({ kind: 'output', tokens, offset });
      this.#continue(end, trim ? 'strip' : 'keep');
    } else if (!this.#raw(start)) {
      this.#tag(start, offset);
    }
  }

  #tag(start: number, offset: number): void {
    const { tokens, end, trim } = lex(this.#text, start, '%}', true);
    const plus = !trim && tokens.at(-2)?.text === '+' && this.#text.startsWith('+%}', end - 3);
    this.#chunks.push({ kind: 'tag', tokens: plus ? tokens.toSpliced(-2, 1) : tokens, offset });
    this.#continue(end, trim ? 'strip' : plus ? 'keep' : 'newline');
  }

  #comment(offset: number, start: number): void {
    const end = this.#text.indexOf('#}', start);
    if (end === -1) {
      fail('syntax', "the closing '#}' is missing", { offset });
    }
    this.#continue(end + 2, this.#text[end - 1] === '-' ? 'strip' : 'newline');
  }

  #raw(start: number): boolean {
    RAW.lastIndex = start;
    const open = RAW.exec(this.#text);
    if (open === null) {
      return false;
    }
    END_RAW.lastIndex = RAW.lastIndex;
    const close = END_RAW.exec(this.#text);
    if (close === null) {
      return fail('syntax', "'endraw' is missing", { offset: start });
    }
    this.#continue(RAW.lastIndex, open[1] === '-' ? 'strip' : 'newline');
    this.#literal(close.index, close[1] === '-' ? 'strip' : 'blanks', true);
    this.#continue(close.index + close[0].length, close[2] === '-' ? 'strip' : 'newline');
    return true;
  }

  #continue(at: number, after: After): void {
    this.#at = at;
    this.#after = after;
  }

  /** The text up to an offset; `mode` is what the delimiter behind it does to its end. */
  #literal(end: number, mode: 'keep' | 'strip' | 'blanks', raw = false): void {
    let start = this.#at;
    if (this.#after === 'newline' && this.#text[start] === '\n') {
      start++;
    }
    let text = this.#text.slice(start, end);
    if (this.#after === 'strip') {
      text = text.trimStart();
    }
    if (mode === 'strip') {
      text = text.trimEnd();
    } else if (mode === 'blanks') {
      const line = text.lastIndexOf('\n') + 1;
      const startsLine = line > 0 || start === 0 || this.#text[start - 1] === '\n';
      text = startsLine && /^[^\S\n]*$/.test(text.slice(line)) ? text.slice(0, line) : text;
    }
    if (text !== '') {
      this.#chunks.push({ kind: 'text', text, raw, offset: start });
    }
  }
}
