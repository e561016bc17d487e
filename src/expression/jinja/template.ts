import { collectReferences } from '../collect.ts';
import type { Dialect } from '../language.ts';
import type { ReferenceCollector } from '../references.ts';
import type { Evaluate } from '../run.ts';
import { isFilterCall } from './language.ts';
import { SEMANTICS } from './semantics.ts';
import { compileBody, written } from './statements.ts';
import { parseTemplate } from './template-parser.ts';

/** A text with blocks, compiled. */
export interface CompiledTemplate {
  readonly evaluate: Evaluate;
  readonly collect: (out: ReferenceCollector) => void;
}

const NONE: ReadonlySet<string> = new Set();

export function compileTemplate(text: string, dialect: Dialect, protect: (raw: string) => string): CompiledTemplate {
  const { body, bound } = parseTemplate(text);
  const execute = compileBody(body, { semantics: SEMANTICS, bound, dialect, protect });
  return {
    evaluate: () => written(execute),
    collect: (out) => {
      for (const statement of body) {
        collectReferences(
          statement,
          { bound, optional: false, present: NONE, isFilter: isFilterCall, methods: false },
          out,
        );
      }
    },
  };
}
