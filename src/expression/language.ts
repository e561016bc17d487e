import type { Node } from './ast.ts';
import type { Compilation } from './closures.ts';
import type { Evaluate } from './run.ts';

export type LanguageName = 'jinja' | 'yaql';
export type Dialect = 'native' | 'orquesta';

/** An expression or a text with blocks, compiled. */
export interface Part {
  readonly tree: Node;
  readonly compilation: Compilation;
  readonly evaluate: Evaluate;
}

/** One expression, read from a text and compiled. */
export interface ReadPart extends Part {
  /** Where it begins and ends, with the white space around it that goes. */
  readonly start: number;
  readonly end: number;
}

/** A language of expressions: how it is delimited and how one expression of it is read. */
export interface Language {
  readonly name: LanguageName;
  readonly open: string;
  readonly close: string;
  /** Reads the expression whose opening delimiter stands at an offset. */
  read(text: string, offset: number, dialect: Dialect): ReadPart;
}
