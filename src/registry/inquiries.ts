import { INQUIRY_STATUSES, type InquiryStatus, type InquiryView } from '../host/inquiry.ts';
import { integer, integerOrNull, jsonOrNull, text, textOrNull, word } from './columns.ts';
import { type Database, type Row, sql } from './database.ts';
import { type Page, type PageRequest, readPage } from './page.ts';
import { Where } from './where.ts';

export interface InquiryFilter {
  readonly status?: InquiryStatus | undefined;
  readonly execution?: string | undefined;
  readonly workflow?: string | undefined;
  readonly assignee?: string | undefined;
  /** The packs that the caller may see; undefined: all. */
  readonly packs?: readonly string[] | undefined;
}

const COLUMNS = `id, execution, instance, item, attempt, prompt, schema, assignee, status, response, responded_by,
  expires, created, updated`;

function readInquiry(row: Row): InquiryView {
  return {
    id: text(row, 'id'),
    execution: text(row, 'execution'),
    instance: text(row, 'instance'),
    item: integerOrNull(row, 'item'),
    attempt: integer(row, 'attempt'),
    prompt: text(row, 'prompt'),
    schema: jsonOrNull(row, 'schema'),
    assignee: textOrNull(row, 'assignee'),
    status: word(row, 'status', INQUIRY_STATUSES),
    response: jsonOrNull(row, 'response'),
    responded_by: textOrNull(row, 'responded_by'),
    expires: integerOrNull(row, 'expires'),
    created: integer(row, 'created'),
    updated: integer(row, 'updated'),
  };
}

/** Writes how an inquiry stands. One that is closed stays so: a repeated or late report changes nothing. */
export async function putInquiry(db: Database, inquiry: InquiryView): Promise<void> {
  await db.execute(
    sql(
      `INSERT INTO inquiry (${COLUMNS})
       VALUES (:id, :execution, :instance, :item, :attempt, :prompt, :schema, :assignee, :status, :response,
         :responded_by, :expires, :created, :updated)
       ON CONFLICT (id) DO UPDATE SET status = excluded.status, response = excluded.response,
         responded_by = excluded.responded_by, updated = excluded.updated
       WHERE inquiry.status = 'open'`,
      {
        ...inquiry,
        schema: inquiry.schema === null ? null : JSON.stringify(inquiry.schema),
        response: inquiry.response === null ? null : JSON.stringify(inquiry.response),
      },
    ),
  );
}

/** The inquiries that pass the filter, newest first. */
export function listInquiries(db: Database, filter: InquiryFilter, page: PageRequest): Promise<Page<InquiryView>> {
  const base = Where.all
    .given(filter.status, 'status = ?')
    .given(filter.execution, 'execution = ?')
    .given(filter.assignee, 'assignee = ?')
    .given(filter.workflow, 'execution IN (SELECT e.id FROM execution_index e WHERE e.workflow = ?)');
  const visible = 'execution IN (SELECT e.id FROM execution_index e WHERE e.pack IN (SELECT value FROM json_each(?)))';
  const where = filter.packs === undefined ? base : base.and(visible, JSON.stringify(filter.packs));
  return readPage(db, { table: 'inquiry', columns: COLUMNS, key: 'id', order: 'DESC', where, read: readInquiry }, page);
}
