import type * as v from 'valibot';
import type { ManualCompletion } from '../../host/directory.ts';
import { refuse } from '../../problem/problem.ts';
import { audited } from '../audit/audited.ts';
import { item } from '../endpoint/answers.ts';
import { jsonBody } from '../endpoint/body.ts';
import { endpoint } from '../endpoint/endpoint.ts';
import { IDEMPOTENCY_HEADER, once } from '../endpoint/idempotency.ts';
import { findExecution } from '../execution/find-execution.ts';
import { requireOk } from '../execution/reply.ts';
import { answerDataText } from '../http/answer.ts';
import { etag } from '../http/etag.ts';
import { TaskInstanceSchema } from '../schema/execution.ts';
import { CompletionSchema } from '../schema/execution-control.ts';

/** `POST /executions/{id}/tasks/{instance}/complete`: an operator says what came of a task. */
export const TASK_COMPLETION = endpoint({
  method: 'POST',
  path: '/api/v1/executions/{id}/tasks/{instance}/complete',
  operation: 'completeTask',
  summary: 'Complete a task by hand',
  scope: 'execute',
  headers: IDEMPOTENCY_HEADER,
  body: jsonBody(CompletionSchema),
  answers: {
    200: item('The task as it is now.', TaskInstanceSchema, { ETag: 'Number of the last event.' }),
  },
  async handle(call) {
    const { id, instance } = call.params;
    const completion = completionOf(instance, call.body);
    const execution = await findExecution(call, id);
    const act = {
      action: 'task.complete',
      target: `executions/${id}/tasks/${instance}`,
      // What was said is in the log of the execution.
      detail: { status: completion.status, item: completion.item },
    };
    return once(call, async () => {
      // The engine ignores what is said about an instance that is not there; here it is 404.
      requireOk(await execution.task(instance));
      return audited(call, act, async () => {
        requireOk(await execution.complete(completion));
        const { body, seq } = requireOk(await execution.task(instance));
        return answerDataText(200, body, { ETag: etag(seq) });
      });
    });
  },
});

/** @throws ProblemError `invalid_input` for an error of what did not fail. */
function completionOf(
  instance: string,
  { status, item: index, result = null, error }: v.InferOutput<typeof CompletionSchema>,
): ManualCompletion {
  if (error !== undefined && status !== 'failed') {
    const message = '`error` goes with the status `failed`';
    refuse('invalid_input', message, {
      findings: [{ code: 'invalid_value', severity: 'error', message, path: '/error' }],
    });
  }
  const message = error?.message ?? 'failed by hand';
  return { instance, item: index ?? null, status, result: JSON.stringify(result), message };
}
