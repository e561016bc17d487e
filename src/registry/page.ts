import * as v from 'valibot';
import { refuse } from '../problem/problem.ts';
import { integer } from './columns.ts';
import { type Database, type Row, sql } from './database.ts';
import type { Where } from './where.ts';

export interface PageRequest {
  /** As the page before gave it. */
  readonly cursor?: string | undefined;
  readonly limit: number;
  readonly includeTotal?: boolean | undefined;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Null on the last page. */
  readonly next: string | null;
  /** Of all pages; only when asked for. */
  readonly total?: number;
}

const CursorSchema = v.pipe(v.string(), v.minLength(1), v.maxLength(512));

/** A cursor is the key of the last row; opaque to clients, so that it may become something else. */
export function encodeCursor(key: string): string {
  const bytes = new TextEncoder().encode(key);
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

/** @throws ProblemError `bad_request` for anything that is not a cursor of ours. */
export function decodeCursor(cursor: string): string {
  try {
    const binary = atob(v.parse(CursorSchema, cursor).replaceAll('-', '+').replaceAll('_', '/'));
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
      Uint8Array.from(binary, (c) => c.charCodeAt(0)),
    );
  } catch {
    return refuse('bad_request', 'the cursor is not one that this list gave');
  }
}

/** A list as SQL: rows of one table in the order of one unique text column. */
export interface Listing<T> {
  readonly table: string;
  readonly columns: string;
  readonly key: string;
  readonly order: 'ASC' | 'DESC';
  readonly where: Where;
  readonly read: (row: Row) => T;
}

/**
 * Reads one page, and the total if it is asked for, in one round trip.
 * @throws ProblemError `bad_request` for a cursor that is none.
 */
export async function readPage<T>(db: Database, listing: Listing<T>, request: PageRequest): Promise<Page<T>> {
  const { table, columns, key, order, where } = listing;
  const beyond =
    request.cursor === undefined
      ? where
      : where.and(`${key} ${order === 'ASC' ? '>' : '<'} ?`, decodeCursor(request.cursor));
  // One row more than asked for tells whether there is another page. Looking for keys first lets an index do it.
  const keys = `SELECT ${key} FROM ${table} ${beyond.text} ORDER BY ${key} ${order} LIMIT ?`;
  const page = sql(`SELECT ${columns} FROM ${table} WHERE ${key} IN (${keys}) ORDER BY ${key} ${order}`, [
    ...beyond.args,
    request.limit + 1,
  ]);
  const count = sql(`SELECT count(*) AS total FROM ${table} ${where.text}`, [...where.args]);
  const [rows, totals] = await db.batch(request.includeTotal ? [page, count] : [page], 'read');
  const found = rows?.rows ?? [];
  const kept = found.slice(0, request.limit);
  const last = kept.at(-1);
  const total = totals?.rows[0];
  return {
    items: kept.map(listing.read),
    next: found.length > kept.length && last !== undefined ? encodeCursor(String(last[key])) : null,
    ...(total === undefined ? {} : { total: integer(total, 'total') }),
  };
}
