import { type Lexed, type Lexicon, lexWith } from '../core/lexer.ts';

const LEXICON: Lexicon = {
  word: /(0b[01_]+|0o[0-7_]+|0x[\da-f_]+|\d[\d_]*(?:\.\d[\d_]*(?:e[+-]?\d[\d_]*)?|e[+-]?\d[\d_]*)|[1-9][\d_]*|0[0_]*)|([=!<>]=|\/\/|\*\*|[-+*/%~<>=.:|,;()[\]{}])|[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Mn}\p{Mc}\p{Nd}\p{Pc}]*/iuy,
  quotes: '\'"',
  strict: true,
};

/** Cuts an expression or a tag into tokens; one of some signs may stand before the closing delimiter. */
export function lex(text: string, start: number, close: string, signs: string): Lexed {
  return lexWith(LEXICON, text, start, close, signs);
}
