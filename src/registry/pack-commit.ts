import { text } from './columns.ts';
import { type Database, sql, writeAll } from './database.ts';
import {
  CLAIM_STATE,
  claim,
  MISSING,
  putIntoForce,
  REFUSE_DUPLICATES,
  REFUSE_LACKING,
  RESULTS,
} from './pack-commit-sql.ts';
import { type PackFileResult, readPackFileResult } from './pack-row.ts';
import { settlePack } from './workflow-targets-sql.ts';

export interface CommitOptions {
  /** False: a workflow that exists is left as it is. */
  readonly update: boolean;
  /** False: one invalid file and nothing is installed. */
  readonly skipInvalid: boolean;
  readonly now: number;
  /** The release that must still be in force. */
  readonly base?: string | undefined;
  /** The paths whose results are asked for, beside those of invalid files; without it all. */
  readonly only?: readonly string[] | undefined;
}

export type CommitResult =
  | { readonly kind: 'committed'; readonly files: readonly PackFileResult[] }
  | { readonly kind: 'invalid' }
  /** What was left out as unchanged, or built upon, has been changed meanwhile: read everything again. */
  | { readonly kind: 'overtaken' }
  | { readonly kind: 'closed' }
  | { readonly kind: 'absent' };

/**
 * Puts an installation into force, in one write batch: workflows get versions, actions are replaced, what the pack no
 * longer has is removed. Readers see the pack before it or after it, never between.
 */
export async function commitRelease(
  db: Database,
  release: { readonly id: string; readonly pack: string },
  options: CommitOptions,
): Promise<CommitResult> {
  const names = { release: release.id, pack: release.pack };
  const { base, only } = options;
  const claiming = {
    ...names,
    ...(base === undefined ? {} : { base }),
    ...settlePack(release.pack, options.now),
    mark: `claimed ${crypto.randomUUID()}`,
  };
  const [, , ...results] = await writeAll(db, [
    sql(REFUSE_DUPLICATES, { release: release.id }),
    sql(REFUSE_LACKING, names),
    sql(CLAIM_STATE, { ...names, base: base ?? null }),
    ...[claim(options.skipInvalid, base !== undefined), MISSING, ...putIntoForce(options.update)].map((statement) =>
      sql(statement, pick(statement, claiming)),
    ),
    sql(RESULTS, { release: release.id, only: only === undefined ? null : JSON.stringify(only) }),
  ]);
  if ((results[1]?.rowsAffected ?? 0) > 0) {
    const rows = [...(results.at(-1)?.rows ?? []), ...(results[2]?.rows ?? [])];
    return { kind: 'committed', files: rows.map(readPackFileResult) };
  }
  const [state] = results[0]?.rows ?? [];
  if (state === undefined) {
    return { kind: 'absent' };
  }
  if (text(state, 'state') !== 'open') {
    return { kind: 'closed' };
  }
  return { kind: state.overtaken === 1 ? 'overtaken' : 'invalid' };
}

/** The arguments that a statement names; servers refuse others. */
function pick<T extends Record<string, unknown>>(statement: string, args: T): Partial<T> {
  const named = Object.entries(args).filter(([name]) => new RegExp(`:${name}\\b`).test(statement));
  return Object.fromEntries(named) as Partial<T>;
}
