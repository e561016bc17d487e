import { type Database, sql, writeAll } from './database.ts';
import type { Expected } from './workflow-register.ts';
import { readWorkflow, WORKFLOW_COLUMNS, type WorkflowRow } from './workflow-row.ts';
import { replaceTags } from './workflow-sql.ts';
import { SETTLE, settleRef } from './workflow-targets-sql.ts';

export interface WorkflowPatch {
  readonly status?: 'active' | 'disabled' | undefined;
  readonly label?: string | undefined;
  readonly tags?: readonly string[] | undefined;
}

/** A change that may come too late: there is no such workflow, or what was expected of it does not hold. */
export type Missed = 'absent' | 'stale';

const PRESENT = "SELECT 1 FROM workflow_definition WHERE ref = ? AND status <> 'removed'";
const DISABLES = "suspended = 1 AND :status = 'disabled'";
const AS_EXPECTED = "status <> 'removed' AND (:expected IS NULL OR revision = :expected)";

/**
 * Changes what is not content, without a new version. An invalid workflow keeps its status: nothing could run; one that
 * is suspended may be disabled, so that it does not come back by itself.
 * @returns the workflow as this change has left it.
 */
export async function patchWorkflow(
  db: Database,
  ref: string,
  patch: WorkflowPatch,
  now: number,
  expected?: Expected,
): Promise<WorkflowRow | Missed> {
  const tags = patch.tags === undefined ? null : JSON.stringify([...new Set(patch.tags)]);
  const [present, patched, ...rest] = await writeAll(db, [
    sql(PRESENT, [ref]),
    sql(
      `UPDATE workflow_definition SET label = COALESCE(:label, label), tags = COALESCE(:tags, tags), updated = :now,
         revision = revision + 1,
         status = CASE WHEN ${DISABLES} THEN 'disabled' WHEN status = 'invalid' THEN status
           ELSE COALESCE(:status, status) END,
         findings = CASE WHEN ${DISABLES} THEN (SELECT v.findings FROM workflow_version v
           WHERE v.ref = workflow_definition.ref AND v.number = version) ELSE findings END,
         suspended = CASE WHEN ${DISABLES} THEN 0 ELSE suspended END
       WHERE ref = :ref AND ${AS_EXPECTED}`,
      { ref, label: patch.label ?? null, tags, status: patch.status ?? null, now, expected: revisionOf(expected) },
    ),
    ...replaceTags('WITH candidate AS (SELECT :ref AS ref)').map((statement) => sql(statement, { ref })),
    sql(SETTLE, settleRef(ref, now)),
    sql(`SELECT ${WORKFLOW_COLUMNS} FROM workflow_definition WHERE ref = ? AND status <> 'removed'`, [ref]),
  ]);
  const row = rest.at(-1)?.rows.map(readWorkflow)[0];
  if ((patched?.rowsAffected ?? 0) > 0 && row !== undefined) {
    return row;
  }
  return present?.rows.length === 0 ? 'absent' : 'stale';
}

/** Removes a workflow softly: it can no longer be seen or started; its versions stay, and running executions finish. */
export async function removeWorkflow(
  db: Database,
  ref: string,
  now: number,
  expected?: Expected,
): Promise<'removed' | Missed> {
  const [present, removed] = await writeAll(db, [
    sql(PRESENT, [ref]),
    sql(
      `UPDATE workflow_definition SET status = 'removed', suspended = 0, updated = :now, revision = revision + 1
       WHERE ref = :ref AND ${AS_EXPECTED}`,
      { ref, now, expected: revisionOf(expected) },
    ),
    ...replaceTags('WITH candidate AS (SELECT :ref AS ref)').map((statement) => sql(statement, { ref })),
    sql(SETTLE, settleRef(ref, now)),
  ]);
  if ((removed?.rowsAffected ?? 0) > 0) {
    return 'removed';
  }
  return present?.rows.length === 0 ? 'absent' : 'stale';
}

/** That there is one is asked for in any case. */
function revisionOf(expected: Expected | undefined): number | null {
  return typeof expected === 'number' ? expected : null;
}
