import { refuse } from '../../problem/problem.ts';
import { sha256 } from '../../registry/content-hash.ts';
import { findToken, touchToken } from '../../registry/tokens.ts';
import type { ApiEnv } from '../api-env.ts';
import type { AppMiddleware } from '../app.ts';
import { TOKEN_PREFIX } from './mint-token.ts';
import { isOpenPath } from './open-paths.ts';
import { ADMIN, ANYONE, type Principal } from './principal.ts';
import { sameText } from './same-text.ts';

/**
 * Closes the whole server: nothing below the root is reached without a token, known path or not, except for the
 * open list. So a route that nobody thought about is a closed one.
 */
export function requireToken(env: ApiEnv): AppMiddleware {
  return async (c, next) => {
    const open = isOpenPath(c.req.path);
    c.set('principal', open ? ANYONE : await authenticate(env, c.req.header('authorization')));
    await next();
  };
}

async function authenticate(env: ApiEnv, header: string | undefined): Promise<Principal> {
  const token = /^Bearer +(\S+)$/i.exec(header ?? '')?.[1];
  if (token === undefined) {
    return refuse('unauthorized', 'send the token as `Authorization: Bearer …`');
  }
  const { adminToken } = env.settings;
  if (adminToken !== '' && (await sameText(token, adminToken))) {
    return ADMIN;
  }
  return (await issuedTo(env, token)) ?? refuse('unauthorized', 'the token is not known here, or has expired');
}

async function issuedTo(env: ApiEnv, token: string): Promise<Principal | undefined> {
  if (!token.startsWith(TOKEN_PREFIX)) {
    return undefined;
  }
  const now = env.clock.now();
  const db = env.database();
  const row = await findToken(db, await sha256(token), now);
  if (row !== undefined) {
    // A note for people; a request does not fail or wait for it.
    env.defer(touchToken(db, row.id, now).catch(() => {}));
  }
  return row && { id: row.id, scopes: row.scopes, packs: row.packs };
}
