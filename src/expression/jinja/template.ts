import type { Dialect, Part } from '../language.ts';
import { SEMANTICS } from './semantics.ts';
import { compileBody, written } from './statements.ts';
import { parseTemplate } from './template-parser.ts';

/** Compiles a text with blocks. */
export function compileTemplate(text: string, dialect: Dialect, protect: (raw: string) => string): Part {
  const { body, bound } = parseTemplate(text);
  const compilation = { semantics: SEMANTICS, bound, dialect, protect, depth: 0 };
  const execute = compileBody(body, compilation);
  return { trees: body, compilation, evaluate: () => written(execute) };
}
