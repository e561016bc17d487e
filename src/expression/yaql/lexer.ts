import { lexer } from '../core/lexer.ts';

/** Cuts an expression into tokens. */
export const lex = lexer(
  /(\d+(?:\.\d+)?(?![\p{L}\p{N}_]))|(=>|->|=~|!~|\?\.|>=|<=|!=|[-.[\]{}()+*/<>=,]|(?:and|or|not|in|mod)(?![\p{L}\p{N}\p{M}_(]))|\$[\p{L}\p{N}_]*|[\p{L}_][\p{L}\p{N}\p{M}_]*\(|(?!__)[\p{L}_][\p{L}\p{N}\p{M}_]*/uy,
  '\'"`',
  false,
);
