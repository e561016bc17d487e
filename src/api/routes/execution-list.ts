import * as v from 'valibot';
import { listExecutions } from '../../registry/execution-read.ts';
import type { ExecutionIndexRow } from '../../registry/execution-row.ts';
import { visiblePacks } from '../auth/principal.ts';
import { list } from '../endpoint/answers.ts';
import { endpoint } from '../endpoint/endpoint.ts';
import { executionLinks } from '../execution/links.ts';
import { answerList } from '../http/answer.ts';
import { ExecutionSummarySchema, StatusSchema } from '../schema/execution.ts';
import { PAGE_QUERY } from '../schema/page.ts';
import { MomentSchema, time } from '../schema/values.ts';

/** `GET /executions` */
export const EXECUTION_LIST = endpoint({
  method: 'GET',
  path: '/api/v1/executions',
  operation: 'listExecutions',
  summary: 'Executions, newest first',
  scope: 'read',
  query: {
    workflow: v.optional(v.string()),
    pack: v.optional(v.string()),
    status: v.optional(v.array(StatusSchema)),
    tag: v.optional(v.array(v.string())),
    parent: v.optional(v.string()),
    since: v.optional(MomentSchema),
    until: v.optional(MomentSchema),
    q: v.optional(v.pipe(v.string(), v.maxLength(256))),
    ...PAGE_QUERY,
  },
  answers: { 200: list('Executions.', ExecutionSummarySchema) },
  async handle({ db, principal, query }) {
    const { tag: tags, cursor, limit, include_total: includeTotal, ...filter } = query;
    const wanted = { ...filter, tags, packs: visiblePacks(principal) };
    const { items, ...page } = await listExecutions(db, wanted, { cursor, limit, includeTotal });
    return answerList(items.map(executionSummary), { ...page, limit });
  },
});

function executionSummary(row: ExecutionIndexRow) {
  const { id, workflow, pack, version, hash, status, parent, tags, started_at, ended_at, input_preview } = row;
  return {
    id,
    workflow,
    pack,
    version,
    hash,
    status,
    parent,
    tags,
    started_at: time(started_at),
    ended_at: ended_at === null ? null : time(ended_at),
    input_preview,
    links: executionLinks(id),
  };
}
