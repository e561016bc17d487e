import type { FileSource, SourceFile } from '../pack/file-source.ts';
import type { PackManifest } from '../pack/manifest.ts';
import type { Installed } from './packs-send.ts';

/** What the server has of a folder, so that only changes need be sent. */
export interface Sent {
  readonly manifest: PackManifest;
  readonly release: string;
  /** Path → size and time of what was sent. */
  readonly prints: ReadonlyMap<string, string>;
  /** Files that are not in force as they are: what they lack may come from elsewhere. */
  readonly invalid: ReadonlySet<string>;
}

/** What was sent, as far as the server tells; the source must list what it listed before the files were read. */
export async function sentOf(
  manifest: PackManifest,
  { release, files }: Installed,
  source: FileSource,
): Promise<Sent | undefined> {
  const invalid = files.filter(({ outcome }) => outcome === 'invalid').map(({ path }) => path);
  return release === undefined
    ? undefined
    : { manifest, release, prints: printsOf(await source.list()), invalid: new Set(invalid) };
}

/** Path → what tells that a file is still the same; files of which it cannot be told are left out. */
export function printsOf(listed: readonly SourceFile[]): ReadonlyMap<string, string> {
  return new Map(
    listed.flatMap(({ path, bytes, changed, refused }) =>
      changed === undefined || refused !== undefined ? [] : [[path, `${bytes} ${changed}`] as const],
    ),
  );
}

/** Triggers and tests are compared with workflows, so they are sent whenever something is. */
const COMPARED = /^(?:triggers|tests)\//;

/** The files to send, and the paths that are gone. */
export function changesSince(
  { prints: before, invalid }: Sent,
  listed: readonly SourceFile[],
  prints: ReadonlyMap<string, string>,
): { readonly due: readonly SourceFile[]; readonly removed: readonly string[] } {
  const same = (path: string) => prints.has(path) && prints.get(path) === before.get(path);
  const due = listed.filter(({ path }) => !same(path) || invalid.has(path) || COMPARED.test(path));
  const there = new Set(listed.map(({ path }) => path));
  return { due, removed: [...before.keys(), ...invalid].filter((path) => !there.has(path)) };
}
