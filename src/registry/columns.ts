import type { Json } from '../value/json.ts';
import type { Row } from './database.ts';

/** Reading columns of rows: a wrong type means a wrong query or a damaged registry, so it throws. */

function wrong(row: Row, column: string, wanted: string): never {
  throw new TypeError(`the registry's column "${column}" should be ${wanted}, it is ${typeof row[column]}`);
}

export function text(row: Row, column: string): string {
  const value = row[column];
  return typeof value === 'string' ? value : wrong(row, column, 'text');
}

export function textOrNull(row: Row, column: string): string | null {
  return row[column] === null ? null : text(row, column);
}

export function integer(row: Row, column: string): number {
  const value = row[column];
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : wrong(row, column, 'an integer');
}

export function integerOrNull(row: Row, column: string): number | null {
  return row[column] === null ? null : integer(row, column);
}

/** JSON that this room has written itself; its shape is trusted. */
export function json<T = Json>(row: Row, column: string): T {
  return JSON.parse(text(row, column)) as T;
}

export function jsonOrNull<T = Json>(row: Row, column: string): T | null {
  return row[column] === null ? null : json<T>(row, column);
}

/** One of a closed list of words. */
export function word<T extends string>(row: Row, column: string, words: readonly T[]): T {
  const value = row[column];
  return words.find((candidate) => candidate === value) ?? wrong(row, column, `one of ${words.join(', ')}`);
}
