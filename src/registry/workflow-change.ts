import { type Database, sql, writeAll } from './database.ts';
import { readWorkflow, WORKFLOW_COLUMNS, type WorkflowRow } from './workflow-row.ts';
import { replaceTags } from './workflow-sql.ts';

export interface WorkflowPatch {
  readonly status?: 'active' | 'disabled' | undefined;
  readonly label?: string | undefined;
  readonly tags?: readonly string[] | undefined;
}

/**
 * Changes what is not content, without a new version. An invalid workflow keeps its status: nothing could run.
 * @returns the workflow as it is then, or undefined when there is none.
 */
export async function patchWorkflow(
  db: Database,
  ref: string,
  patch: WorkflowPatch,
  now: number,
): Promise<WorkflowRow | undefined> {
  const tags = patch.tags === undefined ? null : JSON.stringify([...new Set(patch.tags)]);
  const results = await writeAll(db, [
    sql(
      `UPDATE workflow_definition SET label = COALESCE(:label, label), tags = COALESCE(:tags, tags), updated = :now,
         status = CASE WHEN status = 'invalid' THEN status ELSE COALESCE(:status, status) END
       WHERE ref = :ref AND status <> 'removed'`,
      { ref, label: patch.label ?? null, tags, status: patch.status ?? null, now },
    ),
    ...replaceTags('WITH candidate AS (SELECT :ref AS ref)').map((statement) => sql(statement, { ref })),
    sql(`SELECT ${WORKFLOW_COLUMNS} FROM workflow_definition WHERE ref = ? AND status <> 'removed'`, [ref]),
  ]);
  return results.at(-1)?.rows.map(readWorkflow)[0];
}

/**
 * Removes a workflow softly: it can no longer be seen or started; its versions stay, and running executions finish.
 * @param ifHash the hash the caller believes to be in force.
 */
export async function removeWorkflow(
  db: Database,
  ref: string,
  now: number,
  ifHash?: string,
): Promise<'removed' | 'absent' | 'stale'> {
  const [present, removed] = await writeAll(db, [
    sql("SELECT 1 FROM workflow_definition WHERE ref = ? AND status <> 'removed'", [ref]),
    sql(
      `UPDATE workflow_definition SET status = 'removed', updated = :now
       WHERE ref = :ref AND status <> 'removed' AND (:expected IS NULL OR hash = :expected)`,
      { ref, now, expected: ifHash ?? null },
    ),
    ...replaceTags('WITH candidate AS (SELECT :ref AS ref)').map((statement) => sql(statement, { ref })),
  ]);
  if ((removed?.rowsAffected ?? 0) > 0) {
    return 'removed';
  }
  return present?.rows.length === 0 ? 'absent' : 'stale';
}
