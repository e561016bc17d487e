import * as v from 'valibot';
import { addToInstall, beginInstall, commitInstall } from '../../pack/install-in-parts.ts';
import { refuse } from '../../problem/problem.ts';
import type { Database } from '../../registry/database.ts';
import { getRelease } from '../../registry/pack-release.ts';
import { LIMITS } from '../../value/limits.ts';
import { audited } from '../audit/audited.ts';
import type { Principal } from '../auth/principal.ts';
import { item } from '../endpoint/answers.ts';
import { jsonBody } from '../endpoint/body.ts';
import { endpoint } from '../endpoint/endpoint.ts';
import { IDEMPOTENCY_HEADER, once } from '../endpoint/idempotency.ts';
import { answerData } from '../http/answer.ts';
import { countFiles, measureLoad } from '../metrics/loading.ts';
import { findPack, findPackOrNone } from '../pack/find-pack.ts';
import { packSummary } from '../pack/pack-view.ts';
import { manifestFor, refuseInvalid } from '../pack/sent-pack.ts';
import {
  InstalledSchema,
  InstallSchema,
  PackFilesSchema,
  PackManifestSchema,
  StagedFileSchema,
} from '../schema/pack.ts';
import { tellInstalled } from '../trigger/tell-triggers.ts';
import { INSTALL_OPTIONS } from './pack-install.ts';

const PATH = '/api/v1/packs/{pack}/installs';

const begin = endpoint({
  method: 'POST',
  path: PATH,
  operation: 'beginInstall',
  summary: 'Begin the installation of a pack that is too large for one request',
  scope: 'write',
  headers: IDEMPOTENCY_HEADER,
  body: jsonBody(PackManifestSchema),
  answers: {
    201: item('Begun; nothing of it is seen yet.', InstallSchema, { Location: 'The installation.' }),
  },
  handle: (call) =>
    once(call, async () => {
      const { env, params, body } = call;
      await findPackOrNone(call, params.pack);
      const manifest = manifestFor(params.pack, body.manifest);
      const { id, findings } = await beginInstall(call.db, manifest, env.clock.now());
      if (id === null) {
        return refuseInvalid({ kind: 'invalid', findings, files: [] }, []);
      }
      const self = `/api/v1/packs/${params.pack}/installs/${id}`;
      const links = { files: `${self}/files`, commit: `${self}/commit` };
      return answerData(201, { id, pack: params.pack, links }, { Location: self });
    }),
});

const addFiles = endpoint({
  method: 'PUT',
  path: `${PATH}/{id}/files`,
  operation: 'addInstallFiles',
  summary: 'Add files; one that came before is replaced',
  scope: 'write',
  body: jsonBody(PackFilesSchema, { limit: LIMITS.packRequestBytes }),
  answers: {
    200: item('What is to be said about each.', v.strictObject({ files: v.array(StagedFileSchema) })),
  },
  async handle({ env, params, body, ...reader }) {
    await requireInstall(reader, params.pack, params.id);
    const options = { limits: env.settings.limits, inspect: env.inspect };
    const files = await measureLoad(env, 'part', () => addToInstall(reader.db, params.id, body.files, options));
    return answerData(200, { files });
  },
});

const commit = endpoint({
  method: 'POST',
  path: `${PATH}/{id}/commit`,
  operation: 'commitInstall',
  summary: 'Put everything that was added into force at once',
  scope: 'write',
  query: INSTALL_OPTIONS,
  headers: IDEMPOTENCY_HEADER,
  answers: { 200: item('Installed; what became of each file.', InstalledSchema) },
  handle: (call) =>
    once(call, async () => {
      const { db, env, params, query } = call;
      await requireInstall(call, params.pack, params.id);
      const options = { update: query.update, skipInvalid: query.skip_invalid, now: env.clock.now() };
      return audited(call, { action: 'pack.put', target: `packs/${params.pack}` }, async () => {
        const { files } = await measureLoad(env, 'commit', async () => {
          const result = await commitInstall(db, params.id, options);
          return result.kind === 'committed' ? result : refuseCommit(result.kind);
        });
        countFiles(env, files);
        tellInstalled(env, files);
        const summary = packSummary(await findPack(call, params.pack));
        return answerData(200, { ...summary, release: params.id, files });
      });
    }),
});

interface Reader {
  readonly db: Database;
  readonly principal: Principal;
}

/** @throws ProblemError `not_found` for an installation of another pack, too. */
async function requireInstall(reader: Reader, pack: string, id: string): Promise<void> {
  await findPackOrNone(reader, pack);
  if ((await getRelease(reader.db, id))?.pack !== pack) {
    refuse('not_found', `there is no installation \`${id}\` of \`${pack}\``);
  }
}

function refuseCommit(kind: 'invalid' | 'overtaken' | 'closed' | 'absent'): never {
  switch (kind) {
    case 'invalid':
      return refuse('invalid_definition', 'files of the pack have errors; nothing of it was installed');
    case 'overtaken':
      return refuse('conflict', 'a file that was unchanged has been changed meanwhile: send the files again');
    case 'closed':
      return refuse('conflict', 'the installation is committed already');
    default:
      return refuse('not_found', 'the installation is gone');
  }
}

/** Packs that arrive in parts. */
export const PACK_INSTALL_IN_PARTS = [begin, addFiles, commit];
