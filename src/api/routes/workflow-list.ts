import * as v from 'valibot';
import { listWorkflows } from '../../registry/workflow-read.ts';
import { visiblePacks } from '../auth/principal.ts';
import { item, list } from '../endpoint/answers.ts';
import { endpoint } from '../endpoint/endpoint.ts';
import { IDEMPOTENCY_HEADER, once } from '../endpoint/idempotency.ts';
import { answerData, answerList } from '../http/answer.ts';
import { VerdictSchema } from '../schema/finding.ts';
import { PAGE_QUERY } from '../schema/page.ts';
import { RegistrationSchema, WorkflowSummarySchema } from '../schema/workflow.ts';
import { compile, DRAFT, isRef, refOf, refOrRefuse } from '../workflow/compile.ts';
import { definitionBody } from '../workflow/definition-body.ts';
import { register } from '../workflow/register.ts';
import { workflowSummary } from '../workflow/workflow-view.ts';

const listAll = endpoint({
  method: 'GET',
  path: '/api/v1/workflows',
  operation: 'listWorkflows',
  summary: 'Workflows by ref',
  scope: 'read',
  query: {
    pack: v.optional(v.string()),
    tag: v.optional(v.array(v.string())),
    status: v.optional(v.picklist(['active', 'invalid', 'disabled'])),
    q: v.optional(v.pipe(v.string(), v.maxLength(256))),
    ...PAGE_QUERY,
  },
  answers: { 200: list('Workflows.', WorkflowSummarySchema) },
  async handle({ db, principal, query }) {
    const { pack, tag, status, q, cursor, limit, include_total: includeTotal } = query;
    const filter = { pack, packs: visiblePacks(principal), tags: tag, status, q };
    const { items, ...page } = await listWorkflows(db, filter, { cursor, limit, includeTotal });
    return answerList(items.map(workflowSummary), { ...page, limit });
  },
});

const create = endpoint({
  method: 'POST',
  path: '/api/v1/workflows',
  operation: 'createWorkflow',
  summary: 'Register a workflow whose ref is new',
  scope: 'write',
  query: { ref: v.optional(v.string()) },
  headers: IDEMPOTENCY_HEADER,
  body: definitionBody,
  answers: {
    201: item('Registered.', RegistrationSchema, { Location: 'The workflow.', ETag: 'Its present state.' }),
  },
  handle: (call) =>
    once(call, async () => {
      const ref = await refOrRefuse(call, call.body, call.query.ref);
      return register(call, ref, call.body.source, { mode: 'create' });
    }),
});

const validate = endpoint({
  method: 'POST',
  path: '/api/v1/workflows/validate',
  operation: 'validateWorkflow',
  summary: 'Everything that is to be said about a definition; nothing is kept',
  scope: 'read',
  query: { ref: v.optional(v.string()) },
  body: definitionBody,
  answers: { 200: item('What was found.', VerdictSchema) },
  async handle({ query, body, ...compiler }) {
    const named = query.ref ?? refOf(body);
    const ref = named !== undefined && isRef(named) ? named : DRAFT;
    const { definition, findings } = await compile(compiler, ref, body.source);
    return answerData(200, { valid: definition !== null, findings });
  },
});

/** Workflows as a collection. */
export const WORKFLOW_LIST = [listAll, create, validate];
