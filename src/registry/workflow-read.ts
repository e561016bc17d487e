import type { JsonObject } from '../value/json.ts';
import { jsonOrNull, textOrNull } from './columns.ts';
import { type Database, sql } from './database.ts';
import { type Page, type PageRequest, readPage } from './page.ts';
import { Where } from './where.ts';
import {
  CONTENT_COLUMNS,
  readContent,
  readVersion,
  readWorkflow,
  VERSION_COLUMNS,
  WORKFLOW_COLUMNS,
  type WorkflowContent,
  type WorkflowRow,
  type WorkflowStatus,
  type WorkflowVersionRow,
} from './workflow-row.ts';

export interface WorkflowFilter {
  readonly pack?: string | undefined;
  /** The packs that the caller may see; undefined: all. */
  readonly packs?: readonly string[] | undefined;
  /** All of them. */
  readonly tags?: readonly string[] | undefined;
  readonly status?: Exclude<WorkflowStatus, 'removed'> | undefined;
  /** Text in ref, label or description. */
  readonly q?: string | undefined;
}

export interface WorkflowAndPack {
  readonly workflow: WorkflowRow;
  readonly pack: ReadPack;
}

/** What is read of a pack along with a workflow; null and empty when it is not installed. */
export interface ReadPack {
  /** Changes with every installation. */
  readonly release: string | null;
  readonly config: JsonObject;
}

/** The workflow of a ref, or undefined when there is none or it was removed. */
export async function getWorkflow(db: Database, ref: string): Promise<WorkflowRow | undefined> {
  const row = await getWorkflowOrRemoved(db, ref);
  return row?.status === 'removed' ? undefined : row;
}

/** As `getWorkflow`, with what a start needs of its pack in the same round trip. */
export async function getWorkflowAndPack(db: Database, ref: string): Promise<WorkflowAndPack | undefined> {
  const query = `SELECT ${WORKFLOW_COLUMNS}, p_release, p_config FROM workflow_definition
    LEFT JOIN (SELECT ref AS p_ref, release AS p_release, config AS p_config FROM pack WHERE status = 'active')
      ON p_ref = pack
    WHERE ref = ? AND status <> 'removed'`;
  const { rows } = await db.execute(sql(query, [ref]));
  return rows.map((row) => ({
    workflow: readWorkflow(row),
    pack: { release: textOrNull(row, 'p_release'), config: jsonOrNull<JsonObject>(row, 'p_config') ?? {} },
  }))[0];
}

/** As `getWorkflow`, also when it was removed: for what its history shows. */
export async function getWorkflowOrRemoved(db: Database, ref: string): Promise<WorkflowRow | undefined> {
  const query = `SELECT ${WORKFLOW_COLUMNS} FROM workflow_definition WHERE ref = ?`;
  const { rows } = await db.execute(sql(query, [ref]));
  return rows.map(readWorkflow)[0];
}

/** One version with its content, also of a workflow that was removed. */
export async function getWorkflowVersion(
  db: Database,
  ref: string,
  number: number,
): Promise<WorkflowContent | undefined> {
  const query = `SELECT ${CONTENT_COLUMNS} FROM workflow_version WHERE ref = ? AND number = ?`;
  const { rows } = await db.execute(sql(query, [ref, number]));
  return rows.map(readContent)[0];
}

/** The content of a hash: what an execution was pinned to, whatever happened to its ref since. */
export async function getContentByHash(db: Database, hash: string): Promise<WorkflowContent | undefined> {
  const query = `SELECT ${CONTENT_COLUMNS} FROM workflow_version WHERE hash = ? LIMIT 1`;
  const { rows } = await db.execute(sql(query, [hash]));
  return rows.map(readContent)[0];
}

/** The workflows that are known and pass the filter, by ref. */
export function listWorkflows(db: Database, filter: WorkflowFilter, page: PageRequest): Promise<Page<WorkflowRow>> {
  return readPage(
    db,
    {
      table: 'workflow_definition',
      columns: WORKFLOW_COLUMNS,
      key: 'ref',
      order: 'ASC',
      where: whereOf(filter),
      read: readWorkflow,
    },
    page,
  );
}

function whereOf({ pack, packs, tags = [], status, q }: WorkflowFilter): Where {
  const tagged = 'ref IN (SELECT t.ref FROM workflow_tag t WHERE t.tag = ?)';
  const base = Where.all
    .and("status <> 'removed'")
    .given(pack, 'pack = ?')
    .among('pack', packs)
    .given(status, 'status = ?')
    .contains(['ref', 'label', 'description'], q);
  return tags.reduce((where, tag) => where.and(tagged, tag), base);
}

/** The versions of a ref, newest first; also of a workflow that was removed. */
export async function listWorkflowVersions(
  db: Database,
  ref: string,
  limit = 200,
): Promise<readonly WorkflowVersionRow[]> {
  const query = `SELECT ${VERSION_COLUMNS} FROM workflow_version WHERE ref = ? ORDER BY number DESC LIMIT ?`;
  const { rows } = await db.execute(sql(query, [ref, limit]));
  return rows.map(readVersion);
}

/** What a pack's loader compares these files with: path → fingerprint of what is in force. */
export async function listFingerprints(
  db: Database,
  pack: string,
  paths: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const { rows } = await db.execute(
    sql(
      `SELECT path, fingerprint FROM workflow_definition
       WHERE pack = ? AND path IN (SELECT value FROM json_each(?)) AND fingerprint IS NOT NULL
         AND status IN ('active', 'disabled')`,
      [pack, JSON.stringify(paths)],
    ),
  );
  return new Map(rows.map((row) => [String(row.path), String(row.fingerprint)]));
}
