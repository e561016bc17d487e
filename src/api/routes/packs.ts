import * as v from 'valibot';
import { refuse } from '../../problem/problem.ts';
import { listPacks, uninstallPack } from '../../registry/packs.ts';
import { listTriggersOfPack } from '../../registry/triggers.ts';
import { listWorkflows } from '../../registry/workflow-read.ts';
import { audited } from '../audit/audited.ts';
import { visiblePacks } from '../auth/principal.ts';
import { CORE } from '../catalogue/catalogue.ts';
import { item, list, NO_BODY } from '../endpoint/answers.ts';
import { endpoint } from '../endpoint/endpoint.ts';
import { answerData, answerList, answerNothing } from '../http/answer.ts';
import { findPack, findPackOrNone, unknownPack } from '../pack/find-pack.ts';
import { packSummary, packView } from '../pack/pack-view.ts';
import { PackSchema, PackSummarySchema } from '../schema/pack.ts';
import { PAGE_QUERY } from '../schema/page.ts';
import { WorkflowSummarySchema } from '../schema/workflow.ts';
import { tellTriggers } from '../trigger/tell-triggers.ts';
import { workflowSummary } from '../workflow/workflow-view.ts';

const PATH = '/api/v1/packs/{pack}';

const listAll = endpoint({
  method: 'GET',
  path: '/api/v1/packs',
  operation: 'listPacks',
  summary: 'Installed packs by ref',
  scope: 'read',
  query: { q: v.optional(v.pipe(v.string(), v.maxLength(256))), ...PAGE_QUERY },
  answers: { 200: list('Packs.', PackSummarySchema) },
  async handle({ db, principal, query: { q, cursor, limit, include_total: includeTotal } }) {
    const filter = { q, packs: visiblePacks(principal) };
    const { items, ...page } = await listPacks(db, filter, { cursor, limit, includeTotal });
    return answerList(items.map(packSummary), { ...page, limit });
  },
});

const get = endpoint({
  method: 'GET',
  path: PATH,
  operation: 'getPack',
  summary: 'An installed pack',
  scope: 'read',
  answers: { 200: item('The pack.', PackSchema) },
  handle: async (call) => answerData(200, packView(await findPack(call, call.params.pack))),
});

const remove = endpoint({
  method: 'DELETE',
  path: PATH,
  operation: 'deletePack',
  summary: 'Unregister a pack with its workflows; what they did stays readable',
  scope: 'write',
  answers: { 204: NO_BODY },
  async handle(call) {
    const { env, db, params } = call;
    const { pack } = params;
    await findPack(call, pack);
    if (pack === CORE) {
      refuse('conflict', 'the actions of `core` belong to the server; its pack only describes them');
    }
    return audited(call, { action: 'pack.delete', target: `packs/${pack}` }, async () => {
      const triggers = await listTriggersOfPack(db, pack);
      if (!(await uninstallPack(db, pack, env.clock.now()))) {
        return unknownPack(pack);
      }
      env.defer(tellTriggers(env, triggers));
      return answerNothing();
    });
  },
});

const workflows = endpoint({
  method: 'GET',
  path: `${PATH}/workflows`,
  operation: 'listPackWorkflows',
  summary: 'The workflows of a pack',
  scope: 'read',
  query: PAGE_QUERY,
  answers: { 200: list('Workflows.', WorkflowSummarySchema) },
  async handle({ params, query: { cursor, limit, include_total: includeTotal }, ...reader }) {
    const pack = await findPackOrNone(reader, params.pack);
    const filter = { pack: params.pack };
    const { items, ...page } = await listWorkflows(reader.db, filter, { cursor, limit, includeTotal });
    // Workflows can be registered one by one, without a manifest.
    return pack === undefined && items.length === 0
      ? unknownPack(params.pack)
      : answerList(items.map(workflowSummary), { ...page, limit });
  },
});

/** Packs that are installed. */
export const PACKS = [listAll, get, remove, workflows];
