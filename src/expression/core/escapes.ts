import { fail } from '../error.ts';

const ESCAPE = /\\(?:x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8}|[0-7]{1,3}|N\{|x|u|U|[\s\S])/g;
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
  return source.includes('\\') ? source.replace(ESCAPE, (sequence) => resolved(sequence, offset, strict)) : source;
}

function resolved(sequence: string, offset: number, strict: boolean): string {
  const kind = sequence.charAt(1);
  if (kind === '\n' && !strict) {
    return sequence;
  }
  if (Object.hasOwn(SIMPLE, kind)) {
    return SIMPLE[kind] ?? '';
  }
  if (kind >= '0' && kind <= '7') {
    return String.fromCharCode(Number.parseInt(sequence.slice(1), 8));
  }
  if (!'xuUN'.includes(kind)) {
    return sequence;
  }
  const code = Number.parseInt(sequence.slice(2), 16);
  if (Number.isNaN(code) || code > 0x10ffff) {
    if (!strict) {
      return sequence;
    }
    fail('syntax', `the escape '${sequence}' is not complete`, { offset });
  }
  return String.fromCodePoint(code);
}
