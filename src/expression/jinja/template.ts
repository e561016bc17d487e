import { type Evaluate, Locals } from '../core/env.ts';
import type { Dialect } from '../language.ts';
import type { ReferenceCollector } from '../references.ts';
import { Output } from './output.ts';
import { collectBody } from './statement-references.ts';
import { compileBody } from './template-closures.ts';
import { parseTemplate } from './template-parser.ts';

export interface CompiledTemplate {
  readonly evaluate: Evaluate;
  readonly collect: (out: ReferenceCollector) => void;
}

const NONE: ReadonlySet<string> = new Set();

/** Compiles a text with blocks, `{% … %}`. It evaluates to text. */
export function compileTemplate(text: string, dialect: Dialect, protect: (raw: string) => string): CompiledTemplate {
  const { body, bound } = parseTemplate(text);
  const execute = compileBody(body, { bound, dialect, protect });
  return {
    evaluate: (env) => {
      const out = new Output();
      execute(env.within(new Locals()), out);
      return out.finish(env);
    },
    collect: (out) => {
      collectBody(body, { bound, optional: false, present: NONE }, out);
    },
  };
}
