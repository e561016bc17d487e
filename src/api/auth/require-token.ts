import { refuse } from '../../problem/problem.ts';
import type { ApiEnv } from '../api-env.ts';
import type { AppMiddleware } from '../app.ts';
import { identify, identifyHash } from './identify.ts';
import { isOpenPath } from './open-paths.ts';
import { requireOwnOrigin } from './own-origin.ts';
import { ANYONE, type Principal } from './principal.ts';
import { openSession } from './session.ts';
import { sessionCookieOf } from './session-cookie.ts';
import { byTicket, ticketOf } from './ticket.ts';

/**
 * Closes the whole server: nothing below the root is reached without a token, known path or not, except for the
 * open list. So a route that nobody thought about is a closed one.
 */
export function requireToken(env: ApiEnv): AppMiddleware {
  return async (c, next) => {
    c.set('principal', isOpenPath(c.req.path) ? ANYONE : await authenticate(env, c.req.raw));
    await next();
  };
}

async function authenticate(env: ApiEnv, request: Request): Promise<Principal> {
  const header = request.headers.get('authorization');
  const ticket = header === null ? ticketOf(request) : undefined;
  if (ticket !== undefined) {
    return byTicket(env, request, ticket);
  }
  const cookie = header === null ? sessionCookieOf(request.headers, env.settings) : undefined;
  if (cookie !== undefined) {
    return bySession(env, request, cookie);
  }
  const token = /^Bearer +(\S+)$/i.exec(header ?? '')?.[1];
  if (token === undefined) {
    return refuse('unauthorized', 'send the token as `Authorization: Bearer …`');
  }
  return (await identify(env, token)) ?? refuse('unauthorized', 'the token is not known here, or has expired');
}

const SAFE: readonly string[] = ['GET', 'HEAD', 'OPTIONS'];

/** A browser sends the cookie whoever made it do so; what changes something must come from our own pages. */
async function bySession(env: ApiEnv, request: Request, cookie: string): Promise<Principal> {
  const hash = await openSession(env.settings, cookie, env.clock.now());
  const principal = hash === undefined ? undefined : await identifyHash(env, hash);
  if (principal === undefined) {
    return refuse('unauthorized', 'the session has ended');
  }
  if (!SAFE.includes(request.method) || request.headers.has('upgrade')) {
    requireOwnOrigin(request, env.settings);
  }
  return principal;
}
