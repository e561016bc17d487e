import { integer, text } from './columns.ts';
import { type Database, type Row, sql, writeAll } from './database.ts';
import type { WorkflowCandidate } from './workflow-candidate.ts';
import { readWorkflow, WORKFLOW_COLUMNS, type WorkflowRow } from './workflow-row.ts';
import { adoptVersions, insertVersions, replaceTags } from './workflow-sql.ts';
import { replaceTargets, SETTLE, settleRef } from './workflow-targets-sql.ts';

/** What a caller believes of a ref: the revision that is in force, or only that there is one. */
export type Expected = number | 'any';

export interface RegisterOptions {
  /** `create` refuses a ref that exists; `put` creates or adds a version. */
  readonly mode: 'create' | 'put';
  /** Nothing is done when it does not hold. */
  readonly expected?: Expected | undefined;
  readonly now: number;
}

export type Registration =
  /** With the workflow as this registration has left it, whatever comes after it. */
  | { readonly outcome: 'created' | 'updated' | 'unchanged'; readonly workflow: WorkflowRow }
  /** `create` met a ref that is in use, what was expected does not hold, or an action of a pack has this ref. */
  | { readonly outcome: 'exists' | 'stale' | 'action' };

const CANDIDATE = `WITH candidate AS (SELECT :ref AS ref, :pack AS pack, :hash AS hash, :fingerprint AS fingerprint,
  :source AS source, :document AS document, :summary AS summary, :findings AS findings, :path AS path)`;
/** As much of it as tells what it names. */
const NAMED = 'WITH candidate AS (SELECT :ref AS ref, :hash AS hash, :summary AS summary)';
const IN_USE = "SELECT 1 FROM workflow_definition u WHERE u.ref = c.ref AND u.status <> 'removed'";
/** Actions and workflows are one catalogue: a task could not tell two of one ref apart. */
const IS_ACTION = 'SELECT 1 FROM action a WHERE a.ref = c.ref';

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
  const [action, before, inserted, ...rest] = await writeAll(db, [
    sql('SELECT 1 FROM action WHERE ref = :ref', { ref }),
    sql('SELECT status, revision FROM workflow_definition WHERE ref = :ref', { ref }),
    sql(insertVersions(CANDIDATE, condition(options)), {
      ...content,
      now: options.now,
      ...(typeof options.expected === 'number' ? { expected: options.expected } : {}),
    }),
    sql(adoptVersions(CANDIDATE), { ...content, now: options.now }),
    ...replaceTags('WITH candidate AS (SELECT :ref AS ref)').map((statement) => sql(statement, { ref })),
    sql(
      `UPDATE workflow_definition SET fingerprint = :fingerprint, path = COALESCE(:path, path)
       WHERE ref = :ref AND hash = :hash AND :fingerprint IS NOT NULL`,
      { ref, hash: candidate.hash, fingerprint: candidate.fingerprint, path: candidate.path },
    ),
    ...replaceTargets(NAMED).map((statement) =>
      sql(statement, { ref, hash: candidate.hash, summary: candidate.summary }),
    ),
    sql(SETTLE, settleRef(ref, options.now)),
    sql(`SELECT ${WORKFLOW_COLUMNS} FROM workflow_definition WHERE ref = :ref`, { ref }),
  ]);
  if ((action?.rows.length ?? 0) > 0) {
    return { outcome: 'action' };
  }
  return outcomeOf(options, before?.rows[0], (inserted?.rowsAffected ?? 0) > 0, rest.at(-1)?.rows[0]);
}

function condition({ mode, expected }: RegisterOptions): string {
  const unused = `NOT EXISTS (${IS_ACTION})${mode === 'create' ? ` AND NOT EXISTS (${IN_USE})` : ''}`;
  if (expected === undefined) {
    return unused;
  }
  return `${unused} AND EXISTS (${IN_USE}${expected === 'any' ? '' : ' AND u.revision = :expected'})`;
}

function outcomeOf(
  { mode, expected }: RegisterOptions,
  before: Row | undefined,
  inserted: boolean,
  after: Row | undefined,
): Registration {
  const known = before !== undefined && text(before, 'status') !== 'removed' ? before : undefined;
  if (mode === 'create' && known !== undefined) {
    return { outcome: 'exists' };
  }
  if (expected !== undefined && !holds(expected, known)) {
    return { outcome: 'stale' };
  }
  if (after === undefined) {
    throw new Error('the registration left no workflow behind');
  }
  const outcome = inserted ? (known === undefined ? 'created' : 'updated') : 'unchanged';
  return { outcome, workflow: readWorkflow(after) };
}

function holds(expected: Expected, known: Row | undefined): boolean {
  return known !== undefined && (expected === 'any' || integer(known, 'revision') === expected);
}
