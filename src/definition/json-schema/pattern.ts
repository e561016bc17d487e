import { RE2JS } from 're2js';

/** A regular expression that runs in time linear to the text, whoever wrote either of them. */
export interface Pattern {
  readonly test: (text: string) => boolean;
}

type Compiled = Pattern | { readonly problem: string };

/** A list of ten thousand items compiles the pattern of its items once. */
const kept = new Map<string, Compiled>();
const KEPT = 100;

/** Compiles a `pattern` of JSON Schema: it matches anywhere in the text. */
export function compilePattern(text: string): Compiled {
  const known = kept.get(text);
  if (known !== undefined) {
    return known;
  }
  const compiled = compileNew(text);
  if (kept.size >= KEPT) {
    kept.delete(kept.keys().next().value ?? '');
  }
  kept.set(text, compiled);
  return compiled;
}

function compileNew(text: string): Compiled {
  try {
    const compiled = RE2JS.compile(RE2JS.translateRegExp(text));
    return { test: (value) => compiled.matcher(value).find() };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { problem: message.replace(/^error parsing regexp: /, '') };
  }
}
