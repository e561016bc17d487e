import { fail } from '../error.ts';

const ESCAPE = /\\(?:x([\da-f]{2})|u([\da-f]{4})|U([\da-f]{8})|([0-7]{1,3})|[\s\S])/gi;
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
  return source.replace(ESCAPE, (sequence: string, x?: string, u?: string, U?: string, octal?: string) => {
    const code = octal ? Number.parseInt(octal, 8) : Number.parseInt(x ?? u ?? U ?? '', 16);
    if (code <= 0x10ffff) {
      return String.fromCodePoint(code);
    }
    const kind = sequence.charAt(1);
    if (/[xuUN]/.test(kind)) {
      return strict ? fail('syntax', `the escape '${sequence}' is not complete`, { offset }) : sequence;
    }
    return (strict || kind !== '\n' ? SIMPLE[kind] : undefined) ?? sequence;
  });
}
