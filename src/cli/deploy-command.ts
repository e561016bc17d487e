import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { BUNDLE, writeBundle } from './packs-bundle.ts';
import { bringUpToDate } from './registry.ts';
import { FriendlyError, say } from './say.ts';
import { ROOT } from './settings.ts';
import { WRANGLER } from './wrangler.ts';

export const DEPLOY_HELP = `usage: ostinato deploy [ARGUMENT …]

Bundles the packs of OSTINATO_PACKS (packs), brings the registry up to date, and deploys the Worker with both.
Arguments go to \`wrangler deploy\`; with --dry-run nothing leaves this machine.
  LIBSQL_URL            the registry, with LIBSQL_AUTH_TOKEN; the Worker has them as secrets
  CLOUDFLARE_API_TOKEN  and what else wrangler wants
`;

/**
 * `ostinato deploy`: packs, registry, Worker, each only when the one before went well.
 * @returns the exit code.
 */
export async function deployCommand(args: readonly string[]): Promise<number> {
  const rehearsal = args.includes('--dry-run');
  const { LIBSQL_URL: url = '', LIBSQL_AUTH_TOKEN: authToken, OSTINATO_PACKS: packs } = process.env;
  if (!rehearsal && url === '') {
    throw new FriendlyError('LIBSQL_URL is not set; a Worker that is deployed needs a registry that it can reach');
  }
  if (!(await writeBundle(resolve(packs || 'packs'), join(ROOT, BUNDLE)))) {
    throw new FriendlyError('nothing was deployed: packs have errors');
  }
  if (!rehearsal) {
    await bringUpToDate({ url, authToken: authToken || undefined });
    say('registry', 'up to date');
  }
  return wrangler(['deploy', ...args]);
}

function wrangler(args: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, [WRANGLER, ...args], { cwd: ROOT, stdio: 'inherit' });
  return new Promise((done) => {
    child.once('error', (error) => {
      say('wrangler', error.message);
      done(127);
    });
    child.once('exit', (code) => done(code ?? 1));
  });
}
