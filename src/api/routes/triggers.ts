import * as v from 'valibot';
import { refuse } from '../../problem/problem.ts';
import { sha256 } from '../../registry/content-hash.ts';
import { deleteTrigger, getTrigger, listTriggers, putTrigger, putTriggerKey } from '../../registry/triggers.ts';
import type { TriggerDefinition } from '../../trigger/definition/trigger.ts';
import type { JsonObject } from '../../value/json.ts';
import { type Actor, audited } from '../audit/audited.ts';
import { visiblePacks } from '../auth/principal.ts';
import { item, list, NO_BODY } from '../endpoint/answers.ts';
import { endpoint } from '../endpoint/endpoint.ts';
import { IDEMPOTENCY_HEADER, keptSealed, once } from '../endpoint/idempotency.ts';
import { answerData, answerList, answerNothing } from '../http/answer.ts';
import { PAGE_QUERY } from '../schema/page.ts';
import { PutTriggerSchema, TriggerKeySchema, TriggerSchema } from '../schema/trigger.ts';
import { findTrigger, findTriggerOrNone, unknownTrigger } from '../trigger/find-trigger.ts';
import { hookUrl, mintHookKey } from '../trigger/hook-key.ts';
import { requireTrigger } from '../trigger/sent-trigger.ts';
import { tellTriggers } from '../trigger/tell-triggers.ts';
import { triggerPath, triggerView } from '../trigger/trigger-view.ts';
import { definitionBody } from '../workflow/definition-body.ts';

const PATH = '/api/v1/triggers';
const ONE = `${PATH}/{name}`;

const all = endpoint({
  method: 'GET',
  path: PATH,
  operation: 'listTriggers',
  summary: 'What starts executions by itself: webhooks and schedules',
  scope: 'read',
  query: {
    workflow: v.optional(v.pipe(v.string(), v.maxLength(256))),
    type: v.optional(v.picklist(['webhook', 'schedule'])),
    q: v.optional(v.pipe(v.string(), v.maxLength(256))),
    ...PAGE_QUERY,
  },
  answers: { 200: list('Triggers by name.', TriggerSchema) },
  async handle({ db, principal, query: { workflow, type, q, cursor, limit, include_total: includeTotal } }) {
    const filter = { workflow, kind: type, q, packs: visiblePacks(principal) };
    const { items, ...page } = await listTriggers(db, filter, { cursor, limit, includeTotal });
    return answerList(items.map(triggerView), { ...page, limit });
  },
});

const create = endpoint({
  method: 'POST',
  path: PATH,
  operation: 'createTrigger',
  summary: 'Make a trigger; the key of a webhook is told once, in this answer',
  scope: 'write',
  headers: IDEMPOTENCY_HEADER,
  body: definitionBody,
  answers: { 201: item('Made.', PutTriggerSchema, { Location: 'The trigger.' }) },
  handle: (call) =>
    once(
      call,
      async () => {
        const { trigger } = await requireTrigger(call, call.body.source, call.body.ref);
        return put(call, trigger, true, trigger.type === 'webhook');
      },
      keptSealed(call.env),
    ),
});

const get = endpoint({
  method: 'GET',
  path: ONE,
  operation: 'getTrigger',
  summary: 'A trigger',
  scope: 'read',
  answers: { 200: item('The trigger.', TriggerSchema) },
  handle: async (call) => answerData(200, triggerView(await findTrigger(call, call.params.name))),
});

const replace = endpoint({
  method: 'PUT',
  path: ONE,
  operation: 'putTrigger',
  summary: 'Replace a trigger, or make it; a webhook that has a key keeps it',
  scope: 'write',
  body: definitionBody,
  answers: {
    200: item('Replaced.', PutTriggerSchema),
    201: item('Made.', PutTriggerSchema, { Location: 'The trigger.' }),
  },
  async handle(call) {
    const { name } = call.params;
    const before = await findTriggerOrNone(call, name);
    refuseOfPack(before?.pack, name);
    const { trigger } = await requireTrigger(call, call.body.source, name);
    return put(call, trigger, false, trigger.type === 'webhook' && before?.keyed !== true);
  },
});

const remove = endpoint({
  method: 'DELETE',
  path: ONE,
  operation: 'deleteTrigger',
  summary: 'Remove a trigger; what it has accepted is still started',
  scope: 'write',
  answers: { 204: NO_BODY },
  async handle(call) {
    const { name } = call.params;
    refuseOfPack((await findTrigger(call, name)).pack, name);
    return audited(call, { action: 'trigger.delete', target: `triggers/${name}` }, async () => {
      if (!(await deleteTrigger(call.db, name))) {
        return unknownTrigger(name);
      }
      await tellTriggers(call.env, [name]);
      return answerNothing();
    });
  },
});

const key = endpoint({
  method: 'POST',
  path: `${ONE}/key`,
  operation: 'createTriggerKey',
  summary: 'Give a webhook a new key, told once, in this answer; the one before is void',
  scope: 'write',
  headers: IDEMPOTENCY_HEADER,
  answers: { 200: item('The new key.', TriggerKeySchema) },
  handle: (call) =>
    once(
      call,
      async () => {
        const { env, db, params } = call;
        const { kind } = await findTrigger(call, params.name);
        if (kind !== 'webhook') {
          refuse('conflict', `\`${params.name}\` is no webhook: it has no address`);
        }
        return audited(call, { action: 'trigger.key', target: `triggers/${params.name}` }, async () => {
          const minted = mintHookKey(params.name, env.random);
          await putTriggerKey(db, params.name, await sha256(minted), env.clock.now());
          await tellTriggers(env, [params.name]);
          return answerData(200, { key: minted, url: hookUrl(env.settings.publicUrl, minted) });
        });
      },
      keptSealed(call.env),
    ),
});

/** What came with a pack is its files' business: the next installation would undo whatever is done here. */
function refuseOfPack(pack: string | null | undefined, name: string): void {
  if (pack !== null && pack !== undefined) {
    refuse('conflict', `\`${name}\` comes with the pack \`${pack}\`: change its file`);
  }
}

async function put(actor: Actor, trigger: TriggerDefinition, create: boolean, keyed: boolean): Promise<Response> {
  const { env, db } = actor;
  const { name, type: kind, workflow, enabled } = trigger;
  return audited(actor, { action: 'trigger.put', target: `triggers/${name}` }, async () => {
    const minted = keyed ? mintHookKey(name, env.random) : undefined;
    const status = enabled ? 'active' : 'disabled';
    const row = { name, kind, workflow, status, definition: trigger as unknown as JsonObject, pack: null } as const;
    const keyHash = minted === undefined ? undefined : await sha256(minted);
    const result = await putTrigger(db, row, { create, keyHash, now: env.clock.now() });
    if (result === 'exists') {
      refuse('conflict', `there is a trigger \`${name}\` already; PUT replaces it`);
    }
    await tellTriggers(env, [name]);
    const written = (await getTrigger(db, name)) ?? unknownTrigger(name);
    const told = minted === undefined ? {} : { key: minted, url: hookUrl(env.settings.publicUrl, minted) };
    const data = { ...triggerView(written), ...told };
    return result === 'created' ? answerData(201, data, { Location: triggerPath(name) }) : answerData(200, data);
  });
}

/** What starts executions by itself. */
export const TRIGGERS = [all, create, get, replace, remove, key];
