import type { PackFile } from '../../pack/file-source.ts';
import { registerPack } from '../../pack/register-pack.ts';
import type { Database } from '../../registry/database.ts';
import type { JsonObject } from '../../value/json.ts';
import type { ApiEnv } from '../api-env.ts';
import type { Principal } from '../auth/principal.ts';
import { countFiles } from '../metrics/loading.ts';
import { tellInstalled } from '../trigger/tell-triggers.ts';
import { findPack } from './find-pack.ts';
import { packSummary } from './pack-view.ts';
import { manifestFor, refuseInvalid } from './sent-pack.ts';

interface Installer {
  readonly env: ApiEnv;
  readonly db: Database;
}

/** A pack that is to be installed, wherever it came from. */
export interface GivenPack {
  readonly manifest: JsonObject;
  readonly files: readonly PackFile[];
  readonly options: { readonly update: boolean; readonly skip_invalid: boolean };
}

/**
 * Installs or updates a pack at once, whatever its size.
 * @param given with the place of a file in what was sent, for the paths of findings.
 * @throws ProblemError `invalid_definition` with every finding
 */
export async function installPack(
  call: Installer & { readonly principal: Principal; readonly params: { readonly pack: string } },
  given: GivenPack & { readonly placeOf: (path: string, index: number) => string },
) {
  const { pack } = call.params;
  const result = await registerPack(
    call.db,
    manifestFor(pack, given.manifest),
    given.files,
    registration(call, given, false),
  );
  countFiles(call.env, result.files);
  if (result.kind === 'invalid') {
    return refuseInvalid(result, given.files, given.placeOf);
  }
  if (result.kind === 'dry_run') {
    throw new Error('the installation was only rehearsed');
  }
  const { release, files } = result;
  tellInstalled(call.env, files);
  return { ...packSummary(await findPack(call, pack)), release, files };
}

/** What an installation would do. */
export async function rehearsePack(installer: Installer, pack: string, given: GivenPack) {
  const manifest = manifestFor(pack, given.manifest);
  const result = await registerPack(installer.db, manifest, given.files, registration(installer, given, true));
  const valid = result.kind !== 'invalid' && result.files.every(({ outcome }) => outcome !== 'invalid');
  return { valid, findings: result.kind === 'invalid' ? result.findings : [], files: result.files };
}

function registration({ env }: Installer, { options }: GivenPack, dryRun: boolean) {
  return {
    update: options.update,
    skipInvalid: options.skip_invalid,
    dryRun,
    now: env.clock.now(),
    limits: env.settings.limits,
    inspect: env.inspect,
  };
}
