import * as v from 'valibot';
import { pointer } from '../../definition/yaml/tree.ts';
import { type BundledPack, packOfBundle } from '../../pack/bundle.ts';
import { refuse } from '../../problem/problem.ts';
import type { ApiEnv } from '../api-env.ts';
import { audited } from '../audit/audited.ts';
import { item } from '../endpoint/answers.ts';
import { endpoint } from '../endpoint/endpoint.ts';
import { IDEMPOTENCY_HEADER, once } from '../endpoint/idempotency.ts';
import { answerData } from '../http/answer.ts';
import { measureLoad } from '../metrics/loading.ts';
import { findPackOrNone } from '../pack/find-pack.ts';
import { installPack, rehearsePack } from '../pack/install-pack.ts';
import { InstalledSchema, RehearsedSchema } from '../schema/pack.ts';
import { INSTALL_OPTIONS } from './pack-install.ts';

/** Installs a pack from the server's own bundle. */
export const PACK_SYNC = endpoint({
  method: 'POST',
  path: '/api/v1/packs/{pack}/sync',
  operation: 'syncPack',
  summary: 'Install a pack, or update it, as the bundle of the server has it',
  scope: 'write',
  query: {
    ...INSTALL_OPTIONS,
    /** True: nothing is kept; the answer is what would be done. */
    dry_run: v.optional(v.boolean(), false),
  },
  headers: IDEMPOTENCY_HEADER,
  answers: {
    200: item('Updated, or rehearsed; what became of each file.', v.union([InstalledSchema, RehearsedSchema])),
    201: item('Installed; what became of each file.', InstalledSchema, { Location: 'The pack.' }),
  },
  handle: (call) =>
    once(call, async () => {
      const { env, params, query } = call;
      const { pack } = params;
      const before = await findPackOrNone(call, pack);
      const { hash, manifest, files } = await readBundled(env, pack);
      const given = { manifest, files, options: query };
      if (query.dry_run) {
        return answerData(200, await rehearsePack(call, pack, given));
      }
      const act = { action: 'pack.put', target: `packs/${pack}`, detail: { bundle: hash } };
      return audited(call, act, async () => {
        const placeOf = (path: string) => pointer(['files', path]);
        const data = await measureLoad(env, 'sync', () => installPack(call, { ...given, placeOf }));
        return before === undefined
          ? answerData(201, data, { Location: `/api/v1/packs/${pack}` })
          : answerData(200, data);
      });
    }),
});

/** @throws ProblemError `bundle_missing`, `bundle_invalid`, or `not_found` */
async function readBundled({ bundle }: ApiEnv, pack: string): Promise<BundledPack> {
  const text = await bundle?.read(pack);
  if (text === undefined) {
    return refuse(
      'bundle_missing',
      'there are no packs to read: make them a bundle with `ostinato packs bundle`, and deploy again',
    );
  }
  return (
    (await packOfBundle(text, pack)) ??
    refuse('not_found', `the bundle of this server has no pack \`${pack}\` with a valid manifest`)
  );
}
