import type { StartCommand } from '../../host/directory.ts';
import { insertExecution } from '../../registry/execution-write.ts';
import type { Json } from '../../value/json.ts';
import { defuse } from '../../value/sealed.ts';
import { ulid } from '../../value/ulid.ts';
import { audited } from '../audit/audited.ts';
import { item } from '../endpoint/answers.ts';
import { jsonBody } from '../endpoint/body.ts';
import { endpoint } from '../endpoint/endpoint.ts';
import { IDEMPOTENCY_HEADER, once } from '../endpoint/idempotency.ts';
import { findExecution } from '../execution/find-execution.ts';
import { executionLinks, executionPath } from '../execution/links.ts';
import { requireOk, statusOf } from '../execution/reply.ts';
import { answerData } from '../http/answer.ts';
import { StartedSchema } from '../schema/execution.ts';
import { RerunSchema } from '../schema/execution-control.ts';

/** When an execution has not reported by then, the watchdog looks after it. */
const OVERDUE_MS = 60_000;

/** What an ended execution hands over, as its object answers it. */
interface HandedOver {
  readonly takeover: Json;
  readonly values: Json;
  readonly start: Omit<StartCommand, 'id' | 'rerun'>;
}

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
    const { env, db, params, body } = call;
    const execution = await findExecution(call, params.id);
    const request = { from: body.from ?? null, at: body.at ?? null, resetItems: body.reset_items };
    return once(call, () =>
      audited(call, { action: 'execution.rerun', target: `executions/${params.id}`, detail: request }, async () => {
        const { takeover, values, start } = JSON.parse(requireOk(await execution.takeover(request)).body) as HandedOver;
        const now = env.clock.now();
        const id = ulid(now, env.random(10));
        const { workflow, version, hash, tags } = start;
        await insertExecution(db, {
          ...{
            id,
            workflow,
            pack: workflow.split('.')[0] ?? workflow,
            version,
            hash,
            status: 'requested',
            parent: null,
            tags,
          },
          ...{ started_at: now, ended_at: null, wake_at: now + OVERDUE_MS, seq: 0, input_preview: null },
        });
        const vars = JSON.stringify(defuse(body.vars));
        const rerun = { takeover: JSON.stringify({ takeover, values }), vars };
        const status = statusOf(requireOk(await env.directory.execution(id).start({ ...start, id, rerun })));
        return answerData(202, { id, status, links: executionLinks(id) }, { Location: executionPath(id) });
      }),
    );
  },
});
