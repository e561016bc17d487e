const FLOAT = /^[+-]?(?:(?:\d+(?:_\d+)*)?\.\d+(?:_\d+)*|\d+(?:_\d+)*\.?)(?:[eE][+-]?\d+(?:_\d+)*)?$/;
const SPECIAL: Readonly<Record<string, number>> = {
  inf: Number.POSITIVE_INFINITY,
  infinity: Number.POSITIVE_INFINITY,
  nan: Number.NaN,
};
const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyz';
const PREFIXES: Readonly<Record<number, string>> = { 2: '0b', 8: '0o', 16: '0x' };

/** The float a text writes, as Python reads it; undefined when it writes none. */
export function parseFloatText(text: string): number | undefined {
  const trimmed = text.trim();
  if (FLOAT.test(trimmed)) {
    return Number(trimmed.replaceAll('_', ''));
  }
  const [, sign = '', word = ''] = /^([+-]?)([a-z]+)$/.exec(trimmed.toLowerCase()) ?? [];
  const value = Object.hasOwn(SPECIAL, word) ? SPECIAL[word] : undefined;
  return value === undefined ? undefined : sign === '-' ? -value : value;
}

/** The integer a text writes in a base; undefined when it writes none. */
export function parseIntegerText(text: string, base: number): number | undefined {
  const [, sign = '', body = ''] = /^\s*([+-]?)(\w+)\s*$/.exec(text) ?? [];
  const lower = body.toLowerCase();
  const prefix = PREFIXES[base];
  const digits = prefix !== undefined && lower.startsWith(prefix) ? lower.slice(2) : lower;
  if (!/^[a-z\d]+(?:_[a-z\d]+)*$/.test(digits)) {
    return undefined;
  }
  let value = 0;
  for (const digit of digits.replaceAll('_', '')) {
    const number = DIGITS.indexOf(digit);
    if (number < 0 || number >= base) {
      return undefined;
    }
    value = value * base + number;
  }
  return sign === '-' ? -value : value;
}
