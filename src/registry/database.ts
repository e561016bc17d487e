import type { Client, InArgs, InStatement, InValue, ResultSet } from '@libsql/client';

/** The registry as this room sees it: any client of `@libsql/client`, whatever its URL. */
export type Database = Pick<Client, 'execute' | 'batch'>;
export type Statement = InStatement;
export type { ResultSet, Row } from '@libsql/client';

/** Writes all statements or none. One round trip, one lock. */
export function writeAll(db: Database, statements: readonly Statement[]): Promise<ResultSet[]> {
  return db.batch([...statements], 'write');
}

/** A statement with its arguments. */
export function sql(text: string, args: InArgs = []): { sql: string; args: InArgs } {
  return { sql: text, args: Array.isArray(args) ? args.map(storable) : mapValues(args) };
}

/**
 * A text as SQLite can keep it. Its texts end at a NUL character for half of its functions, and libSQL reads them back
 * cut off; halves of surrogate pairs have no place in UTF-8. No text that is valid here has either.
 */
export function plainText(text: string): string {
  return (text.isWellFormed() ? text : text.toWellFormed()).replaceAll('\0', '\uFFFD');
}

function storable(value: InValue): InValue {
  return typeof value === 'string' ? plainText(value) : value;
}

function mapValues(args: Record<string, InValue>): Record<string, InValue> {
  return Object.fromEntries(Object.entries(args).map(([name, value]) => [name, storable(value)]));
}

/** The code of an error of libSQL, the same for every server: `SQLITE_CONSTRAINT`, `SQLITE_BUSY` … */
export function databaseErrorCode(thrown: unknown): string | undefined {
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : undefined;
}
