import { RE2JS } from 're2js';

/** A regular expression that runs in time linear to the text, whoever wrote either of them. */
export interface Pattern {
  readonly test: (text: string) => boolean;
}

/** Compiles a `pattern` of JSON Schema: it matches anywhere in the text. */
export function compilePattern(text: string): Pattern | { readonly problem: string } {
  try {
    const compiled = RE2JS.compile(RE2JS.translateRegExp(text));
    return { test: (value) => compiled.matcher(value).find() };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { problem: message.replace(/^error parsing regexp: /, '') };
  }
}
