import type { OperatorCommand } from '../../host/directory.ts';
import { audited } from '../audit/audited.ts';
import { type Answer, item, NO_BODY } from '../endpoint/answers.ts';
import { jsonBody } from '../endpoint/body.ts';
import { type Call, endpoint } from '../endpoint/endpoint.ts';
import { deleteEnded } from '../execution/delete-execution.ts';
import { findExecution } from '../execution/find-execution.ts';
import { requireOk } from '../execution/reply.ts';
import { answerDataText, answerNothing } from '../http/answer.ts';
import { etag } from '../http/etag.ts';
import { ExecutionSchema } from '../schema/execution.ts';
import { CancelSchema } from '../schema/execution-control.ts';

const PATH = '/api/v1/executions/{id}';
const CHANGED: Answer = item('The execution as it is now.', ExecutionSchema, {
  ETag: 'Number of the last event.',
});

const pause = endpoint({
  method: 'POST',
  path: `${PATH}/pause`,
  operation: 'pauseExecution',
  summary: 'Start nothing more until it is resumed; what runs may end',
  scope: 'execute',
  answers: { 200: CHANGED },
  handle: (call) => command(call, { type: 'pause' }),
});

const resume = endpoint({
  method: 'POST',
  path: `${PATH}/resume`,
  operation: 'resumeExecution',
  summary: 'Go on after a pause',
  scope: 'execute',
  answers: { 200: CHANGED },
  handle: (call) => command(call, { type: 'resume' }),
});

const cancel = endpoint({
  method: 'POST',
  path: `${PATH}/cancel`,
  operation: 'cancelExecution',
  summary: 'End it: `finish` lets running calls end, `terminate` stops them',
  scope: 'execute',
  body: jsonBody(CancelSchema, { absent: {} }),
  answers: { 200: CHANGED },
  handle: (call) => command(call, { type: 'cancel', mode: call.body.mode }),
});

const remove = endpoint({
  method: 'DELETE',
  path: PATH,
  operation: 'deleteExecution',
  summary: 'Delete an ended execution with all that is known about it',
  scope: 'write',
  answers: { 204: NO_BODY },
  async handle(call) {
    const { id } = call.params;
    await findExecution(call, id);
    await audited(call, { action: 'execution.delete', target: `executions/${id}` }, () => deleteEnded(call, id));
    return answerNothing();
  },
});

type ControlCall = Pick<
  Call<typeof PATH, Record<never, never>, undefined>,
  'env' | 'db' | 'principal' | 'requestId' | 'params'
>;

async function command(call: ControlCall, order: OperatorCommand): Promise<Response> {
  const { id } = call.params;
  const execution = await findExecution(call, id);
  const { type, ...detail } = order;
  return audited(call, { action: `execution.${type}`, target: `executions/${id}`, detail }, async () => {
    const { body, seq } = requireOk(await execution.command(order));
    return answerDataText(200, body, { ETag: etag(seq) });
  });
}

/** Steering one execution. */
export const EXECUTION_CONTROL = [pause, resume, cancel, remove];
