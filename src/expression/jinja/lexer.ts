import { type Lexed, type Lexicon, lexWith } from '../core/lexer.ts';

const LEXICON: Lexicon = {
  word: /(0[bB][01_]+|0[oO][0-7_]+|0[xX][\da-fA-F_]+|\d[\d_]*(?:\.\d[\d_]*(?:[eE][+-]?\d[\d_]*)?|[eE][+-]?\d[\d_]*)|[1-9][\d_]*|0[0_]*)|([=!<>]=|\/\/|\*\*|[-+*/%~<>=.:|,;()[\]{}])|[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Mn}\p{Mc}\p{Nd}\p{Pc}]*/uy,
  quotes: '\'"',
  strict: true,
};

/** Cuts an expression or a tag into tokens; `trims` allows a `-` before the closing delimiter. */
export function lex(text: string, start: number, close: string, trims: boolean): Lexed {
  return lexWith(LEXICON, text, start, close, trims);
}
