import { integer, text, textOrNull } from './columns.ts';
import { type Database, type Row, sql, writeAll } from './database.ts';
import type { WorkflowCandidate } from './workflow-candidate.ts';
import { adoptVersions, insertVersions, replaceTags } from './workflow-sql.ts';

export interface RegisterOptions {
  /** `create` refuses a ref that exists; `put` creates or adds a version. */
  readonly mode: 'create' | 'put';
  /** The hash that the caller believes to be in force. */
  readonly ifHash?: string | undefined;
  readonly now: number;
}

export type Registration =
  | { readonly outcome: 'created' | 'updated' | 'unchanged'; readonly version: number; readonly hash: string }
  /** `create` met a ref that is in use. */
  | { readonly outcome: 'exists'; readonly version: number; readonly hash: string | null }
  /** `ifHash` is not what is in force; null: nothing is. */
  | { readonly outcome: 'stale'; readonly hash: string | null };

const CANDIDATE = `WITH candidate AS (SELECT :ref AS ref, :pack AS pack, :hash AS hash, :fingerprint AS fingerprint,
  :source AS source, :document AS document, :summary AS summary, :findings AS findings, :path AS path)`;
const IN_USE = "SELECT 1 FROM workflow_definition u WHERE u.ref = c.ref AND u.status <> 'removed'";

/**
 * Registers one workflow: a new immutable version, unless the same content is in force. Two calls for one ref at once
 * are applied one after the other.
 */
export async function registerWorkflow(
  db: Database,
  candidate: WorkflowCandidate,
  options: RegisterOptions,
): Promise<Registration> {
  const { ref } = candidate;
  const content = { ...candidate, findings: JSON.stringify(candidate.findings) };
  const present = sql('SELECT version, hash, status FROM workflow_definition WHERE ref = :ref', { ref });
  const [before, inserted, , , , , after] = await writeAll(db, [
    present,
    sql(insertVersions(CANDIDATE, condition(options)), {
      ...content,
      now: options.now,
      ...(options.ifHash === undefined ? {} : { expected: options.ifHash }),
    }),
    sql(adoptVersions(CANDIDATE), { ...content, now: options.now }),
    ...replaceTags('WITH candidate AS (SELECT :ref AS ref)').map((statement) => sql(statement, { ref })),
    sql(
      `UPDATE workflow_definition SET fingerprint = :fingerprint, path = COALESCE(:path, path)
       WHERE ref = :ref AND hash = :hash AND :fingerprint IS NOT NULL`,
      { ref, hash: candidate.hash, fingerprint: candidate.fingerprint, path: candidate.path },
    ),
    present,
  ]);
  return outcomeOf(options, before?.rows[0], (inserted?.rowsAffected ?? 0) > 0, after?.rows[0]);
}

function condition({ mode, ifHash }: RegisterOptions): string {
  const unused = mode === 'create' ? `NOT EXISTS (${IN_USE})` : '1';
  return ifHash === undefined ? unused : `${unused} AND EXISTS (${IN_USE} AND u.hash = :expected)`;
}

function outcomeOf(
  { mode, ifHash }: RegisterOptions,
  before: Row | undefined,
  inserted: boolean,
  after: Row | undefined,
): Registration {
  const known = before !== undefined && text(before, 'status') !== 'removed' ? before : undefined;
  if (!inserted && known !== undefined && mode === 'create') {
    return { outcome: 'exists', version: integer(known, 'version'), hash: textOrNull(known, 'hash') };
  }
  const presentHash = known === undefined ? null : textOrNull(known, 'hash');
  if (!inserted && ifHash !== undefined && presentHash !== ifHash) {
    return { outcome: 'stale', hash: presentHash };
  }
  if (after === undefined) {
    throw new Error('the registration left no workflow behind');
  }
  const outcome = inserted ? (known === undefined ? 'created' : 'updated') : 'unchanged';
  return { outcome, version: integer(after, 'version'), hash: text(after, 'hash') };
}
