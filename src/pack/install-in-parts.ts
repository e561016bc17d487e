import type { Finding } from '../problem/finding.ts';
import { refuse } from '../problem/problem.ts';
import type { Database } from '../registry/database.ts';
import { type CommitOptions, type CommitResult, commitRelease } from '../registry/pack-commit.ts';
import { getRelease, openRelease, type PackRelease, stageFiles } from '../registry/pack-release.ts';
import type { PackFileOutcome } from '../registry/pack-row.ts';
import { listFingerprints } from '../registry/workflow-read.ts';
import type { Json } from '../value/json.ts';
import type { DeploymentLimits } from '../value/limits.ts';
import { memorySource, type PackFile } from './file-source.ts';
import { type Inspect, inspectFiles } from './inspect.ts';
import { loadPack } from './load-pack.ts';
import { type LoadedManifest, loadManifest, type PackManifest } from './manifest.ts';
import { stagedFile } from './stage.ts';

/** The installation of a pack that is too large for one request: begin, add files in any number of parts, commit. */

/** @returns the id of the installation, unless the manifest has errors. */
export async function beginInstall(
  db: Database,
  manifest: Json,
  now: number,
): Promise<LoadedManifest & { readonly id: string | null }> {
  const loaded = loadManifest(JSON.stringify(manifest));
  if (loaded.manifest === null) {
    return { ...loaded, id: null };
  }
  const id = crypto.randomUUID();
  const release = { id, pack: loaded.manifest.ref, manifest: loaded.manifest };
  await openRelease(db, release, now);
  return { ...loaded, id };
}

export interface PartResult {
  readonly path: string;
  readonly ref: string | null;
  readonly outcome: Extract<PackFileOutcome, 'invalid' | 'unchanged' | 'skipped'> | 'staged';
  readonly findings: readonly Finding[];
}

/**
 * Adds files; a path that came before is replaced.
 * @throws ProblemError `not_found`, or `conflict` when the installation is committed.
 */
export async function addToInstall(
  db: Database,
  id: string,
  files: readonly PackFile[],
  options: { readonly limits?: DeploymentLimits | undefined; readonly inspect?: Inspect | undefined } = {},
): Promise<readonly PartResult[]> {
  const release = await openInstall(db, id);
  const manifest = release.manifest as unknown as PackManifest;
  const known = await listFingerprints(
    db,
    release.pack,
    files.map(({ path }) => path),
  );
  const loaded = await loadPack(memorySource(files), { manifest, known, limits: options.limits });
  const inspected =
    options.inspect === undefined
      ? loaded.files
      : await inspectFiles(db, loaded.files, options.inspect, {
          pack: release.pack,
          keeps: () => true,
          partial: true,
        });
  const staged = await Promise.all(inspected.map(stagedFile));
  if (!(await stageFiles(db, id, staged))) {
    return committed(id);
  }
  return staged.map(({ path, ref, hash, outcome, findings }) => ({
    path,
    ref,
    outcome: outcome ?? (hash === null ? 'invalid' : 'staged'),
    findings,
  }));
}

/**
 * Puts everything that was added into force at once.
 * @throws ProblemError `not_found`.
 */
export async function commitInstall(db: Database, id: string, options: CommitOptions): Promise<CommitResult> {
  const release = await getRelease(db, id);
  return release === undefined ? noInstall(id) : commitRelease(db, release, options);
}

async function openInstall(db: Database, id: string): Promise<PackRelease> {
  const release = await getRelease(db, id);
  if (release === undefined) {
    return noInstall(id);
  }
  return release.state === 'open' ? release : committed(id);
}

function committed(id: string): never {
  return refuse('conflict', `the installation ${id} is committed`);
}

function noInstall(id: string): never {
  return refuse('not_found', `there is no installation ${id}`);
}
