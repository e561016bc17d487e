import * as v from 'valibot';
import { type AuditRow, listAudit } from '../../registry/audit.ts';
import { list } from '../endpoint/answers.ts';
import { endpoint } from '../endpoint/endpoint.ts';
import { answerList } from '../http/answer.ts';
import { AuditEntrySchema } from '../schema/audit.ts';
import { PAGE_QUERY } from '../schema/page.ts';
import { time } from '../schema/values.ts';

const FilterSchema = v.optional(v.pipe(v.string(), v.maxLength(512)));

/** `GET /audit` */
export const AUDIT = endpoint({
  method: 'GET',
  path: '/api/v1/audit',
  operation: 'listAudit',
  summary: 'Who did what, newest first',
  scope: 'admin',
  query: { actor: FilterSchema, action: FilterSchema, target: FilterSchema, ...PAGE_QUERY },
  answers: { 200: list('Entries.', AuditEntrySchema) },
  async handle({ db, query: { cursor, limit, include_total: includeTotal, ...filter } }) {
    const { items, ...page } = await listAudit(db, filter, { cursor, limit, includeTotal });
    return answerList(items.map(auditEntry), { ...page, limit });
  },
});

function auditEntry({ at, detail, ...row }: AuditRow) {
  const { request_id = null, refused = null, ...rest } = detail ?? {};
  return { ...row, at: time(at), request_id, refused, detail: rest };
}
