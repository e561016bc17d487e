import * as v from 'valibot';
import { updatePack } from '../../pack/update-pack.ts';
import { refuse } from '../../problem/problem.ts';
import { LIMITS } from '../../value/limits.ts';
import { audited } from '../audit/audited.ts';
import { maySee } from '../auth/principal.ts';
import { item } from '../endpoint/answers.ts';
import { jsonBody } from '../endpoint/body.ts';
import { endpoint } from '../endpoint/endpoint.ts';
import { answerData } from '../http/answer.ts';
import { countFiles, measureLoad } from '../metrics/loading.ts';
import { findPack, findPackOrNone, unknownPack } from '../pack/find-pack.ts';
import { installPack, rehearsePack } from '../pack/install-pack.ts';
import { packSummary } from '../pack/pack-view.ts';
import { InstalledSchema, PackBodySchema, PackChangesSchema, RehearsedSchema } from '../schema/pack.ts';
import { tellInstalled } from '../trigger/tell-triggers.ts';

const PATH = '/api/v1/packs/{pack}';

/** What an installation may do. */
export const INSTALL_OPTIONS = {
  /** False: workflows that exist are left as they are. */
  update: v.optional(v.boolean(), true),
  /** False: one invalid file, and nothing is installed. */
  skip_invalid: v.optional(v.boolean(), true),
};

const body = jsonBody(PackBodySchema, { limit: LIMITS.packRequestBytes });

const install = endpoint({
  method: 'PUT',
  path: PATH,
  operation: 'putPack',
  summary: 'Install a pack, or update it, at once',
  scope: 'write',
  query: INSTALL_OPTIONS,
  body,
  answers: {
    200: item('Updated; what became of each file.', InstalledSchema),
    201: item('Installed; what became of each file.', InstalledSchema, { Location: 'The pack.' }),
  },
  async handle(call) {
    const { pack } = call.params;
    const before = await findPackOrNone(call, pack);
    return audited(call, { action: 'pack.put', target: `packs/${pack}` }, async () => {
      const { manifest, files } = call.body;
      const data = await measureLoad(call.env, 'install', () =>
        installPack(call, { manifest, files, options: call.query, placeOf: (_, index) => `/files/${index}` }),
      );
      return before === undefined
        ? answerData(201, data, { Location: `/api/v1/packs/${pack}` })
        : answerData(200, data);
    });
  },
});

const update = endpoint({
  method: 'PATCH',
  path: PATH,
  operation: 'patchPack',
  summary: 'Change, add and remove files of an installed pack, at once',
  scope: 'write',
  body: jsonBody(PackChangesSchema, { limit: LIMITS.packRequestBytes }),
  answers: { 200: item('Updated; what became of the files that were named.', InstalledSchema) },
  async handle(call) {
    const { env, db, params, body: changes } = call;
    const { pack } = params;
    await findPack(call, pack);
    return audited(call, { action: 'pack.patch', target: `packs/${pack}` }, async () => {
      const options = { now: env.clock.now(), limits: env.settings.limits, inspect: env.inspect };
      const result = await measureLoad(env, 'update', () => updatePack(db, { ...changes, pack }, options));
      if (result.kind === 'overtaken') {
        return refuse('conflict', `\`${pack}\` has changed since this release of it: send the whole pack`);
      }
      countFiles(env, result.files);
      tellInstalled(env, result.files);
      const { release, files } = result;
      return answerData(200, { ...packSummary(await findPack(call, pack)), release, files });
    });
  },
});

const validate = endpoint({
  method: 'POST',
  path: `${PATH}/validate`,
  operation: 'validatePack',
  summary: 'What an installation would do; nothing is kept',
  scope: 'read',
  query: INSTALL_OPTIONS,
  body,
  answers: { 200: item('What it would do.', RehearsedSchema) },
  async handle({ env, db, principal, params: { pack }, query, body: { manifest, files } }) {
    if (!maySee(principal, pack)) {
      return unknownPack(pack);
    }
    return answerData(200, await rehearsePack({ env, db }, pack, { manifest, files, options: query }));
  },
});

/** Packs that arrive in one request. */
export const PACK_INSTALL = [install, update, validate];
