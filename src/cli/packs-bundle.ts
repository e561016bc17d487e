import { mkdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { mapBounded } from '../pack/bounded.ts';
import {
  bundled,
  bundleText,
  inspectDefinition,
  type LoadedFile,
  loadPack,
  loadPackManifest,
  type PackManifest,
} from '../pack/index.ts';
import { hasErrors } from '../problem/finding.ts';
import { ensureError } from '../problem/problem.ts';
import { folderSource } from './folder-source.ts';
import { findPackFolders, type PushReport, shown } from './packs-push.ts';
import { reportPacks } from './packs-report.ts';
import { writeWholeFile } from './private-file.ts';
import { FriendlyError, say } from './say.ts';

/** Where a Worker that is deployed has its packs from; `tsconfig.json` names it too. */
export const BUNDLE = join('dist', 'packs.json');

const FOLDERS_AT_ONCE = 4;

interface Bundle {
  readonly text: string;
  readonly reports: readonly PushReport[];
}

/** A folder whose pack goes into the bundle. */
interface ReadFolder {
  readonly folder: string;
  readonly manifest: PackManifest;
  readonly files: readonly LoadedFile[];
  readonly milliseconds: number;
}

/** The packs of a folder as one document, with everything that is to be said about them. */
export async function bundlePacks(parent: string): Promise<Bundle> {
  const packs = new Map<string, ReadFolder>();
  const refused: PushReport[] = [];
  const folders = await findPackFolders(parent);
  for (const read of await mapBounded(folders, FOLDERS_AT_ONCE, (folder) => readFolder(parent, folder))) {
    if (!('manifest' in read)) {
      refused.push(read);
      continue;
    }
    const { ref } = read.manifest;
    const other = packs.get(ref)?.folder;
    if (other === undefined) {
      packs.set(ref, read);
    } else {
      refused.push(refusal(read.folder, `the pack \`${ref}\` is that of the folder ${other}`));
    }
  }
  const all = [...packs.values()];
  const has = callablesOf(all);
  const reports = [...all.map((read) => reportOf(read, has)), ...refused];
  return {
    text: await bundleText(all.map(({ manifest, files }) => bundled(manifest, files))),
    reports: reports.toSorted((a, b) => (a.folder < b.folder ? -1 : 1)),
  };
}

async function readFolder(parent: string, folder: string): Promise<ReadFolder | PushReport> {
  const begin = performance.now();
  try {
    const { manifest, findings, files } = await loadPack(folderSource(join(parent, folder)));
    return manifest === null
      ? { ...refusal(folder, 'its manifest has errors'), findings: shown(findings) }
      : { folder, manifest, files, milliseconds: Math.round(performance.now() - begin) };
  } catch (error) {
    return refusal(folder, ensureError(error).message);
  }
}

function refusal(folder: string, why: string): PushReport {
  return { folder, refusal: why, findings: [], files: [], milliseconds: 0 };
}

/** The bundle of one pack alone, as its folder is now; empty when no folder has it. */
export async function bundlePack(parent: string, ref: string): Promise<string> {
  for (const folder of await findPackFolders(parent)) {
    const source = folderSource(join(parent, folder));
    const { manifest } = await loadPackManifest(source).catch(() => ({ manifest: null }));
    if (manifest?.ref === ref) {
      const { files } = await loadPack(source, { validate: false, manifest });
      return bundleText([bundled(manifest, files)]);
    }
  }
  return bundleText([]);
}

type Has = (ref: string) => boolean;

/** Whether a ref is there. What belongs to none of these packs may be on the server. */
function callablesOf(packs: readonly ReadFolder[]): Has {
  const refs = new Set(packs.map(({ manifest }) => manifest.ref));
  const files = packs.flatMap((pack) => pack.files.filter(isCallable));
  const known = new Set(files.map(({ ref }) => ref));
  return (ref) => known.has(ref) || !refs.has(ref.split('.', 1)[0] ?? ref);
}

function isCallable(file: LoadedFile): boolean {
  return file.kind === 'workflow' ? file.definition !== null : file.kind === 'action' && file.document !== null;
}

function reportOf({ folder, manifest, files, milliseconds }: ReadFolder, has: Has): PushReport {
  const looked = files.map((file) => {
    const analysed = file.kind === 'workflow' && file.definition ? inspectDefinition(file.definition, { has }) : [];
    const findings = [...file.findings, ...analysed];
    return { path: file.path, outcome: hasErrors(findings) ? 'invalid' : 'bundled', findings: shown(findings) };
  });
  return { folder, ref: manifest.ref, findings: [], files: looked, milliseconds };
}

/**
 * Writes the bundle of a folder and tells what is in it.
 * @returns whether nothing is wrong with any of it.
 * @throws FriendlyError when the folder has no packs, or the file cannot be written.
 */
export async function writeBundle(parent: string, out: string): Promise<boolean> {
  const { text, reports } = await bundlePacks(parent);
  if (reports.length === 0) {
    throw new FriendlyError(`there are no packs in ${parent}`);
  }
  try {
    mkdirSync(dirname(out), { recursive: true });
    writeWholeFile(out, text);
  } catch (error) {
    throw new FriendlyError(`${out} cannot be written: ${ensureError(error).message}`);
  }
  reportPacks(reports, { refused: 'left out', empty: 'nothing in it' });
  const count = reports.filter(({ refusal: why }) => why === undefined).length;
  const size = `${Math.ceil(Buffer.byteLength(text) / 1024)} KiB`;
  say('bundle', `${relative(process.cwd(), out) || out}: ${count} ${count === 1 ? 'pack' : 'packs'}, ${size}`);
  return reports.every(isFine);
}

/** Nothing was refused, and no file is invalid. */
export function isFine({ refusal: why, files }: PushReport): boolean {
  return why === undefined && files.every(({ outcome }) => outcome !== 'invalid');
}
