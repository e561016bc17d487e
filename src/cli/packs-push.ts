import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import type { FileSource, PackFile } from '../pack/file-source.ts';
import type { LoadedFile } from '../pack/load-file.ts';
import { loadPack } from '../pack/load-pack.ts';
import { classify } from '../pack/pack-path.ts';
import { ensureError } from '../problem/problem.ts';
import { type ApiConnection, FindingListSchema, RefusedError, type ShownFinding } from './api-connection.ts';
import { folderSource } from './folder-source.ts';
import { type Installed, sendChanges, sendPack } from './packs-send.ts';
import { changesSince, printsOf, type Sent, sentOf } from './packs-sent.ts';

/** What became of one file. */
export interface PushedFile {
  readonly path: string;
  readonly outcome: string;
  readonly findings: readonly ShownFinding[];
}

/** What became of one pack folder. */
export interface PushReport {
  /** The folder's name. */
  readonly folder: string;
  /** The pack's, as far as it could be read. */
  readonly ref?: string;
  /** Undefined: it was pushed. */
  readonly refusal?: string;
  /** Of the manifest. */
  readonly findings: readonly ShownFinding[];
  readonly files: readonly PushedFile[];
  readonly milliseconds: number;
}

/** The pack folders below a folder, by name; none when it is away. */
export async function findPackFolders(parent: string): Promise<readonly string[]> {
  const names = await readdir(parent).catch(() => []);
  const folders: string[] = [];
  for (const name of names.filter((candidate) => !candidate.startsWith('.')).toSorted()) {
    const info = await stat(join(parent, name)).catch(() => undefined);
    if (info?.isDirectory()) {
      folders.push(name);
    }
  }
  return folders;
}

/** Pack → the folder that it came from, and what was sent of it. */
export type Owners = Map<string, { readonly folder: string; readonly sent?: Sent | undefined }>;

/**
 * Pushes packs to a server. One that cannot be read or is refused does not keep the others back. A pack may use what
 * a later one brings, so those with errors are pushed again at the end.
 */
export async function pushPacks(
  api: ApiConnection,
  parent: string,
  folders: readonly string[],
  /** Of what was pushed before; what is pushed now is noted there. */
  owners: Owners = new Map(),
): Promise<readonly PushReport[]> {
  const reports = new Map<string, PushReport>();
  for (const folder of folders) {
    reports.set(folder, await pushPack(api, parent, folder, owners));
  }
  const failed = [...reports.values()].filter(hasUnknownRefs).map(({ folder }) => folder);
  for (const folder of folders.length > 1 ? failed : []) {
    const again = await pushPack(api, parent, folder, owners);
    reports.set(folder, mergeRounds(reports.get(folder) ?? again, again));
  }
  return [...reports.values()];
}

/** What another pack may bring. */
const COMES_LATER: ReadonlySet<string> = new Set(['unknown_action', 'unknown_workflow']);

function hasUnknownRefs({ files }: PushReport): boolean {
  return files.some(({ findings }) => findings.some(({ code }) => COMES_LATER.has(code)));
}

/** What the first round did is not undone by the second one finding it done. */
function mergeRounds(first: PushReport, second: PushReport): PushReport {
  const files = new Map(first.files.map((file) => [file.path, file]));
  for (const file of second.files) {
    const before = file.outcome === 'unchanged' ? files.get(file.path)?.outcome : undefined;
    files.set(file.path, { ...file, outcome: before ?? file.outcome });
  }
  return { ...second, files: [...files.values()], milliseconds: first.milliseconds + second.milliseconds };
}

async function pushPack(api: ApiConnection, parent: string, folder: string, owners: Owners): Promise<PushReport> {
  const start = performance.now();
  const report = await readAndSend(api, parent, folder, owners).catch((error: unknown) => ({
    refusal: ensureError(error).message,
    findings: error instanceof RefusedError ? error.findings : [],
    files: [],
  }));
  return { ...report, folder, milliseconds: Math.round(performance.now() - start) };
}

type Outcome = Omit<PushReport, 'folder' | 'milliseconds'>;

async function readAndSend(api: ApiConnection, parent: string, folder: string, owners: Owners): Promise<Outcome> {
  const source = folderSource(join(parent, folder));
  const listed = await source.list();
  const changed = await sendWhatChanged(api, folder, { ...source, list: async () => listed }, owners);
  return changed ?? sendWhole(api, folder, { ...source, list: async () => listed }, owners);
}

async function sendWhole(api: ApiConnection, folder: string, source: FileSource, owners: Owners): Promise<Outcome> {
  const { manifest, findings, files } = await loadPack(source, { validate: false });
  if (manifest === null) {
    return { refusal: 'its manifest has errors', findings: shown(findings), files: [] };
  }
  const { ref } = manifest;
  const owner = owners.get(ref)?.folder ?? folder;
  if (owner !== folder) {
    // Each of them would take the other one's files for removed.
    return { ref, refusal: `the pack \`${ref}\` is that of the folder ${owner}`, findings: [], files: [] };
  }
  owners.set(ref, { folder });
  const installed = await sendPack(api, manifest, contentsOf(files));
  owners.set(ref, { folder, sent: await sentOf(manifest, installed, source) });
  return { ref, findings: shown(findings), files: withLocal(installed, files) };
}

/** Undefined when the server has to be given the whole pack. */
async function sendWhatChanged(
  api: ApiConnection,
  folder: string,
  source: FileSource,
  owners: Owners,
): Promise<Outcome | undefined> {
  const [ref, owned] = [...owners].find(([, owner]) => owner.folder === folder) ?? [];
  const sent = owned?.sent;
  if (ref === undefined || sent === undefined) {
    return undefined;
  }
  const listed = await source.list();
  const prints = printsOf(listed);
  const { due, removed } = changesSince(sent, listed, prints);
  const touched = [...due.map(({ path }) => path), ...removed];
  if (touched.some((path) => classify(ref, path).kind === 'manifest')) {
    return undefined;
  }
  const { manifest, release } = sent;
  const { files } = await loadPack({ ...source, list: async () => due }, { validate: false, manifest });
  // Until it is known how this ends.
  owners.set(ref, { folder });
  const installed = await sendChanges(api, { ref, release }, contentsOf(files), removed);
  if (installed === undefined) {
    return undefined;
  }
  owners.set(ref, { folder, sent: await sentOf(manifest, installed, source) });
  return { ref, findings: [], files: withLocal(installed, files) };
}

/** Sent empty, so that the server lists what could not be read as invalid instead of taking it for deleted. */
function contentsOf(files: readonly LoadedFile[]): readonly PackFile[] {
  return files.map(({ path, source }) => ({ path, content: source }));
}

/** Why a file could not be read is known here only. */
function withLocal({ files: installed }: Installed, files: readonly LoadedFile[]): readonly PushedFile[] {
  const refused = files.filter((file) => file.findings.some(({ severity }) => severity === 'error'));
  const local = new Map(refused.map((file) => [file.path, shown(file.findings)]));
  return installed.map((file) => ({ ...file, findings: local.get(file.path) ?? file.findings }));
}

/** Findings as reports have them. */
export function shown(findings: readonly { readonly code: string }[]): readonly ShownFinding[] {
  return v.parse(FindingListSchema, findings);
}
