import type { Finding } from '../problem/finding.ts';
import { type DeploymentLimits, LIMITS } from '../value/limits.ts';
import { mapBounded } from './bounded.ts';
import type { FileSource, SourceFile } from './file-source.ts';
import { errorAt, type LoadContext, type LoadedFile, type LoadedWorkflow, loadFile } from './load-file.ts';
import { type LoadedManifest, loadManifest, type PackManifest } from './manifest.ts';
import { classify, MANIFEST, type PackPath } from './pack-path.ts';

export interface LoaderOptions {
  /** False: files are read, not checked. */
  readonly validate?: boolean;
  readonly maxBytes?: number;
  /** Files read at once. */
  readonly parallel?: number;
  readonly limits?: DeploymentLimits | undefined;
  /** Path → fingerprint of workflows that need not be compiled again (`listFingerprints`). */
  readonly known?: ReadonlyMap<string, string> | undefined;
  /** Instead of the source's `pack.yaml`. */
  readonly manifest?: PackManifest | undefined;
}

/** A pack's files, read and checked. */
export interface LoadedPack {
  /** Null when it is missing or has errors; then the files are not read. */
  readonly manifest: PackManifest | null;
  /** Of the manifest. */
  readonly findings: readonly Finding[];
  readonly files: readonly LoadedFile[];
}

const PARALLEL = 16;

/** Loads a whole pack. Everything wrong is collected, and one bad file never hides another. */
export async function loadPack(source: FileSource, options: LoaderOptions = {}): Promise<LoadedPack> {
  const listed = await source.list();
  const { manifest, findings } = options.manifest
    ? { manifest: options.manifest, findings: [] }
    : await readManifest(source, listed);
  if (manifest === null) {
    return { manifest, findings, files: [] };
  }
  const context = contextOf(manifest, options);
  const files = await mapBounded(filesOf(manifest.ref, listed), options.parallel ?? PARALLEL, ([file, place]) =>
    loadFile(source, file, place, context),
  );
  return { manifest, findings, files: refuseDuplicates(files) };
}

/** Loads several packs; each by itself. */
export function loadPacks(sources: readonly FileSource[], options: LoaderOptions = {}): Promise<readonly LoadedPack[]> {
  return mapBounded(sources, 4, (source) => loadPack(source, options));
}

/**
 * Loads one workflow file of a pack.
 * @returns undefined when there is no such file, or it is no workflow's.
 */
export async function loadWorkflowFile(
  source: FileSource,
  path: string,
  options: LoaderOptions = {},
): Promise<LoadedWorkflow | undefined> {
  return (await loadSome(source, options, (place) => place.path === path))[0];
}

/**
 * Loads a workflow anew by its ref.
 * @returns undefined when the pack has no file of this ref; findings name a second one.
 */
export async function reloadWorkflow(
  source: FileSource,
  ref: string,
  options: LoaderOptions = {},
): Promise<LoadedWorkflow | undefined> {
  return (await loadSome(source, options, (place) => place.ref === ref))[0];
}

async function loadSome(
  source: FileSource,
  options: LoaderOptions,
  wanted: (place: PackPath) => boolean,
): Promise<readonly LoadedWorkflow[]> {
  const listed = await source.list();
  const manifest = options.manifest ?? (await readManifest(source, listed)).manifest;
  if (manifest === null) {
    return [];
  }
  const chosen = filesOf(manifest.ref, listed).filter(([, place]) => place.kind === 'workflow' && wanted(place));
  const context = contextOf(manifest, options);
  const files = await Promise.all(chosen.map(([file, place]) => loadFile(source, file, place, context)));
  return refuseDuplicates(files).filter((file) => file.kind === 'workflow');
}

function contextOf(manifest: PackManifest, options: LoaderOptions): LoadContext {
  return {
    pack: manifest.ref,
    dialect: manifest.dialect ?? undefined,
    limits: options.limits,
    maxBytes: options.maxBytes ?? LIMITS.definitionBytes,
    validate: options.validate ?? true,
    known: options.known,
  };
}

/** Reads the manifest of a pack alone. */
export async function loadPackManifest(source: FileSource): Promise<LoadedManifest> {
  return readManifest(source, await source.list());
}

async function readManifest(source: FileSource, listed: readonly SourceFile[]): Promise<LoadedManifest> {
  const file = listed.find(({ path }) => path === MANIFEST) ?? listed.find(({ path }) => path === 'pack.yml');
  if (file === undefined) {
    return { manifest: null, findings: [errorAt('missing_manifest', `The pack has no \`${MANIFEST}\`.`)] };
  }
  if (file.refused !== undefined || file.bytes > LIMITS.definitionBytes) {
    const reason = file.refused ?? `it has ${file.bytes} bytes`;
    return {
      manifest: null,
      findings: [errorAt('refused_file', `\`${file.path}\` is not read: ${reason}.`)],
    };
  }
  try {
    return loadManifest(await source.read(file.path));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return {
      manifest: null,
      findings: [errorAt('unreadable_file', `\`${file.path}\` cannot be read: ${reason}.`)],
    };
  }
}

type Place = PackPath & { readonly kind: LoadedFile['kind'] };

function filesOf(pack: string, listed: readonly SourceFile[]): readonly (readonly [SourceFile, Place])[] {
  return listed
    .map((file) => [file, classify(pack, file.path)] as const)
    .filter((pair): pair is [SourceFile, Place] => pair[1].kind !== 'manifest' && pair[1].kind !== 'ignored')
    .toSorted(([a], [b]) => (a.path < b.path ? -1 : 1));
}

/** Two files of one ref: neither can be meant. */
function refuseDuplicates(files: readonly LoadedFile[]): readonly LoadedFile[] {
  const paths = Map.groupBy(files, nameOf);
  return files.map((file) => {
    const same = file.ref === null ? [] : (paths.get(nameOf(file)) ?? []);
    const others = same.map(({ path }) => path).filter((path) => path !== file.path);
    if (others.length === 0) {
      return file;
    }
    const message = `\`${file.ref}\` is also the ref of ${others.join(', ')}.`;
    const findings = [...file.findings, errorAt('duplicate_ref', message)];
    return file.kind === 'workflow'
      ? { ...file, findings, definition: null, unchanged: false }
      : { ...file, findings, document: null };
  });
}

/** Tasks name workflows and actions alike, so those share their names. */
function nameOf({ kind, ref }: LoadedFile): string {
  return `${kind === 'action' ? 'workflow' : kind} ${ref}`;
}
