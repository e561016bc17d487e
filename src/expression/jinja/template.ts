import type { Dialect, Part } from '../language.ts';
import { written } from './output.ts';
import { SEMANTICS } from './semantics.ts';
import { compileBody } from './statements.ts';
import { parseTemplate } from './template-parser.ts';

/** Compiles a text with blocks; `protect` keeps a raw block from being evaluated again. */
export function compileTemplate(text: string, dialect: Dialect, protect: (raw: string) => string): Part {
  const { body: tree, bound } = parseTemplate(text, protect);
  const compilation = { semantics: SEMANTICS, bound, dialect, depth: 0 };
  const execute = compileBody(tree, compilation);
  return { tree, compilation, evaluate: () => written(execute) };
}
