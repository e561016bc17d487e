import { ulid } from '../../value/ulid.ts';
import type { ApiEnv } from '../api-env.ts';
import type { AppMiddleware } from '../app.ts';

const FOREIGN_ID = /^[A-Za-z0-9._-]{1,64}$/;

/**
 * Names every request, or takes the name that a proxy gave it, and puts on every answer what holds for all of
 * them: answers belong to one caller, are checked again before use, and are never guessed to be of another type.
 */
export function requestIds(env: ApiEnv): AppMiddleware {
  return async (c, next) => {
    const given = c.req.header('x-request-id');
    const id = given !== undefined && FOREIGN_ID.test(given) ? given : ulid(env.clock.now(), env.random(10));
    c.set('requestId', id);
    await next();
    c.header('X-Request-Id', id);
    c.header('X-Content-Type-Options', 'nosniff');
    if (!c.res.headers.has('cache-control')) {
      c.header('Cache-Control', 'private, no-cache');
    }
  };
}
