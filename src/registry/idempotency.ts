import { integer, text, textOrNull } from './columns.ts';
import { type Database, type ResultSet, type Row, type Statement, sql, writeAll } from './database.ts';

/** How long a key is remembered. */
export const IDEMPOTENCY_MS = 24 * 3_600_000;

/** A request that must have its effect once. */
export interface IdempotencyClaim {
  /** The token and the route. */
  readonly scope: string;
  readonly key: string;
  /** Hash of the request's body. */
  readonly request: string;
  /** The execution that the request is to start; a repetition learns it while the first one is in progress. */
  readonly execution: string | null;
}

/** Somebody has claimed the key and has not answered yet. */
export interface InProgress {
  readonly kind: 'in_progress';
  readonly since: number;
  readonly execution: string | null;
}

/** What a claim of the same key has come to. */
export type EarlierClaim =
  | { readonly kind: 'replay'; readonly answer: string; readonly execution: string | null }
  | InProgress
  /** The key was used with another body. */
  | { readonly kind: 'reused' };

export type Reservation =
  /** The caller is the first and does the work. */
  { readonly kind: 'reserved' } | EarlierClaim;

/**
 * Claims a key. An answer follows with `completeIdempotency`, or the claim is given up with `releaseIdempotency`.
 */
export async function reserveIdempotency(db: Database, claim: IdempotencyClaim, now: number): Promise<Reservation> {
  return reservationOf(claim, await writeAll(db, reserveStatements(claim, now)));
}

/** The statements of a reservation, for a batch that does more; their results come first in it. */
export function reserveStatements(
  { scope, key, request, execution }: IdempotencyClaim,
  now: number,
): readonly Statement[] {
  return [
    sql('DELETE FROM idempotency WHERE scope = ? AND key = ? AND expires <= ?', [scope, key, now]),
    sql(
      `INSERT INTO idempotency (scope, key, request, execution, created, expires) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (scope, key) DO NOTHING`,
      [scope, key, request, execution, now, now + IDEMPOTENCY_MS],
    ),
    selectStatement({ scope, key }, now),
  ];
}

function selectStatement({ scope, key }: Pick<IdempotencyClaim, 'scope' | 'key'>, now: number): Statement {
  const query = `SELECT request, execution, answer, created FROM idempotency
    WHERE scope = ? AND key = ? AND expires > ?`;
  return sql(query, [scope, key, now]);
}

/** What has become of a key; undefined when nobody has claimed it. */
export async function findIdempotency(
  db: Database,
  claim: Omit<IdempotencyClaim, 'execution'>,
  now: number,
): Promise<EarlierClaim | undefined> {
  const { rows } = await db.execute(selectStatement(claim, now));
  return rows.map((row) => earlierClaim(claim, row))[0];
}

/** Reads the results of `reserveStatements`. */
export function reservationOf(claim: IdempotencyClaim, [, inserted, found]: readonly ResultSet[]): Reservation {
  const row = found?.rows[0];
  return (inserted?.rowsAffected ?? 0) > 0 || row === undefined ? { kind: 'reserved' } : earlierClaim(claim, row);
}

function earlierClaim(claim: Pick<IdempotencyClaim, 'request'>, row: Row): EarlierClaim {
  if (text(row, 'request') !== claim.request) {
    return { kind: 'reused' };
  }
  const answer = textOrNull(row, 'answer');
  const execution = textOrNull(row, 'execution');
  return answer === null
    ? { kind: 'in_progress', since: integer(row, 'created'), execution }
    : { kind: 'replay', answer, execution };
}

/** Keeps the answer for repetitions. The first answer stays. */
export async function completeIdempotency(
  db: Database,
  { scope, key }: Pick<IdempotencyClaim, 'scope' | 'key'>,
  answer: string,
): Promise<void> {
  const update = 'UPDATE idempotency SET answer = ? WHERE scope = ? AND key = ? AND answer IS NULL';
  await db.execute(sql(update, [answer, scope, key]));
}

/** Gives a claim up, so that a repetition is tried anew; an answered one stays. */
export async function releaseIdempotency(
  db: Database,
  { scope, key }: Pick<IdempotencyClaim, 'scope' | 'key'>,
): Promise<void> {
  await db.execute(sql('DELETE FROM idempotency WHERE scope = ? AND key = ? AND answer IS NULL', [scope, key]));
}

/** Gives up the claim that was made then, when nobody will answer it any more. One that was made since stays. */
export async function abandonIdempotency(
  db: Database,
  { scope, key }: Pick<IdempotencyClaim, 'scope' | 'key'>,
  { since, execution }: Pick<InProgress, 'since' | 'execution'>,
): Promise<void> {
  const found = 'scope = ? AND key = ? AND answer IS NULL AND created = ? AND execution IS ?';
  await db.execute(sql(`DELETE FROM idempotency WHERE ${found}`, [scope, key, since, execution]));
}
