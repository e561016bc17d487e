import { HranaError } from './hrana-error.ts';
import type { HranaValue } from './protocol.ts';

/** What the native package takes and gives. Anything else, a boolean for one, would abort the process. */
export type SqlValue = null | bigint | number | string | Uint8Array;

const MIN_INTEGER = -(2n ** 63n);
const MAX_INTEGER = 2n ** 63n - 1n;

/**
 * A value of the wire as SQLite gets it.
 * @throws HranaError `SQL_INPUT_ERROR` for integers beyond 64 bits, and for text with a NUL: it would be stored
 *   whole and read back cut off.
 */
export function decodeValue(value: HranaValue): SqlValue {
  switch (value.type) {
    case 'null':
      return null;
    case 'integer':
      return decodeInteger(value.value);
    case 'float':
      return value.value;
    case 'text':
      if (value.value.includes('\0')) {
        throw new HranaError('SQL_INPUT_ERROR', 'text with a NUL character cannot be stored; pass it as a blob');
      }
      return value.value;
    case 'blob':
      return Buffer.from(value.base64, 'base64');
  }
}

function decodeInteger(text: string): bigint {
  if (!/^-?\d{1,19}$/.test(text)) {
    throw new HranaError('SQL_INPUT_ERROR', `"${text.slice(0, 40)}" is not an integer`);
  }
  const integer = BigInt(text);
  if (integer < MIN_INTEGER || integer > MAX_INTEGER) {
    throw new HranaError('SQL_INPUT_ERROR', `${text} does not fit into 64 bits`);
  }
  return integer;
}

/**
 * A value of SQLite as the wire carries it. Statements run with safe integers, so a number is always a real.
 * @throws HranaError `SQL_VALUE_ERROR` for infinities, which JSON cannot carry.
 */
export function encodeValue(value: unknown): HranaValue {
  if (value === null || value === undefined) {
    return { type: 'null' };
  }
  if (typeof value === 'bigint') {
    return { type: 'integer', value: value.toString() };
  }
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) {
      throw new HranaError('SQL_VALUE_ERROR', 'a result is infinite');
    }
    return { type: 'float', value };
  }
  if (typeof value === 'string') {
    return { type: 'text', value };
  }
  if (value instanceof Uint8Array) {
    return { type: 'blob', base64: Buffer.from(value).toString('base64') };
  }
  throw new HranaError('SQL_VALUE_ERROR', `a result has the unknown type ${typeof value}`);
}
