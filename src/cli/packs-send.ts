import * as v from 'valibot';
import { mapBounded } from '../pack/bounded.ts';
import type { PackFile } from '../pack/file-source.ts';
import type { PackManifest } from '../pack/manifest.ts';
import { LIMITS } from '../value/limits.ts';
import { type ApiConnection, callApi, FindingListSchema, RefusedError } from './api-connection.ts';

const FilesSchema = v.array(v.object({ path: v.string(), outcome: v.string(), findings: FindingListSchema }));
/** A server that names no release is given whole packs. */
const InstalledSchema = v.object({ data: v.object({ release: v.optional(v.string()), files: FilesSchema }) });
const BegunSchema = v.object({ data: v.object({ id: v.string() }) });

/** Parts under way at once: one is compiled while another one is written. */
const PARALLEL = 3;

/** What the server did with the files, as which release of the pack. */
export type Installed = v.InferOutput<typeof InstalledSchema>['data'];

/** In one request when it fits, else in parts that are seen together at the end. */
export async function sendPack(
  api: ApiConnection,
  manifest: PackManifest,
  files: readonly PackFile[],
): Promise<Installed> {
  const path = `/packs/${encodeURIComponent(manifest.ref)}`;
  const parts = splitFiles(files);
  if (parts.length <= 1) {
    return (await callApi(api, 'PUT', path, { manifest, files: wire(files) }, InstalledSchema)).data;
  }
  const { data } = await callApi(api, 'POST', `${path}/installs`, { manifest }, BegunSchema);
  const install = `${path}/installs/${encodeURIComponent(data.id)}`;
  await mapBounded(parts, PARALLEL, (part) =>
    callApi(api, 'PUT', `${install}/files`, { files: wire(part) }, v.unknown()),
  );
  return (await callApi(api, 'POST', `${install}/commit`, {}, InstalledSchema)).data;
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

/**
 * Changes files of a pack whose release is known.
 * @returns undefined when it is not as it was, or there is too much for one request: then the whole pack is to be sent.
 */
export async function sendChanges(
  api: ApiConnection,
  { ref, release }: { readonly ref: string; readonly release: string },
  files: readonly PackFile[],
  removed: readonly string[],
): Promise<Installed | undefined> {
  if (splitFiles(files).length > 1 || removed.length > LIMITS.packRequestFiles) {
    return undefined;
  }
  const body = { release, files: wire(files), removed: [...removed] };
  try {
    return (await callApi(api, 'PATCH', `/packs/${encodeURIComponent(ref)}`, body, InstalledSchema)).data;
  } catch (error) {
    if (error instanceof RefusedError && (error.status === 404 || error.status === 409)) {
      return undefined;
    }
    throw error;
  }
}

/** Unregisters a pack; one that is not there is fine. */
export async function removePack(api: ApiConnection, ref: string): Promise<void> {
  try {
    await callApi(api, 'DELETE', `/packs/${encodeURIComponent(ref)}`, undefined, v.unknown());
  } catch (error) {
    if (!(error instanceof RefusedError && error.status === 404)) {
      throw error;
    }
  }
}
