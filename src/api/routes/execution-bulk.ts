import { requireScope } from '../auth/principal.ts';
import { item } from '../endpoint/answers.ts';
import { jsonBody } from '../endpoint/body.ts';
import { endpoint } from '../endpoint/endpoint.ts';
import { IDEMPOTENCY_HEADER, once } from '../endpoint/idempotency.ts';
import { runBulk } from '../execution/run-bulk.ts';
import { answerData } from '../http/answer.ts';
import { BulkResultSchema, BulkSchema } from '../schema/execution-control.ts';

/** `POST /executions/bulk` */
export const EXECUTION_BULK = endpoint({
  method: 'POST',
  path: '/api/v1/executions/bulk',
  operation: 'bulkExecutions',
  summary:
    'Cancel, pause, resume, run again (from failed tasks) or delete (scope `write`) at most 200 executions at once',
  scope: 'execute',
  headers: IDEMPOTENCY_HEADER,
  body: jsonBody(BulkSchema),
  answers: { 202: item('What became of each.', BulkResultSchema) },
  handle: (call) =>
    once(call, async () => {
      const { action } = call.body;
      if (action === 'delete') {
        requireScope(call.principal, 'write');
      }
      const results = await runBulk(call, call.body);
      const done = results.filter(({ ok }) => ok).length;
      return answerData(202, { action, matched: results.length, done, results });
    }),
});
