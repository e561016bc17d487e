import type { Database } from '../registry/database.ts';
import { commitRelease } from '../registry/pack-commit.ts';
import { dropRelease, openUpdate, type StagedFile, stageFiles } from '../registry/pack-release.ts';
import type { PackFileResult } from '../registry/pack-row.ts';
import { getPack } from '../registry/packs.ts';
import { listFingerprints } from '../registry/workflow-read.ts';
import { memorySource, type PackFile } from './file-source.ts';
import { inspectFiles } from './inspect.ts';
import { loadPack } from './load-pack.ts';
import type { PackManifest } from './manifest.ts';
import type { RegistrationOptions } from './register-pack.ts';
import { stagedFile } from './stage.ts';

/** What has changed in an installed pack; its manifest has not. */
export interface PackChanges {
  readonly pack: string;
  /** The release that the changes are made to. */
  readonly release: string;
  readonly files: readonly PackFile[];
  /** Paths that are gone. */
  readonly removed: readonly string[];
}

export type PackUpdate =
  | { readonly kind: 'installed'; readonly release: string; readonly files: readonly PackFileResult[] }
  /** Another release is in force, or a file of this one was changed otherwise: send the whole pack. */
  | { readonly kind: 'overtaken' };

type Options = Pick<RegistrationOptions, 'now' | 'limits' | 'inspect'>;

/**
 * Installs a pack with some files changed, atomically as any installation. Costs what the changed files cost, and a
 * copy of rows for the others. Results are those of the files that have
 * changed or gone, and of all that are invalid.
 */
export async function updatePack(db: Database, changes: PackChanges, options: Options): Promise<PackUpdate> {
  const { pack, release: base, files, removed } = changes;
  const installed = await getPack(db, pack);
  if (installed?.release !== base) {
    return { kind: 'overtaken' };
  }
  const staged = await stagedChanges(db, installed.manifest as unknown as PackManifest, changes, options);
  const id = crypto.randomUUID();
  const paths = files.map(({ path }) => path);
  if (!(await openUpdate(db, { id, pack, base }, [...paths, ...removed], options.now))) {
    return { kind: 'overtaken' };
  }
  await stageFiles(db, id, staged);
  const commit = { update: true, skipInvalid: true, now: options.now, base, only: paths };
  const result = await commitRelease(db, { id, pack }, commit);
  if (result.kind === 'committed') {
    return { kind: 'installed', release: id, files: result.files };
  }
  await dropRelease(db, id);
  return { kind: 'overtaken' };
}

async function stagedChanges(
  db: Database,
  manifest: PackManifest,
  { files, removed }: PackChanges,
  { limits, inspect }: Options,
): Promise<readonly StagedFile[]> {
  const paths = files.map(({ path }) => path);
  const known = await listFingerprints(db, manifest.ref, paths);
  const loaded = await loadPack(memorySource(files), { manifest, known, limits });
  const gone = new Set(removed);
  const arrival = { pack: manifest.ref, keeps: (path: string) => !gone.has(path), partial: false };
  const inspected = inspect === undefined ? loaded.files : await inspectFiles(db, loaded.files, inspect, arrival);
  return Promise.all(inspected.map(stagedFile));
}
