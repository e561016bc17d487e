import { basename, dirname, resolve } from 'node:path';
import { findPackFolders, type PushReport, pushPacks } from './packs-push.ts';
import { reportPacks } from './packs-report.ts';
import { FriendlyError } from './say.ts';

export const PACKS_HELP = `usage: ostinato packs push [FOLDER …]

Installs packs on a running server; without folders, all of OSTINATO_PACKS (packs).
  OSTINATO_URL          http://localhost:8787
  OSTINATO_TOKEN        a token with the scope write
`;

/**
 * `ostinato packs push`.
 * @returns 1 when a pack was refused or one of its files is invalid.
 */
export async function packsCommand([verb, ...folders]: readonly string[]): Promise<number> {
  if (verb !== 'push') {
    throw new FriendlyError(PACKS_HELP);
  }
  const {
    OSTINATO_URL: url = 'http://localhost:8787',
    OSTINATO_TOKEN: token,
    OSTINATO_PACKS: all = 'packs',
  } = process.env;
  if (token === undefined || token === '') {
    throw new FriendlyError('OSTINATO_TOKEN is not set; the server prints one when it starts');
  }
  const api = { url: url.replace(/\/+$/, ''), token };
  const reports: PushReport[] = [];
  for (const [parent, names] of await groups(folders, resolve(all))) {
    reports.push(...(await pushPacks(api, parent, names)));
  }
  reportPacks(reports);
  return reports.every(isFine) ? 0 : 1;
}

/** Folders by the folder they stand in. */
async function groups(folders: readonly string[], all: string): Promise<ReadonlyMap<string, readonly string[]>> {
  if (folders.length === 0) {
    return new Map([[all, await findPackFolders(all)]]);
  }
  const paths = folders.map((folder) => resolve(folder));
  const byParent = Map.groupBy(paths, (path) => dirname(path));
  return new Map([...byParent].map(([parent, below]) => [parent, below.map((path) => basename(path))]));
}

function isFine({ refusal, files }: PushReport): boolean {
  return refusal === undefined && files.every(({ outcome }) => outcome !== 'invalid');
}
