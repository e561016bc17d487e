import { resolveEscapes } from '../core/escapes.ts';
import { fail } from '../error.ts';

export type TokenType = 'name' | 'string' | 'integer' | 'float' | 'operator' | 'end';

export interface Token {
  readonly type: TokenType;
  /** Names and operators as written, the content of a string, the digits of a number. */
  readonly text: string;
  readonly offset: number;
}

export interface Lexed {
  readonly tokens: readonly Token[];
  /** Just behind the closing delimiter. */
  readonly end: number;
  /** The closing delimiter carries a minus sign: white space after it goes. */
  readonly trim: boolean;
}

const NAME = /[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Mn}\p{Mc}\p{Nd}\p{Pc}]*/uy;
const NUMBER =
  /0[bB][01_]+|0[oO][0-7_]+|0[xX][\da-fA-F_]+|\d[\d_]*(?:\.\d[\d_]*(?:[eE][+-]?\d[\d_]*)?|[eE][+-]?\d[\d_]*)|[1-9][\d_]*|0[0_]*/y;
const DIGITS = /\d+/y;
const SPACE = /\s+/y;
const PAIRS = ['==', '!=', '>=', '<=', '//', '**'];
const SINGLES = '+-*/%~<>=.:|,;()[]{}';
const CLOSING: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

/** Reads the tokens of one expression or block up to its closing delimiter, `}}` or `%}`. */
export function lex(text: string, start: number, close: string, trims: boolean): Lexed {
  const tokens: Token[] = [];
  const open: string[] = [];
  let at = start;
  for (;;) {
    at = skip(text, at);
    if (at >= text.length) {
      fail('syntax', `the closing '${close}' is missing`, { offset: start });
    }
    const trim = trims && text[at] === '-' && text.startsWith(close, at + 1);
    if (open.length === 0 && (trim || text.startsWith(close, at))) {
      tokens.push({ type: 'end', text: close, offset: at });
      return { tokens, end: at + close.length + Number(trim), trim };
    }
    const token = next(text, at, close, tokens.at(-1));
    balance(token.token, open);
    tokens.push(token.token);
    at = token.end;
  }
}

function skip(text: string, at: number): number {
  SPACE.lastIndex = at;
  return SPACE.test(text) ? SPACE.lastIndex : at;
}

interface Read {
  readonly token: Token;
  readonly end: number;
}

function next(text: string, offset: number, close: string, before: Token | undefined): Read {
  const character = text.charAt(offset);
  if (character === "'" || character === '"') {
    return readString(text, offset, close);
  }
  if (character >= '0' && character <= '9') {
    // `row.0.1` asks for two members, it does not contain the number 0.1.
    const pattern = before?.text === '.' && before.type === 'operator' ? DIGITS : NUMBER;
    pattern.lastIndex = offset;
    const digits = pattern.exec(text)?.[0] ?? character;
    const type = /^0[bBoOxX]/.test(digits) || !/[.eE]/.test(digits) ? 'integer' : 'float';
    return { token: { type, text: digits.replaceAll('_', ''), offset }, end: offset + digits.length };
  }
  NAME.lastIndex = offset;
  const name = NAME.exec(text)?.[0];
  if (name !== undefined) {
    return { token: { type: 'name', text: name, offset }, end: offset + name.length };
  }
  const pair = text.slice(offset, offset + 2);
  const operator = PAIRS.includes(pair) ? pair : SINGLES.includes(character) ? character : undefined;
  if (operator === undefined) {
    fail('syntax', `unexpected character '${String.fromCodePoint(text.codePointAt(offset) ?? 0)}'`, {
      offset,
    });
  }
  return { token: { type: 'operator', text: operator, offset }, end: offset + operator.length };
}

function readString(text: string, offset: number, close: string): Read {
  const quote = text.charAt(offset);
  let at = offset + 1;
  while (at < text.length && text[at] !== quote) {
    at += text[at] === '\\' ? 2 : 1;
  }
  if (at >= text.length) {
    fail('syntax', `a string is not closed before '${close}'`, { offset });
  }
  return {
    token: { type: 'string', text: resolveEscapes(text.slice(offset + 1, at), offset), offset },
    end: at + 1,
  };
}

function balance(token: Token, open: string[]): void {
  if (token.type !== 'operator') {
    return;
  }
  if ('([{'.includes(token.text)) {
    open.push(token.text);
  }
  const partner = CLOSING[token.text];
  if (partner !== undefined && open.pop() !== partner) {
    fail('syntax', `unexpected '${token.text}'`, { offset: token.offset });
  }
}
