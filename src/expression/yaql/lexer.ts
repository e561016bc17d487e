import { type Lexed, type Lexicon, lexWith } from '../core/lexer.ts';

const LEXICON: Lexicon = {
  word: /(\d+(?:\.\d+)?(?![\p{L}\p{N}_]))|(=>|->|=~|!~|\?\.|>=|<=|!=|[-.[\]{}()+*/<>=,]|(?:and|or|not|in|mod)(?![\p{L}\p{N}\p{M}_(]))|\$[\p{L}\p{N}_]*|[\p{L}_][\p{L}\p{N}\p{M}_]*\(|(?!__)[\p{L}_][\p{L}\p{N}\p{M}_]*/uy,
  quotes: '\'"`',
  strict: false,
};

/** Cuts an expression into tokens. */
export function lex(text: string, start: number): Lexed {
  return lexWith(LEXICON, text, start, '%>');
}
