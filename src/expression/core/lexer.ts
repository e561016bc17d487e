import { badSyntax, fail } from '../error.ts';
import { resolveEscapes } from './escapes.ts';
import { limitTokens } from './syntax.ts';

/** A `function` is a name with the parenthesis behind it. */
export type TokenType = 'name' | 'function' | 'variable' | 'string' | 'integer' | 'float' | 'operator' | 'end';

export interface Token {
  readonly type: TokenType;
  /** The text; of a string its value, of a number its digits. */
  readonly text: string;
  readonly offset: number;
  readonly end: number;
}

export interface Lexed {
  /** The last one is the end of the expression. */
  readonly tokens: readonly Token[];
  /** Just behind the closing delimiter. */
  readonly end: number;
  /** Whether the closing delimiter asks to trim the white space behind it. */
  readonly trim: boolean;
}

/** How a language writes its words. */
export interface Lexicon {
  /** A number, an operator or a name, as the first, second or third group. */
  readonly word: RegExp;
  readonly quotes: string;
  /** Whether an incomplete escape in a string is an error. */
  readonly strict: boolean;
}

const SPACE = /\s*/y;

/** Cuts an expression into tokens, up to its closing delimiter. */
export function lexWith(lexicon: Lexicon, text: string, start: number, close: string, trims: boolean): Lexed {
  const tokens: Token[] = [];
  // Two braces may also close dictionaries.
  let braces = 0;
  let at = start;
  for (;;) {
    SPACE.lastIndex = at;
    SPACE.test(text);
    at = SPACE.lastIndex;
    if (at >= text.length) {
      badSyntax(`'${close}' is missing`, start);
    }
    const trim = trims && text.startsWith(`-${close}`, at);
    if ((trim || text.startsWith(close, at)) && (braces <= 0 || close !== '}}')) {
      const end = at + close.length + Number(trim);
      tokens.push({ type: 'end', text: close, offset: at, end });
      return { tokens, end, trim };
    }
    const token = lexicon.quotes.includes(text.charAt(at))
      ? readString(lexicon, text, at)
      : readWord(lexicon, text, at, tokens.at(-1)?.text === '.');
    if (token.type === 'operator') {
      braces += Number(token.text === '{') - Number(token.text === '}');
    }
    tokens.push(token);
    limitTokens(tokens.length, start);
    at = token.end;
  }
}

function readWord({ word }: Lexicon, text: string, offset: number, behindDot: boolean): Token {
  word.lastIndex = offset;
  const [found = '', number, operator] = word.exec(text) ?? unexpected(text, offset);
  const end = offset + found.length;
  if (number !== undefined) {
    // `row.0.1` asks for two members, it does not contain the number 0.1.
    const digits = behindDot ? number.replace(/\D.*/, '') : number;
    const type = !/^0[box]/i.test(digits) && /[.e]/i.test(digits) ? 'float' : 'integer';
    return { type, text: digits.replaceAll('_', ''), offset, end: offset + digits.length };
  }
  if (operator !== undefined) {
    return { type: 'operator', text: operator, offset, end };
  }
  return found.endsWith('(')
    ? { type: 'function', text: found.slice(0, -1), offset, end }
    : { type: found.startsWith('$') ? 'variable' : 'name', text: found, offset, end };
}

function unexpected(text: string, offset: number): never {
  return fail('syntax', `unexpected character '${String.fromCodePoint(text.codePointAt(offset) as number)}'`, {
    offset,
  });
}

function readString({ strict }: Lexicon, text: string, offset: number): Token {
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
  return { type: 'string', text: value, offset, end: at + 1 };
}
