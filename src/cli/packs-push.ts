import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import type { PackFile } from '../pack/file-source.ts';
import { loadPack } from '../pack/load-pack.ts';
import type { PackManifest } from '../pack/manifest.ts';
import { ensureError } from '../problem/problem.ts';
import { LIMITS } from '../value/limits.ts';
import { type ApiConnection, callApi, FindingListSchema, RefusedError, type ShownFinding } from './api-connection.ts';
import { folderSource } from './folder-source.ts';

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
  /** Undefined: it was pushed. */
  readonly refusal?: string;
  /** Of the manifest. */
  readonly findings: readonly ShownFinding[];
  readonly files: readonly PushedFile[];
  readonly milliseconds: number;
}

const FilesSchema = v.array(v.object({ path: v.string(), outcome: v.string(), findings: FindingListSchema }));
const InstalledSchema = v.object({ data: v.object({ files: FilesSchema }) });
const BegunSchema = v.object({ data: v.object({ id: v.string() }) });

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

/**
 * Pushes packs to a server. One that cannot be read or is refused does not keep the others back. A pack may use what
 * a later one brings, so those with errors are pushed again at the end.
 */
export async function pushPacks(
  api: ApiConnection,
  parent: string,
  folders: readonly string[],
): Promise<readonly PushReport[]> {
  const reports = new Map<string, PushReport>();
  for (const folder of folders) {
    reports.set(folder, await pushPack(api, parent, folder));
  }
  const failed = [...reports.values()].filter(hasUnknownRefs).map(({ folder }) => folder);
  for (const folder of folders.length > 1 ? failed : []) {
    const again = await pushPack(api, parent, folder);
    reports.set(folder, mergeRounds(reports.get(folder) ?? again, again));
  }
  return [...reports.values()];
}

function hasUnknownRefs({ files }: PushReport): boolean {
  return files.some(({ findings }) => findings.some(({ code }) => code === 'unknown_action'));
}

/** What the first round did is not undone by the second one finding it done. */
function mergeRounds(first: PushReport, second: PushReport): PushReport {
  const before = new Map(first.files.map(({ path, outcome }) => [path, outcome]));
  const files = second.files.map((file) =>
    file.outcome === 'unchanged' ? { ...file, outcome: before.get(file.path) ?? file.outcome } : file,
  );
  return { ...second, files, milliseconds: first.milliseconds + second.milliseconds };
}

async function pushPack(api: ApiConnection, parent: string, folder: string): Promise<PushReport> {
  const start = performance.now();
  const report = await readAndSend(api, parent, folder).catch((error: unknown) => ({
    refusal: ensureError(error).message,
    findings: error instanceof RefusedError ? error.findings : [],
    files: [],
  }));
  return { ...report, folder, milliseconds: Math.round(performance.now() - start) };
}

type Outcome = Pick<PushReport, 'findings' | 'files'> & { readonly refusal?: string };

async function readAndSend(api: ApiConnection, parent: string, folder: string): Promise<Outcome> {
  const { manifest, findings, files } = await loadPack(folderSource(join(parent, folder)), {
    validate: false,
  });
  if (manifest === null) {
    return { refusal: 'its manifest has errors', findings: shown(findings), files: [] };
  }
  const refused = files.filter((file) => file.findings.some(({ severity }) => severity === 'error'));
  // Sent empty, so that the server lists them as invalid instead of taking them for deleted.
  const contents = files.map(({ path, source }) => ({ path, content: source }));
  const installed = await send(api, manifest, contents);
  const local = new Map(refused.map((file) => [file.path, shown(file.findings)]));
  return {
    findings: shown(findings),
    files: installed.map((file) => ({ ...file, findings: local.get(file.path) ?? file.findings })),
  };
}

function shown(findings: readonly { readonly code: string }[]): readonly ShownFinding[] {
  return v.parse(FindingListSchema, findings);
}

/** In one request when it fits, else in parts that are seen together at the end. */
async function send(
  api: ApiConnection,
  manifest: PackManifest,
  files: readonly PackFile[],
): Promise<v.InferOutput<typeof FilesSchema>> {
  const path = `/packs/${encodeURIComponent(manifest.ref)}`;
  const parts = splitFiles(files);
  if (parts.length <= 1) {
    return (await callApi(api, 'PUT', path, { manifest, files: wire(files) }, InstalledSchema)).data.files;
  }
  const { data } = await callApi(api, 'POST', `${path}/installs`, { manifest }, BegunSchema);
  const install = `${path}/installs/${encodeURIComponent(data.id)}`;
  for (const part of parts) {
    await callApi(api, 'PUT', `${install}/files`, { files: wire(part) }, v.unknown());
  }
  return (await callApi(api, 'POST', `${install}/commit`, {}, InstalledSchema)).data.files;
}

function wire(files: readonly PackFile[]): { path: string; content: string }[] {
  return files.map(({ path, content }) => ({ path, content }));
}

/** Requests stay below the server's limits on files and bytes, with room for the manifest and JSON's escapes. */
export function splitFiles(files: readonly PackFile[]): readonly (readonly PackFile[])[] {
  const most = LIMITS.packRequestBytes * 0.75;
  const parts: PackFile[][] = [];
  let room = 0;
  for (const file of files) {
    const size = Buffer.byteLength(JSON.stringify(file)) + 1;
    const last = parts.at(-1);
    if (last === undefined || size > room || last.length >= LIMITS.packRequestFiles) {
      parts.push([file]);
      room = most - size;
    } else {
      last.push(file);
      room -= size;
    }
  }
  return parts;
}
