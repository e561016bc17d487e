import { watch } from 'node:fs';
import { sep } from 'node:path';
import type { ApiConnection } from './api-connection.ts';
import { findPackFolders, pushPacks } from './packs-push.ts';
import { reportPacks } from './packs-report.ts';
import { complain } from './say.ts';

/** Editors write a file in several steps. */
const SETTLE_MS = 150;

/** Pushes a pack again whenever one of its files has changed. @returns the function that ends the watching. */
export function watchPacks(api: ApiConnection, parent: string): () => void {
  const changed = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let pushing = Promise.resolve();
  const push = async () => {
    const folders = await findPackFolders(parent);
    const due = folders.filter((folder) => changed.delete(folder));
    reportPacks(await pushPacks(api, parent, due));
  };
  try {
    const watcher = watch(parent, { recursive: true }, (_event, path) => {
      const [folder] = path?.split(sep) ?? [];
      if (folder !== undefined) {
        changed.add(folder);
        clearTimeout(timer);
        timer = setTimeout(() => {
          pushing = pushing.then(push);
        }, SETTLE_MS);
      }
    });
    watcher.on('error', (error) => complain(`packs are no longer watched: ${error.message}`));
    return () => {
      clearTimeout(timer);
      watcher.close();
    };
  } catch {
    // There is no such folder; nothing in it can change.
    return () => {};
  }
}
