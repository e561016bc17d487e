import { lexer } from '../core/lexer.ts';

/** Cuts an expression or a tag into tokens. */
export const lex = lexer(
  /(0(?:b[01_]+|o[0-7_]+|x[\da-f_]+)|\d[\d_]*(?:\.\d[\d_]*(?:e[+-]?\d[\d_]*)?|e[+-]?\d[\d_]*)|[1-9][\d_]*|0[0_]*)|([=!<>]=|\/\/|\*\*|[-+*/%~<>=.:|,;()[\]{}])|[\p{XIDS}_]\p{XIDC}*/iuy,
  '\'"',
  true,
);
