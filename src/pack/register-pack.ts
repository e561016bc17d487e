import type { Finding } from '../problem/finding.ts';
import { type InForce, listInForce } from '../registry/catalogue.ts';
import type { Database } from '../registry/database.ts';
import { type CommitResult, commitRelease } from '../registry/pack-commit.ts';
import { dropRelease, openRelease, type StagedFile, stageFiles } from '../registry/pack-release.ts';
import type { PackFileOutcome, PackFileResult } from '../registry/pack-row.ts';
import { listFingerprints } from '../registry/workflow-read.ts';
import type { Json } from '../value/json.ts';
import type { DeploymentLimits } from '../value/limits.ts';
import { memorySource, type PackFile } from './file-source.ts';
import { type Inspect, inspectFiles } from './inspect.ts';
import { loadPack } from './load-pack.ts';
import { loadManifest, type PackManifest } from './manifest.ts';
import { stagedFile } from './stage.ts';

export interface RegistrationOptions {
  /** False: workflows that exist are left as they are (`skipped`). */
  readonly update: boolean;
  /** False: one invalid file and nothing is installed. */
  readonly skipInvalid: boolean;
  /** Nothing is written; outcomes say what would be done. */
  readonly dryRun: boolean;
  readonly now: number;
  readonly limits?: DeploymentLimits | undefined;
  readonly inspect?: Inspect | undefined;
}

export type PackRegistration =
  | { readonly kind: 'installed'; readonly release: string; readonly files: readonly PackFileResult[] }
  | { readonly kind: 'dry_run'; readonly files: readonly PackFileResult[] }
  /** Nothing was installed: the manifest's findings, or files that are invalid and may not be skipped. */
  | {
      readonly kind: 'invalid';
      readonly findings: readonly Finding[];
      readonly files: readonly PackFileResult[];
    };

/**
 * Registers a pack: reads and checks its files, then installs or updates it atomically. Files that the registry has
 * already are not compiled again.
 */
export async function registerPack(
  db: Database,
  manifest: Json,
  files: readonly PackFile[],
  options: RegistrationOptions,
): Promise<PackRegistration> {
  const { manifest: checked, findings } = loadManifest(JSON.stringify(manifest));
  if (checked === null) {
    return { kind: 'invalid', findings, files: [] };
  }
  // What is unchanged may lack an action that goes with this installation: where that decides, all of it is compiled.
  const every = options.dryRun || !options.skipInvalid;
  const paths = every ? [] : files.map(({ path }) => path);
  const known = await listFingerprints(db, checked.ref, paths);
  const first = await attempt(db, checked, files, { ...options, known });
  // Somebody changed a workflow while it was left out as unchanged: compile everything.
  return first ?? (await attempt(db, checked, files, { ...options, known: new Map() })) ?? overtakenTwice();
}

function overtakenTwice(): never {
  throw new Error('files that were compiled cannot be overtaken');
}

async function attempt(
  db: Database,
  manifest: PackManifest,
  files: readonly PackFile[],
  options: RegistrationOptions & { readonly known: ReadonlyMap<string, string> },
): Promise<PackRegistration | undefined> {
  const staged = await stagedPack(db, manifest, files, options);
  const preview = async () => previewOf(staged, await listInForce(db, manifest.ref), options.update);
  if (options.dryRun) {
    return { kind: 'dry_run', files: await preview() };
  }
  if (!options.skipInvalid && staged.some(isInvalid)) {
    return { kind: 'invalid', findings: [], files: await preview() };
  }
  const { release, result } = await install(db, manifest, staged, options);
  switch (result.kind) {
    case 'committed':
      return { kind: 'installed', release, files: result.files };
    case 'overtaken':
      return undefined;
    default:
      throw new Error(`the installation could not be committed: ${result.kind}`);
  }
}

async function stagedPack(
  db: Database,
  manifest: PackManifest,
  files: readonly PackFile[],
  { known, limits, inspect }: RegistrationOptions & { readonly known: ReadonlyMap<string, string> },
): Promise<readonly StagedFile[]> {
  const loaded = await loadPack(memorySource(files), { manifest, known, limits });
  const paths = new Set(files.map(({ path }) => path));
  const arrival = { pack: manifest.ref, keeps: (path: string) => paths.has(path), partial: false };
  const inspected = inspect === undefined ? loaded.files : await inspectFiles(db, loaded.files, inspect, arrival);
  return Promise.all(inspected.map(stagedFile));
}

async function install(
  db: Database,
  manifest: PackManifest,
  staged: readonly StagedFile[],
  { update, skipInvalid, now }: RegistrationOptions,
): Promise<{ readonly release: string; readonly result: CommitResult }> {
  const release = { id: crypto.randomUUID(), pack: manifest.ref };
  await openRelease(db, { ...release, manifest }, now);
  await stageFiles(db, release.id, staged);
  const result = await commitRelease(db, release, { update, skipInvalid, now });
  if (result.kind !== 'committed') {
    await dropRelease(db, release.id);
  }
  return { release: release.id, result };
}

/** It has errors, so nothing of it can be put into force. */
export function isInvalid(file: StagedFile): boolean {
  return file.hash === null && file.outcome === null;
}

/** What an installation would do. */
function previewOf(
  staged: readonly StagedFile[],
  inForce: readonly InForce[],
  update: boolean,
): readonly PackFileResult[] {
  const present = new Map(inForce.map((each) => [`${each.kind} ${each.ref}`, each]));
  const files = staged.map((file): PackFileResult => {
    const { path, kind, ref, findings } = file;
    const outcome = previewOutcome(file, present.get(`${kind} ${ref}`)?.hash ?? undefined, update);
    return { path, kind, ref, outcome, version: null, findings };
  });
  const named = new Set(staged.map(({ kind, ref }) => `${kind} ${ref}`));
  const gone = inForce.flatMap(({ kind, ref, path }): readonly PackFileResult[] =>
    path === null || named.has(`${kind} ${ref}`)
      ? []
      : [{ path, kind, ref, outcome: 'removed', version: null, findings: [] }],
  );
  return [...files, ...gone];
}

function previewOutcome(file: StagedFile, present: string | undefined, update: boolean): PackFileOutcome {
  if (file.outcome !== null) {
    return file.outcome;
  }
  if (file.hash === null) {
    return 'invalid';
  }
  if (present === undefined) {
    return 'created';
  }
  if (present === file.hash) {
    return 'unchanged';
  }
  return update || file.kind !== 'workflow' ? 'updated' : 'skipped';
}
