import { resolveEscapes } from '../core/escapes.ts';
import { limitTokens } from '../core/syntax.ts';
import { fail } from '../error.ts';

export type TokenType = 'word' | 'function' | 'variable' | 'string' | 'integer' | 'float' | 'operator' | 'end';

export interface Token {
  readonly type: TokenType;
  readonly text: string;
  readonly offset: number;
}

export interface Lexed {
  readonly tokens: readonly Token[];
  /** Just behind the closing delimiter. */
  readonly end: number;
}

const SPACE = /[ \t\r\n]+/y;
const VARIABLE = /\$[\p{L}\p{N}_]*/uy;
const NUMBER = /\d+(?:\.\d+)?(?![\p{L}\p{N}_])/uy;
const WORD = /[\p{L}_][\p{L}\p{N}\p{M}_]*/uy;
const OPERATOR = /=>|->|=~|!~|\?\.|>=|<=|!=|[.[\]{}()+\-*/<>=,]/y;
const WORD_OPERATORS: ReadonlySet<string> = new Set(['and', 'or', 'not', 'in', 'mod']);
const CLOSE = '%>';

/** Reads the tokens of one expression up to its closing delimiter. */
export function lex(text: string, start: number): Lexed {
  const tokens: Token[] = [];
  let at = start;
  for (;;) {
    at += matchLength(SPACE, text, at);
    if (at >= text.length) {
      fail('syntax', `the closing '${CLOSE}' is missing`, { offset: start });
    }
    if (text.startsWith(CLOSE, at)) {
      tokens.push({ type: 'end', text: CLOSE, offset: at });
      return { tokens, end: at + CLOSE.length };
    }
    const length = read(text, at, tokens);
    if (length === 0) {
      fail('syntax', `unexpected character '${String.fromCodePoint(text.codePointAt(at) ?? 0)}'`, {
        offset: at,
      });
    }
    limitTokens(tokens.length, start);
    at += length;
  }
}

function matchLength(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex - at : 0;
}

/** Reads one token and returns its length; 0 when there is none. */
function read(text: string, at: number, tokens: Token[]): number {
  const character = text.charAt(at);
  if (character === "'" || character === '"' || character === '`') {
    return readString(text, at, character, tokens);
  }
  const push = (type: TokenType, length: number): number => {
    tokens.push({ type, text: text.slice(at, at + length), offset: at });
    return length;
  };
  if (character === '$') {
    return push('variable', matchLength(VARIABLE, text, at));
  }
  const digits = matchLength(NUMBER, text, at);
  if (digits > 0) {
    return push(text.slice(at, at + digits).includes('.') ? 'float' : 'integer', digits);
  }
  const word = matchLength(WORD, text, at);
  if (word > 0) {
    return readWord(text.slice(at, at + word), text[at + word] === '(', at, tokens);
  }
  const operator = matchLength(OPERATOR, text, at);
  return operator === 0 ? 0 : push('operator', operator);
}

/** A name with a parenthesis right behind it is a call; names with two underscores in front are no values. */
function readWord(word: string, isCall: boolean, offset: number, tokens: Token[]): number {
  if (isCall) {
    tokens.push({ type: 'function', text: word, offset });
    return word.length + 1;
  }
  if (word.startsWith('__')) {
    return 0;
  }
  tokens.push({ type: WORD_OPERATORS.has(word) ? 'operator' : 'word', text: word, offset });
  return word.length;
}

function readString(text: string, offset: number, quote: string, tokens: Token[]): number {
  let at = offset + 1;
  while (at < text.length && text[at] !== quote) {
    at += text[at] === '\\' ? 2 : 1;
  }
  if (at >= text.length) {
    fail('syntax', 'a string is not closed', { offset });
  }
  const source = text.slice(offset + 1, at);
  const value = quote === '`' ? source.replaceAll('\\`', '`') : resolveEscapes(source, offset, false);
  tokens.push({ type: 'string', text: value, offset });
  return at + 1 - offset;
}
