/** A number as Python writes it: `2.0` for a float, `1e+16`, `1e-05`, `inf`. */
export function numberText(value: number, isFloat = false): string {
  if (Number.isInteger(value) && !isFloat) {
    return Math.abs(value) < 1e21 ? String(value === 0 ? 0 : value) : exponential(value);
  }
  if (Number.isNaN(value)) {
    return 'nan';
  }
  if (!Number.isFinite(value)) {
    return value > 0 ? 'inf' : '-inf';
  }
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e16)) {
    return exponential(value);
  }
  const text = Object.is(value, -0) ? '-0' : String(value);
  return Number.isInteger(value) ? `${text}.0` : text;
}

function exponential(value: number): string {
  const [mantissa = '', exponent = ''] = value.toExponential().split('e');
  const digits = exponent.slice(1).padStart(2, '0');
  return `${mantissa}e${exponent.startsWith('-') ? '-' : '+'}${digits}`;
}

const ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\\': '\\\\' };
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to be escaped
const UNPRINTABLE = /[\\\u0000-\u001f\u007f-\u00a0\u00ad\u2028\u2029\u200b-\u200f\ufeff\ue000-\uf8ff]/g;

/** A string in quotes as Python writes it: single quotes unless only double ones save an escape. */
export function pythonQuoted(text: string): string {
  const body = text.replace(UNPRINTABLE, escaped);
  if (!body.includes("'")) {
    return `'${body}'`;
  }
  return body.includes('"') ? `'${body.replaceAll("'", "\\'")}'` : `"${body}"`;
}

function escaped(character: string): string {
  const known = ESCAPES[character];
  if (known !== undefined) {
    return known;
  }
  const code = character.charCodeAt(0);
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
}
