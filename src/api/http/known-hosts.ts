import { refuse } from '../../problem/problem.ts';
import type { ApiSettings } from '../api-env.ts';
import type { AppMiddleware } from '../app.ts';

/**
 * Answers only to the server's own names. A page elsewhere can make its name point to a loopback address, but then
 * the browser sends that name.
 */
export function knownHosts(settings: ApiSettings): AppMiddleware {
  const known = new Set([...settings.hosts, new URL(settings.publicUrl).host].map((host) => host.toLowerCase()));
  return async (c, next) => {
    const host = (c.req.header('host') ?? new URL(c.req.url).host).toLowerCase();
    const name = host.replace(/:\d+$/, '');
    if (!known.has(host) && !known.has(name)) {
      refuse('bad_request', 'this server does not answer to the name in `Host`');
    }
    await next();
  };
}
