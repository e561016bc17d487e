import { audited } from '../audit/audited.ts';
import { item, list } from '../endpoint/answers.ts';
import { endpoint } from '../endpoint/endpoint.ts';
import { IDEMPOTENCY_HEADER, once } from '../endpoint/idempotency.ts';
import { requireOk } from '../execution/reply.ts';
import { answerList } from '../http/answer.ts';
import { DeliverySchema, HookSchema } from '../schema/trigger.ts';
import { answerHook } from '../trigger/answer-hook.ts';
import { findTrigger } from '../trigger/find-trigger.ts';

const PATH = '/api/v1/triggers/{name}/deliveries';
/** All that are kept stand on one page. */
const KEPT = 100;

const all = endpoint({
  method: 'GET',
  path: PATH,
  operation: 'listTriggerDeliveries',
  summary: 'The last 100 deliveries of a trigger with what came of them, latest first',
  scope: 'read',
  answers: { 200: list('Deliveries.', DeliverySchema) },
  async handle(call) {
    const { name } = await findTrigger(call, call.params.name);
    const { body } = requireOk(await call.env.triggers.trigger(name).deliveries());
    return answerList(JSON.parse(body) as readonly unknown[], { next: null, limit: KEPT });
  },
});

const redeliver = endpoint({
  method: 'POST',
  path: `${PATH}/{id}/redeliver`,
  operation: 'redeliver',
  summary: 'Take a delivery in once more, under what the trigger is by now',
  scope: 'execute',
  headers: IDEMPOTENCY_HEADER,
  answers: { 202: item('Accepted, or filtered.', HookSchema) },
  handle: (call) =>
    once(call, async () => {
      const { name } = await findTrigger(call, call.params.name);
      const { id } = call.params;
      return audited(call, { action: 'trigger.redeliver', target: `triggers/${name}/deliveries/${id}` }, async () =>
        answerHook(await call.env.triggers.trigger(name).redeliver(id)),
      );
    }),
});

/** What has come in. */
export const TRIGGER_DELIVERIES = [all, redeliver];
