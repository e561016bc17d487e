import { badSyntax } from '../error.ts';

const ESCAPE = /\\(?:x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8}|[0-7]{1,3}|[\s\S])/g;
const SIMPLE: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\u0007',
  b: '\b',
  f: '\f',
  v: '\v',
  '\n': '',
  '\\': '\\',
  "'": "'",
  '"': '"',
};

/** Resolves the backslash escapes of a string literal; unknown ones stay, incomplete ones too unless it is strict. */
export function resolveEscapes(source: string, offset: number, strict = true): string {
  return source.replace(ESCAPE, (sequence) => {
    const kind = sequence.charAt(1);
    const isHex = /[xuUN]/.test(kind);
    const code = Number.parseInt(sequence.slice(isHex ? 2 : 1), isHex ? 16 : 8);
    if (code <= 0x10ffff) {
      return String.fromCodePoint(code);
    }
    if (isHex) {
      return strict ? badSyntax(`the escape '${sequence}' is not complete`, offset) : sequence;
    }
    return (strict || kind !== '\n' ? SIMPLE[kind] : undefined) ?? sequence;
  });
}
