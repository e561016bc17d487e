import { stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { ensureError } from '../problem/problem.ts';
import type { ApiConnection } from './api-connection.ts';
import { findPackFolders, type Owners, pushPacks } from './packs-push.ts';
import { reportPacks } from './packs-report.ts';
import { removePack } from './packs-send.ts';
import { complain, say } from './say.ts';
import { watchFolders } from './watch-folders.ts';

/** Editors write a file in several steps. */
const SETTLE_MS = 120;
/** Longer than this nothing waits, however many changes follow each other. */
const PATIENCE_MS = 1_000;

/**
 * Pushes a pack again whenever one of its files has changed, and unregisters it when its folder goes.
 * @param owners the packs that were pushed from the folder so far.
 * @returns the function that ends the watching.
 */
export function watchPacks(api: ApiConnection, parent: string, owners: Owners): () => void {
  const changed = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let since = 0;
  let pushing = Promise.resolve();
  const push = () => {
    const due = [...changed];
    changed.clear();
    pushing = pushing
      .then(() => reload(api, parent, due, owners))
      .catch((error: unknown) => complain(`packs could not be reloaded: ${ensureError(error).message}`));
  };
  try {
    const onChange = (path: string) => {
      const [folder = ''] = path.split(sep);
      if (folder !== '') {
        since = changed.size === 0 ? Date.now() : since;
        changed.add(folder);
        clearTimeout(timer);
        timer = setTimeout(push, Math.max(0, Math.min(SETTLE_MS, since + PATIENCE_MS - Date.now())));
      }
    };
    const onError = (error: Error) => complain(`packs are no longer watched: ${error.message}`);
    const unwatch = watchFolders(parent, { onChange, onError });
    return () => {
      clearTimeout(timer);
      unwatch();
    };
  } catch {
    // There is no such folder; nothing in it can change.
    return () => {};
  }
}

/** Makes the registry follow the folders that have changed. */
async function reload(api: ApiConnection, parent: string, changed: readonly string[], owners: Owners): Promise<void> {
  const folders = await findPackFolders(parent);
  const left = new Set([...owners].filter(([, { folder }]) => !folders.includes(folder)).map(([ref]) => ref));
  // A folder with another name may have the pack now.
  for (const ref of left) {
    owners.delete(ref);
  }
  // One that was refused because of the other may now be the only one.
  const due = left.size > 0 ? folders : changed.filter((folder) => folders.includes(folder));
  const reports = await pushPacks(api, parent, due, owners);
  reportPacks(reports);
  for (const { folder, ref } of reports) {
    for (const [other] of [...owners].filter(
      ([name, owner]) => owner.folder === folder && ref !== undefined && name !== ref,
    )) {
      owners.delete(other);
      left.add(other);
    }
  }
  // The whole of it away is more likely an accident, or a branch being checked out, than a wish.
  const there = await stat(parent).catch(() => undefined);
  for (const ref of there?.isDirectory() ? left : []) {
    if (!owners.has(ref)) {
      await removePack(api, ref);
      say('pack', `${ref}: removed, no folder of ${join(parent, sep)} has it any more`);
    }
  }
}
