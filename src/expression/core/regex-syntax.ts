/** What Python's classes mean, which are not limited to ASCII; first outside of brackets, then inside. */
const CLASSES: Readonly<Record<string, readonly [string, string]>> = {
  w: ['[\\p{L}\\p{N}_]', '\\p{L}\\p{N}_'],
  W: ['[^\\p{L}\\p{N}_]', '\\W'],
  d: ['\\p{Nd}', '\\p{Nd}'],
  D: ['\\P{Nd}', '\\P{Nd}'],
  s: ['[\\s\\v\\x{85}\\p{Z}]', '\\s\\v\\x{85}\\p{Z}'],
  S: ['[^\\s\\v\\x{85}\\p{Z}]', '\\S'],
  Z: ['\\z', 'Z'],
};

/** Rewrites what Python writes otherwise: classes of characters and the end of the text. */
export function pythonPattern(source: string): string {
  let out = '';
  let inClass = false;
  for (let i = 0; i < source.length; i++) {
    const character = source.charAt(i);
    if (character === '\\') {
      const next = source.charAt(++i);
      const known = Object.hasOwn(CLASSES, next) ? CLASSES[next] : undefined;
      out += known?.[inClass ? 1 : 0] ?? `\\${next}`;
      continue;
    }
    if (inClass) {
      inClass = character !== ']' || isFirstInClass(source, i);
    } else {
      inClass = character === '[';
    }
    out += character;
  }
  return out;
}

/** A closing bracket right at the beginning of a class stands for itself. */
function isFirstInClass(source: string, at: number): boolean {
  return source.charAt(at - 1) === '[' || (source.charAt(at - 1) === '^' && source.charAt(at - 2) === '[');
}
