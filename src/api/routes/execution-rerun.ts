import { audited } from '../audit/audited.ts';
import { item } from '../endpoint/answers.ts';
import { jsonBody } from '../endpoint/body.ts';
import { endpoint } from '../endpoint/endpoint.ts';
import { IDEMPOTENCY_HEADER, once } from '../endpoint/idempotency.ts';
import { findExecution } from '../execution/find-execution.ts';
import { executionLinks, executionPath } from '../execution/links.ts';
import { rerunExecution } from '../execution/rerun-execution.ts';
import { answerData } from '../http/answer.ts';
import { StartedSchema } from '../schema/execution.ts';
import { RerunSchema } from '../schema/execution-control.ts';

/** `POST /executions/{id}/rerun`: a new execution that takes over what does not descend from the tasks to run again. */
export const EXECUTION_RERUN = endpoint({
  method: 'POST',
  path: '/api/v1/executions/{id}/rerun',
  operation: 'rerunExecution',
  summary: 'Run an ended execution again from its failed tasks, from named ones, or from an event',
  scope: 'execute',
  headers: IDEMPOTENCY_HEADER,
  body: jsonBody(RerunSchema, { absent: {} }),
  answers: { 202: item('The new execution.', StartedSchema, { Location: 'Where it can be looked at.' }) },
  async handle(call) {
    const { params, body } = call;
    await findExecution(call, params.id);
    const { from = null, at = null, reset_items, definition } = body;
    // What input and variables say may be nobody's business; that they were given is noted.
    const detail = { from, at, reset_items, definition, input: body.input !== undefined, vars: Object.keys(body.vars) };
    return once(call, () =>
      audited(call, { action: 'execution.rerun', target: `executions/${params.id}`, detail }, async () => {
        const { id, status } = await rerunExecution(call, params.id, body);
        return answerData(202, { id, status, links: executionLinks(id) }, { Location: executionPath(id) });
      }),
    );
  },
});
