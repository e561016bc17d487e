/** What Python's classes of characters hold, which are not limited to ASCII. */
const CLASSES: Readonly<Record<string, string>> = {
  w: '\\p{L}\\p{N}_',
  d: '\\p{Nd}',
  D: '\\P{Nd}',
  s: '\\s\\v\\x{85}\\p{Z}',
};

/** Rewrites what Python writes otherwise: classes of characters and the end of the text. */
export function pythonPattern(source: string): string {
  let inBrackets = false;
  // A closing bracket right at the beginning of a class stands for itself.
  return source.replace(/\\([\s\S])|\[\^?\]?|\]/g, (token, escaped?: string) => {
    if (escaped === undefined) {
      inBrackets = token.startsWith('[') && !(inBrackets && token.endsWith(']'));
      return token;
    }
    const members = CLASSES[escaped];
    if (inBrackets) {
      return members ?? token;
    }
    const others = CLASSES[escaped.toLowerCase()];
    return members ? `[${members}]` : others ? `[^${others}]` : token.replace('Z', 'z');
  });
}
