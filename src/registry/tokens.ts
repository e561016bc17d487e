import { integer, integerOrNull, json, jsonOrNull, text } from './columns.ts';
import { type Database, type Row, sql } from './database.ts';
import { type Page, type PageRequest, readPage } from './page.ts';
import { Where } from './where.ts';

export type TokenScope = 'read' | 'execute' | 'write' | 'admin';

/** A token as it may be shown. The token itself is stored nowhere, only its hash. */
export interface TokenRow {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly TokenScope[];
  /** The packs it is limited to; null: all. */
  readonly packs: readonly string[] | null;
  readonly created: number;
  readonly expires: number | null;
  readonly last_used: number | null;
}

const COLUMNS = 'id, name, scopes, packs, created, expires, last_used';

function readToken(row: Row): TokenRow {
  return {
    id: text(row, 'id'),
    name: text(row, 'name'),
    scopes: json(row, 'scopes'),
    packs: jsonOrNull(row, 'packs'),
    created: integer(row, 'created'),
    expires: integerOrNull(row, 'expires'),
    last_used: integerOrNull(row, 'last_used'),
  };
}

/** Stores a token under the SHA-256 of its text; tokens are random, so a plain hash is enough. */
export async function insertToken(db: Database, token: Omit<TokenRow, 'last_used'>, hash: string): Promise<void> {
  const { id, name, scopes, packs, created, expires } = token;
  await db.execute(
    sql(
      `INSERT INTO token (id, name, hash, scopes, packs, created, expires)
       VALUES (:id, :name, :hash, :scopes, :packs, :created, :expires)`,
      {
        id,
        name,
        hash,
        scopes: JSON.stringify(scopes),
        packs: packs === null ? null : JSON.stringify(packs),
        created,
        expires,
      },
    ),
  );
}

/** The token of a hash, unless it has expired. */
export async function findToken(db: Database, hash: string, now: number): Promise<TokenRow | undefined> {
  const query = `SELECT ${COLUMNS} FROM token WHERE hash = ? AND (expires IS NULL OR expires > ?)`;
  const { rows } = await db.execute(sql(query, [hash, now]));
  return rows.map(readToken)[0];
}

/** Notes a use, at most once a minute, so that reading does not become writing. */
export async function touchToken(db: Database, id: string, now: number): Promise<void> {
  const update = 'UPDATE token SET last_used = ? WHERE id = ? AND (last_used IS NULL OR last_used < ?)';
  await db.execute(sql(update, [now, id, now - 60_000]));
}

export function listTokens(db: Database, page: PageRequest): Promise<Page<TokenRow>> {
  const listing = {
    table: 'token',
    columns: COLUMNS,
    key: 'id',
    order: 'ASC',
    where: Where.all,
    read: readToken,
  } as const;
  return readPage(db, listing, page);
}

/** @returns false when there is no such token. */
export async function deleteToken(db: Database, id: string): Promise<boolean> {
  return (await db.execute(sql('DELETE FROM token WHERE id = ?', [id]))).rowsAffected > 0;
}
