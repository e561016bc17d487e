import { badSyntax } from '../error.ts';
import { resolveEscapes } from './escapes.ts';
import { limitTokens } from './syntax.ts';

/** A `text` stands between the tags of a template. */
export type TokenType = 'name' | 'string' | 'number' | 'operator' | 'text';

export interface Token {
  readonly type: TokenType;
  /** The text; of a string its value, of a number its digits. */
  readonly text: string;
  readonly offset: number;
}

export interface Lexed {
  /** The last one is the closing delimiter. */
  readonly tokens: readonly Token[];
  /** Just behind the closing delimiter. */
  readonly end: number;
  /** What stands before the closing delimiter to say what becomes of the white space behind it. */
  readonly sign: string;
}

/** Cuts an expression into tokens, up to its closing delimiter, before which one of some signs may stand. */
export type Lexer = (text: string, start: number, close: string, signs?: string) => Lexed;

/** What a global or sticky pattern finds from a place on. */
export function findFrom(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

const SPACE = /\s*/y;

/** Where the white space at a place ends. */
export function skipSpace(text: string, at: number): number {
  findFrom(SPACE, text, at);
  return SPACE.lastIndex;
}

/**
 * A language's lexer. `word` has a number or an operator as its groups and matches a name without them. An incomplete
 * escape in a string is an error if it is strict.
 */
export function lexer(word: RegExp, quotes: string, strict: boolean): Lexer {
  return (text, start, close, signs = '') => {
    const tokens: Token[] = [];
    // Two braces may also close dictionaries.
    let braces = 0;
    for (let at = skipSpace(text, start); at < text.length; at = skipSpace(text, at)) {
      const first = text.charAt(at);
      const sign = signs.includes(first) ? first : '';
      if (text.startsWith(sign + close, at) && (braces <= 0 || close !== '}}')) {
        tokens.push({ type: 'operator', text: close, offset: at });
        return { tokens, end: at + sign.length + close.length, sign };
      }
      const [type, value, length] = quotes.includes(first)
        ? readString(text, at, strict)
        : readWord(text, at, word, tokens.at(-1)?.text === '.');
      if (type === 'operator') {
        braces += Number(value === '{') - Number(value === '}');
      }
      tokens.push({ type, text: value, offset: at });
      limitTokens(tokens.length, start);
      at += length;
    }
    return badSyntax(`'${close}' is missing`, start);
  };
}

/** The type and text of a token, and how long it is. */
type Read = readonly [TokenType, string, number];

function readWord(text: string, offset: number, word: RegExp, behindDot: boolean): Read {
  const [found = '', number, operator] =
    findFrom(word, text, offset) ??
    badSyntax(`unexpected character '${String.fromCodePoint(text.codePointAt(offset) as number)}'`, offset);
  if (number) {
    // `row.0.1` asks for two members, it does not contain the number 0.1.
    const digits = behindDot ? number.replace(/\D.*/, '') : number;
    return ['number', digits.replaceAll('_', ''), digits.length];
  }
  return [operator ? 'operator' : 'name', found, found.length];
}

function readString(text: string, offset: number, strict: boolean): Read {
  const quote = text.charAt(offset);
  let at = offset + 1;
  while (at < text.length && text[at] !== quote) {
    at += text[at] === '\\' ? 2 : 1;
  }
  if (at >= text.length) {
    badSyntax('a string is not closed', offset);
  }
  const source = text.slice(offset + 1, at);
  const value = quote === '`' ? source.replaceAll('\\`', '`') : resolveEscapes(source, offset, strict);
  return ['string', value, at + 1 - offset];
}
