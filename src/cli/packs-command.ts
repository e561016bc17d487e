import { basename, dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureError } from '../problem/problem.ts';
import { BUNDLE, isFine, writeBundle } from './packs-bundle.ts';
import { findPackFolders, type PushReport, pushPacks } from './packs-push.ts';
import { reportPacks } from './packs-report.ts';
import { FriendlyError } from './say.ts';
import { ROOT } from './settings.ts';

export const PACKS_HELP = `usage: ostinato packs push [FOLDER …]
       ostinato packs bundle [FOLDER] [--out FILE]

push    installs packs on a running server; without folders, all of OSTINATO_PACKS (packs)
  OSTINATO_URL          http://localhost:8787
  OSTINATO_TOKEN        a token with the scope write

bundle  writes all packs of a folder (OSTINATO_PACKS) to one file (dist/packs.json), which goes along with the
        Worker when it is deployed: POST /api/v1/packs/{pack}/sync installs a pack from there
`;

/**
 * `ostinato packs push` and `ostinato packs bundle`.
 * @returns 1 when a pack was refused or one of its files is invalid.
 */
export function packsCommand([verb, ...args]: readonly string[]): Promise<number> {
  switch (verb) {
    case 'push':
      return push(args);
    case 'bundle':
      return bundle(args);
    default:
      throw new FriendlyError(PACKS_HELP);
  }
}

async function bundle(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments(args);
  const [folder = process.env.OSTINATO_PACKS || 'packs', ...more] = positionals;
  if (more.length > 0) {
    throw new FriendlyError(PACKS_HELP);
  }
  const out = values.out === undefined ? join(ROOT, BUNDLE) : resolve(values.out);
  return (await writeBundle(resolve(folder), out)) ? 0 : 1;
}

function readArguments(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: { out: { type: 'string' } }, allowPositionals: true });
  } catch (error) {
    throw new FriendlyError(`${ensureError(error).message}\n${PACKS_HELP}`);
  }
}

async function push(folders: readonly string[]): Promise<number> {
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
