import * as v from 'valibot';
import { refuse } from '../../problem/problem.ts';
import { patchWorkflow, removeWorkflow } from '../../registry/workflow-change.ts';
import type { WorkflowRow } from '../../registry/workflow-row.ts';
import { audited } from '../audit/audited.ts';
import { item, NO_BODY, NOT_MODIFIED } from '../endpoint/answers.ts';
import { jsonBody } from '../endpoint/body.ts';
import { endpoint } from '../endpoint/endpoint.ts';
import { answerData, answerNothing, unlessKnown } from '../http/answer.ts';
import { etag } from '../http/etag.ts';
import { RegistrationSchema, WorkflowPatchSchema, WorkflowSchema, WorkflowSummarySchema } from '../schema/workflow.ts';
import { requireRef } from '../workflow/compile.ts';
import { definitionBody } from '../workflow/definition-body.ts';
import { findContent, findWorkflow, unknownWorkflow } from '../workflow/find-workflow.ts';
import { asksForNew, expectedRevision, refuseStale } from '../workflow/precondition.ts';
import { register } from '../workflow/register.ts';
import { versionView, workflowSummary, workflowTag, workflowView } from '../workflow/workflow-view.ts';
import { LastSchema } from './workflow-replay.ts';

const PATH = '/api/v1/workflows/{ref}';

const IF_MATCH = { 'If-Match': 'The ETag that must still hold; otherwise 412.' };

export const VersionQuery = v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)));

const get = endpoint({
  method: 'GET',
  path: PATH,
  operation: 'getWorkflow',
  summary: 'A workflow: what it is, its schemas, its tasks, its file',
  scope: 'read',
  query: { version: VersionQuery },
  answers: { 200: item('The workflow.', WorkflowSchema, { ETag: 'Its present state.' }), 304: NOT_MODIFIED },
  async handle({ request, params, query: { version }, ...reader }) {
    const found = await findContent(reader, params.ref, version);
    const tag = version === undefined ? workflowTag(found.workflow) : etag(version);
    const view = version === undefined ? workflowView : versionView;
    return unlessKnown(request, tag, () => answerData(200, view(found), { ETag: tag }));
  },
});

const put = endpoint({
  method: 'PUT',
  path: PATH,
  operation: 'putWorkflow',
  summary: 'Register a workflow, or a new version of it',
  scope: 'write',
  query: {
    /** Only when the last executions would have gone the same way; otherwise 409. */
    require_same: v.optional(v.boolean(), false),
    last: LastSchema,
  },
  headers: { ...IF_MATCH, 'If-None-Match': '`*`: only when there is none yet; otherwise 412.' },
  body: definitionBody,
  answers: {
    200: item('A new version, or nothing new.', RegistrationSchema, { ETag: 'Its present state.' }),
    201: item('Registered.', RegistrationSchema, { Location: 'The workflow.', ETag: 'Its present state.' }),
  },
  async handle(call) {
    const ref = requireRef(call.params.ref);
    const mode = asksForNew(call.request) ? 'create' : 'put';
    const expected = await expectedRevision(call.db, call.request, ref);
    const same = call.query.require_same ? call.query.last : 0;
    return register(call, ref, call.body.source, { mode, expected, taken: 'precondition_failed', same });
  },
});

const patch = endpoint({
  method: 'PATCH',
  path: PATH,
  operation: 'patchWorkflow',
  summary: 'Change what is not content: status, label, tags',
  scope: 'write',
  headers: IF_MATCH,
  body: jsonBody(WorkflowPatchSchema),
  answers: { 200: item('The workflow.', WorkflowSummarySchema, { ETag: 'Its present state.' }) },
  async handle(call) {
    const { db, env, principal, params, request, body } = call;
    requireStatus(await findWorkflow({ db, principal }, params.ref), body.status);
    const expected = await expectedRevision(db, request, params.ref);
    const act = { action: 'workflow.patch', target: `workflows/${params.ref}`, detail: { changes: Object.keys(body) } };
    return audited(call, act, async () => {
      const row = await patchWorkflow(db, params.ref, body, env.clock.now(), expected);
      switch (row) {
        case 'absent':
          return unknownWorkflow(params.ref);
        case 'stale':
          return refuseStale(params.ref);
        default:
          return answerData(200, workflowSummary(row), { ETag: workflowTag(row) });
      }
    });
  },
});

/** @throws ProblemError `conflict` for a status that an invalid workflow cannot be given */
function requireStatus({ ref, status, suspended }: WorkflowRow, wanted: 'active' | 'disabled' | undefined): void {
  if (status !== 'invalid' || wanted === undefined || (suspended && wanted === 'disabled')) {
    return;
  }
  const why = suspended
    ? 'names what is not there, and becomes active with it'
    : 'has a file with errors; its status changes with the next valid one';
  refuse('conflict', `\`${ref}\` ${why}`);
}

const remove = endpoint({
  method: 'DELETE',
  path: PATH,
  operation: 'deleteWorkflow',
  summary: 'Remove a workflow; its executions go on, its versions stay readable',
  scope: 'write',
  headers: IF_MATCH,
  answers: { 204: NO_BODY },
  async handle(call) {
    const { db, env, principal, params, request } = call;
    const { ref } = params;
    await findWorkflow({ db, principal }, ref);
    const expected = await expectedRevision(db, request, ref);
    return audited(call, { action: 'workflow.delete', target: `workflows/${ref}` }, async () => {
      switch (await removeWorkflow(db, ref, env.clock.now(), expected)) {
        case 'absent':
          return unknownWorkflow(ref);
        case 'stale':
          return refuseStale(ref);
        default:
          return answerNothing();
      }
    });
  },
});

/** One workflow. */
export const WORKFLOW_ITEM = [get, put, patch, remove];
