import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createClient } from '@libsql/client/web';
import { startHrana } from '../hrana/start-hrana.ts';
import { ensureError } from '../problem/problem.ts';
import { type Migration, migrate } from '../registry/migrate.ts';
import { FriendlyError, say } from './say.ts';
import { ROOT, type Settings } from './settings.ts';

/** The registry that this server uses: where it is, and how to get in. */
export interface RunningRegistry {
  readonly url: string;
  readonly authToken: string | undefined;
  close(): Promise<void>;
}

const REACH_MS = 10_000;

/**
 * Starts the embedded registry, or takes the one that LIBSQL_URL names, and brings its schema up to date.
 * @throws FriendlyError when it cannot be reached or belongs to another release.
 */
export async function openRegistry(settings: Settings): Promise<RunningRegistry> {
  const registry = await provideRegistry(settings);
  try {
    await bringUpToDate(registry);
    return registry;
  } catch (error) {
    await registry.close();
    throw error;
  }
}

async function provideRegistry({ home, environment }: Settings): Promise<RunningRegistry> {
  if (environment.LIBSQL_URL !== undefined) {
    say('registry', environment.LIBSQL_URL.replace(/\/\/[^/@]*@/, '//'));
    return { url: environment.LIBSQL_URL, authToken: environment.LIBSQL_AUTH_TOKEN, close: async () => {} };
  }
  const path = join(home, 'registry.db');
  const server = await startHrana({ path, token: randomBytes(32).toString('base64url') });
  say('registry', `${path} (embedded)`);
  return { url: server.url, authToken: server.token, close: () => server.close() };
}

/**
 * Applies the migrations that a registry has not seen.
 * @throws FriendlyError when it cannot be reached or belongs to another release.
 */
export async function bringUpToDate({ url, authToken }: Pick<RunningRegistry, 'url' | 'authToken'>): Promise<void> {
  const db = createClient({ url, ...(authToken === undefined ? {} : { authToken }), fetch: patientFetch });
  try {
    await db.execute('SELECT 1');
  } catch (error) {
    const reason = ensureError(error).message;
    throw new FriendlyError(
      `the registry at LIBSQL_URL cannot be reached (${reason}); check the URL and LIBSQL_AUTH_TOKEN`,
    );
  }
  const applied = await migrate(db, await readMigrations(), Date.now()).catch((error: unknown) => {
    const { message, cause } = ensureError(error);
    throw new FriendlyError(cause === undefined ? message : `${message}: ${ensureError(cause).message}`);
  });
  db.close();
  if (applied.length > 0) {
    say('migrated', applied.join(', '));
  }
}

/** An address that swallows packets must not hold up the start. */
function patientFetch(request: Request): Promise<Response> {
  return fetch(request, { signal: AbortSignal.timeout(REACH_MS) });
}

/** The numbered files of `migrations/`. */
export async function readMigrations(): Promise<readonly Migration[]> {
  const folder = join(ROOT, 'migrations');
  const names = (await readdir(folder)).filter((name) => /^\d{4}_.*\.sql$/.test(name));
  return Promise.all(names.map(async (name) => ({ name, sql: await readFile(join(folder, name), 'utf8') })));
}
