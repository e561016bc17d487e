import { integer, text } from './columns.ts';
import { type Database, sql } from './database.ts';
import { EXECUTION_COLUMNS, type ExecutionIndexRow, type IndexedStatus, readExecution } from './execution-row.ts';
import { type Page, type PageRequest, readPage } from './page.ts';
import { Where } from './where.ts';

export interface ExecutionFilter {
  readonly workflow?: string | undefined;
  readonly pack?: string | undefined;
  /** The packs that the caller may see; undefined: all. */
  readonly packs?: readonly string[] | undefined;
  /** Any of them. */
  readonly status?: readonly IndexedStatus[] | undefined;
  /** All of them. */
  readonly tags?: readonly string[] | undefined;
  readonly parent?: string | undefined;
  /** Started at or after, in milliseconds. */
  readonly since?: number | undefined;
  /** Started before, in milliseconds. */
  readonly until?: number | undefined;
  /** Text in id, workflow or the preview of the input. */
  readonly q?: string | undefined;
}

/** The executions that pass the filter, newest first (ids begin with their time). */
export function listExecutions(
  db: Database,
  filter: ExecutionFilter,
  page: PageRequest,
): Promise<Page<ExecutionIndexRow>> {
  return readPage(
    db,
    {
      table: 'execution_index',
      columns: EXECUTION_COLUMNS,
      key: 'id',
      order: 'DESC',
      where: whereOf(filter),
      read: readExecution,
    },
    page,
  );
}

function whereOf(filter: ExecutionFilter): Where {
  const tagged = 'id IN (SELECT t.execution FROM execution_tag t WHERE t.tag = ?)';
  const base = Where.all
    .given(filter.workflow, 'workflow = ?')
    .given(filter.pack, 'pack = ?')
    .among('pack', filter.packs)
    .oneOf('status', filter.status)
    .given(filter.parent, 'parent = ?')
    .given(filter.since, 'started_at >= ?')
    .given(filter.until, 'started_at < ?')
    .contains(['id', 'workflow', 'input_preview'], filter.q);
  return (filter.tags ?? []).reduce((where, tag) => where.and(tagged, tag), base);
}

export async function getExecution(db: Database, id: string): Promise<ExecutionIndexRow | undefined> {
  const { rows } = await db.execute(sql(`SELECT ${EXECUTION_COLUMNS} FROM execution_index WHERE id = ?`, [id]));
  return rows.map(readExecution)[0];
}

/** Live executions whose time to act by themselves has passed, the longest overdue first. */
export async function listOverdueExecutions(
  db: Database,
  now: number,
  limit: number,
): Promise<readonly ExecutionIndexRow[]> {
  const { rows } = await db.execute(
    sql(
      `SELECT ${EXECUTION_COLUMNS} FROM execution_index
       WHERE ended_at IS NULL AND wake_at IS NOT NULL AND wake_at <= ? ORDER BY wake_at LIMIT ?`,
      [now, limit],
    ),
  );
  return rows.map(readExecution);
}

/** Seconds that the ended ones among the newest executions took. */
export async function recentDurations(db: Database, newest: number): Promise<readonly number[]> {
  const { rows } = await db.execute({
    sql: `SELECT ended_at - started_at AS n FROM (SELECT * FROM execution_index ORDER BY id DESC LIMIT ?) WHERE ended_at IS NOT NULL`,
    args: [newest],
  });
  return rows.map((row) => integer(row, 'n') / 1000);
}

/** How many executions there are of each status. */
export async function countExecutions(db: Database): Promise<Readonly<Record<string, number>>> {
  const { rows } = await db.execute('SELECT status, count(*) AS n FROM execution_index GROUP BY status');
  return Object.fromEntries(rows.map((row) => [text(row, 'status'), integer(row, 'n')]));
}
