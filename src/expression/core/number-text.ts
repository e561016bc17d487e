import { integer } from './arithmetic.ts';

/** The float a text writes, as Python reads it; undefined when it writes none. */
export function parseFloatText(text: string): number | undefined {
  const bare = text.trim().replace(/inf(inity)?$/i, 'Infinity');
  const isNumber = /^[-+.e\d_]+$|Infinity/i.test(bare) && !/(?<!\d)_|_(?!\d)/.test(bare);
  const value = isNumber ? Number(bare.replaceAll('_', '')) : Number.NaN;
  return Number.isNaN(value) && !/^[+-]?nan$/i.test(bare) ? undefined : value;
}

const PREFIXES: Readonly<Record<number, RegExp>> = { 2: /^0b/, 8: /^0o/, 16: /^0x/ };

/** The integer a text writes in a base; undefined when it writes none. */
export function parseIntegerText(text: string, base: number): number | undefined {
  const [, sign = '', body = ''] = /^\s*([+-]?)([^\W_]+(?:_[^\W_]+)*)\s*$/.exec(text) ?? [];
  const digits = body
    .toLowerCase()
    .replace(PREFIXES[base] ?? '', '')
    .replaceAll('_', '');
  const largest = (base - 1).toString(36);
  for (const digit of digits) {
    if (digit > largest) {
      return undefined;
    }
  }
  const value = Number.parseInt(sign + digits, base);
  return Number.isNaN(value) ? undefined : integer(value);
}
