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
  let inClass = false;
  // A closing bracket right at the beginning of a class stands for itself.
  return source.replace(/\\([\s\S])|\[\^?\]?|\]/g, (token, escaped?: string) => {
    if (escaped !== undefined) {
      return CLASSES[escaped]?.[inClass ? 1 : 0] ?? token;
    }
    inClass = token.startsWith('[') && !(inClass && token.endsWith(']'));
    return token;
  });
}
