import { resolveEscapes } from '../core/escapes.ts';
import { limitTokens } from '../core/syntax.ts';
import { fail } from '../error.ts';

export type TokenType = 'name' | 'string' | 'integer' | 'float' | 'operator' | 'end';

export interface Token {
  readonly type: TokenType;
  /** Names and operators as written, the content of a string, the digits of a number. */
  readonly text: string;
  readonly offset: number;
  /** Just behind it. */
  readonly end: number;
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
const PAIRS: ReadonlySet<string> = new Set(['==', '!=', '>=', '<=', '//', '**']);
const SINGLES: ReadonlySet<string> = new Set('+-*/%~<>=.:|,;()[]{}');
const PARTNERS: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

/** Reads the tokens of one expression or block up to its closing delimiter, `}}` or `%}`. */
export function lex(text: string, start: number, close: string, trims: boolean): Lexed {
  const tokens: Token[] = [];
  const open: string[] = [];
  let at = start;
  for (;;) {
    at = skipSpace(text, at);
    if (at >= text.length) {
      fail('syntax', `the closing '${close}' is missing`, { offset: start });
    }
    const trim = trims && text[at] === '-' && text.startsWith(close, at + 1);
    if (open.length === 0 && (trim || text.startsWith(close, at))) {
      const end = at + close.length + Number(trim);
      tokens.push({ type: 'end', text: close, offset: at, end });
      return { tokens, end, trim };
    }
    const token = next(text, at, close, tokens.at(-1));
    if (token.type === 'operator') {
      balance(token, open);
    }
    tokens.push(token);
    limitTokens(tokens.length, start);
    at = token.end;
  }
}

function skipSpace(text: string, start: number): number {
  let at = start;
  for (let code = text.charCodeAt(at); code <= 0x20 || code > 0x7e; code = text.charCodeAt(++at)) {
    if (code > 0x7e && !/\s/.test(text.charAt(at))) {
      break;
    }
  }
  return at;
}

function next(text: string, offset: number, close: string, before: Token | undefined): Token {
  const code = text.charCodeAt(offset);
  if (code === 0x27 || code === 0x22) {
    return readString(text, offset, close);
  }
  if (isDigit(code)) {
    return readNumber(text, offset, before);
  }
  const end = nameEnd(text, offset);
  if (end > offset) {
    return { type: 'name', text: text.slice(offset, end), offset, end };
  }
  const pair = text.slice(offset, offset + 2);
  const single = text.charAt(offset);
  const operator = PAIRS.has(pair) ? pair : SINGLES.has(single) ? single : undefined;
  if (operator === undefined) {
    fail('syntax', `unexpected character '${String.fromCodePoint(text.codePointAt(offset) ?? 0)}'`, {
      offset,
    });
  }
  return { type: 'operator', text: operator, offset, end: offset + operator.length };
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** Where a name ends; ASCII is read letter by letter, other letters by their Unicode class. */
function nameEnd(text: string, start: number): number {
  let at = start;
  for (;;) {
    const code = text.charCodeAt(at);
    const small = code | 0x20;
    if ((small >= 0x61 && small <= 0x7a) || code === 0x5f || (isDigit(code) && at > start)) {
      at++;
    } else if (code > 0x7e) {
      NAME.lastIndex = start;
      return NAME.test(text) ? NAME.lastIndex : at;
    } else {
      return at;
    }
  }
}

function readNumber(text: string, offset: number, before: Token | undefined): Token {
  // `row.0.1` asks for two members, it does not contain the number 0.1.
  const pattern = before?.type === 'operator' && before.text === '.' ? DIGITS : NUMBER;
  pattern.lastIndex = offset;
  const digits = pattern.exec(text)?.[0] ?? text.charAt(offset);
  const type = /^0[bBoOxX]/.test(digits) || !/[.eE]/.test(digits) ? 'integer' : 'float';
  return { type, text: digits.replaceAll('_', ''), offset, end: offset + digits.length };
}

function readString(text: string, offset: number, close: string): Token {
  const quote = text.charAt(offset);
  let at = offset + 1;
  while (at < text.length && text[at] !== quote) {
    at += text[at] === '\\' ? 2 : 1;
  }
  if (at >= text.length) {
    fail('syntax', `a string is not closed before '${close}'`, { offset });
  }
  return { type: 'string', text: resolveEscapes(text.slice(offset + 1, at), offset), offset, end: at + 1 };
}

function balance(token: Token, open: string[]): void {
  if (token.text === '(' || token.text === '[' || token.text === '{') {
    open.push(token.text);
    return;
  }
  const partner = PARTNERS[token.text];
  if (partner !== undefined && open.pop() !== partner) {
    fail('syntax', `unexpected '${token.text}'`, { offset: token.offset });
  }
}
