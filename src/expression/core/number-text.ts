const FLOAT = /^[+-]?(?:(?:\d+(?:_\d+)*)?\.\d+(?:_\d+)*|\d+(?:_\d+)*\.?)(?:e[+-]?\d+(?:_\d+)*)?$/i;

/** The float a text writes, as Python reads it; undefined when it writes none. */
export function parseFloatText(text: string): number | undefined {
  const trimmed = text.trim();
  if (FLOAT.test(trimmed)) {
    return Number(trimmed.replaceAll('_', ''));
  }
  const [, sign, infinite] = /^([+-]?)(?:(inf(?:inity)?)|nan)$/i.exec(trimmed) ?? [];
  return sign === undefined ? undefined : infinite ? Number(`${sign}Infinity`) : Number.NaN;
}

/** The integer a text writes in a base; undefined when it writes none. */
export function parseIntegerText(text: string, base: number): number | undefined {
  const prefix = { 2: '0b', 8: '0o', 16: '0x' }[base];
  const [, sign = '', body = ''] = /^\s*([+-]?)([^\W_]+(?:_[^\W_]+)*)\s*$/.exec(text) ?? [];
  const lower = body.toLowerCase();
  const digits = (prefix && lower.startsWith(prefix) ? lower.slice(2) : lower).replaceAll('_', '');
  const largest = (base - 1).toString(36);
  for (const digit of digits) {
    if (digit > largest) {
      return undefined;
    }
  }
  const value = Number.parseInt(sign + digits, base);
  return Number.isNaN(value) ? undefined : value;
}
