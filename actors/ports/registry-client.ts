import { createClient } from '@libsql/client/web';
import type { Database } from '../../src/registry/database.ts';
import type { Env } from '../env.ts';

/** One per isolate: reading its settings costs as much as a request, and it holds no connection between requests. */
const known = new WeakMap<Env, Database>();

/**
 * The registry over HTTP.
 * @throws Error when the deployment names no registry
 */
export function registryOf(env: Env): Database {
  const made = known.get(env) ?? connect(env);
  known.set(env, made);
  return made;
}

function connect({ LIBSQL_URL: url, LIBSQL_AUTH_TOKEN: authToken }: Env): Database {
  if (url === undefined) {
    throw new Error('LIBSQL_URL is not set');
  }
  // A queue of the client would be woken by whichever request ends, which in a Worker must not touch another's.
  const concurrency = Number.MAX_SAFE_INTEGER;
  return createClient({ url, concurrency, ...(authToken === undefined ? {} : { authToken }) });
}
