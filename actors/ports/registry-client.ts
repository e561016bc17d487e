import { createClient } from '@libsql/client/web';
import type { Database } from '../../src/registry/database.ts';
import type { Env } from '../env.ts';

/**
 * The registry over HTTP. A client holds no connection between requests, so one per isolate and URL will do.
 * @throws Error when the deployment names no registry
 */
export function registryOf(env: Env): Database {
  const { LIBSQL_URL: url, LIBSQL_AUTH_TOKEN: authToken } = env;
  if (url === undefined) {
    throw new Error('LIBSQL_URL is not set');
  }
  return createClient({ url, ...(authToken === undefined ? {} : { authToken }) });
}
