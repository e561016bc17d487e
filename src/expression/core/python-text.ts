/** A number as Python writes it: `2.0` for a float, `1e+16`, `1e-05`, `inf`. */
export function numberText(value: number, isFloat = false): string {
  const size = Math.abs(value);
  const isWhole = Number.isInteger(value);
  if (isWhole ? isFloat && size >= 1e16 : !(size >= 1e-4 && size < 1e16)) {
    return exponential(value);
  }
  return isWhole && isFloat ? `${Object.is(value, -0) ? '-0' : value}.0` : String(value);
}

/** `1.5e+20`, with as many digits as are needed or as are asked for. */
export function exponential(value: number, places?: number): string {
  return value
    .toExponential(places)
    .toLowerCase()
    .replace('inity', '')
    .replace(/e(.)(\d)$/, 'e$10$2');
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to be escaped
const UNPRINTABLE = /[\\\0-\x1f\x7f-\xa0\xad\u2028\u2029\u200b-\u200f\ufeff\ue000-\uf8ff]/g;

/** A string in quotes as Python's `repr` writes it. */
export function pythonQuoted(text: string): string {
  const body = text.replace(UNPRINTABLE, (character) =>
    /[\n\r\t\\]/.test(character)
      ? JSON.stringify(character).slice(1, -1)
      : unicodeEscape(character).replace('u00', 'x'),
  );
  const quote = body.includes("'") && !body.includes('"') ? '"' : "'";
  return quote + body.replaceAll(quote, `\\${quote}`) + quote;
}

/** A UTF-16 unit as an escape of four digits. */
export function unicodeEscape(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
