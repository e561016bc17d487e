import type { JsonObject } from '../value/json.ts';
import { integer, jsonOrNull, text } from './columns.ts';
import { type Database, type Row, type Statement, sql } from './database.ts';
import { type Page, type PageRequest, readPage } from './page.ts';
import { Where } from './where.ts';

/** Who did what to what. */
export interface AuditRow {
  /** A ULID, so that ids are in the order of time. */
  readonly id: string;
  readonly at: number;
  /** The token's id, or the part of the system that acted. */
  readonly actor: string;
  readonly action: string;
  readonly target: string;
  readonly detail: JsonObject | null;
}

export interface AuditFilter {
  readonly actor?: string | undefined;
  readonly action?: string | undefined;
  readonly target?: string | undefined;
}

const COLUMNS = 'id, at, actor, action, target, detail';

function readAudit(row: Row): AuditRow {
  return {
    id: text(row, 'id'),
    at: integer(row, 'at'),
    actor: text(row, 'actor'),
    action: text(row, 'action'),
    target: text(row, 'target'),
    detail: jsonOrNull(row, 'detail'),
  };
}

/** The statement that notes an act, for the batch that does it. */
export function auditStatement({ id, at, actor, action, target, detail }: AuditRow): Statement {
  return sql('INSERT INTO audit (id, at, actor, action, target, detail) VALUES (?, ?, ?, ?, ?, ?)', [
    id,
    at,
    actor,
    action,
    target,
    detail === null ? null : JSON.stringify(detail),
  ]);
}

export async function insertAudit(db: Database, row: AuditRow): Promise<void> {
  await db.execute(auditStatement(row));
}

/** The acts that pass the filter, newest first. */
export function listAudit(db: Database, filter: AuditFilter, page: PageRequest): Promise<Page<AuditRow>> {
  const where = Where.all
    .given(filter.actor, 'actor = ?')
    .given(filter.action, 'action = ?')
    .given(filter.target, 'target = ?');
  return readPage(db, { table: 'audit', columns: COLUMNS, key: 'id', order: 'DESC', where, read: readAudit }, page);
}
