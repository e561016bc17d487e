import type { Dirent, Stats } from 'node:fs';
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { FileSource, SourceFile } from '../pack/file-source.ts';

/** Deeper folders are not looked at. */
const DEEPEST = 32;

/**
 * The files of a pack's folder. Hidden files and `node_modules` are left out; a link counts only when it leads to a
 * file of the same pack.
 */
export function folderSource(folder: string): FileSource {
  return {
    list: async () => walk(await realpath(folder), '', DEEPEST),
    read: async (path) => {
      const root = await realpath(folder);
      const target = await realpath(join(root, path));
      if (!isInside(root, target)) {
        throw new Error('it leads out of the pack');
      }
      return decode(await readFile(target));
    },
  };
}

async function walk(root: string, below: string, depth: number): Promise<readonly SourceFile[]> {
  const entries = await readdir(join(root, below), { withFileTypes: true });
  const visible = entries.filter(({ name }) => !name.startsWith('.') && name !== 'node_modules');
  const found = await Promise.all(visible.map((entry) => visit(root, below, entry, depth)));
  return found.flat();
}

async function visit(root: string, below: string, entry: Dirent, depth: number): Promise<readonly SourceFile[]> {
  const path = below === '' ? entry.name : `${below}/${entry.name}`;
  if (entry.isDirectory()) {
    return depth > 0 ? walk(root, path, depth - 1) : [];
  }
  if (entry.isSymbolicLink()) {
    return [await link(root, path)];
  }
  return entry.isFile() ? [sized(path, await stat(join(root, path)))] : [];
}

async function link(root: string, path: string): Promise<SourceFile> {
  try {
    const target = await realpath(join(root, path));
    if (!isInside(root, target)) {
      return { path, bytes: 0, refused: 'it is a link that leads out of the pack' };
    }
    const info = await stat(target);
    return info.isFile() ? sized(path, info) : { path, bytes: 0, refused: 'links to folders are not followed' };
  } catch {
    return { path, bytes: 0, refused: 'it is a link that leads nowhere' };
  }
}

function sized(path: string, { size, mtimeMs }: Stats): SourceFile {
  return { path, bytes: size, changed: mtimeMs };
}

function isInside(root: string, target: string): boolean {
  const path = relative(root, target);
  return path !== '' && path !== '..' && !path.startsWith(`..${sep}`);
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch {
    throw new Error('it is not UTF-8 text');
  }
}
