import { partOf } from '../closures.ts';
import type { Dialect, Part } from '../language.ts';
import { written } from './output.ts';
import { SEMANTICS } from './semantics.ts';
import { parseTemplate } from './template-parser.ts';

/** Compiles a text with blocks; `protect` keeps a raw block from being evaluated again. */
export function compileTemplate(text: string, dialect: Dialect, protect: (raw: string) => string): Part {
  const { body, bound } = parseTemplate(text, protect);
  const part = partOf(body, SEMANTICS, dialect, bound);
  return { ...part, evaluate: () => written(part.evaluate) };
}
