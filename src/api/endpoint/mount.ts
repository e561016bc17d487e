import { refuse } from '../../problem/problem.ts';
import type { ApiEnv } from '../api-env.ts';
import type { App, AppContext } from '../app.ts';
import { isOpenPath } from '../auth/open-paths.ts';
import { requireScope } from '../auth/principal.ts';
import { guarded } from '../registry-guard.ts';
import type { Endpoint } from './endpoint.ts';

/**
 * Puts the endpoints on the router; a known path with another method answers 405 and tells the known ones.
 * The fast router of Hono refuses `/a/b` beside `/a/:x`, so the route with the parameter tells the two apart.
 */
export function mount(app: App, env: ApiEnv, endpoints: readonly Endpoint[]): void {
  const groups = Map.groupBy(endpoints, ({ path }) => path);
  for (const { path, scope } of endpoints) {
    requireAgreement(path, scope);
  }
  const open = new Set([...groups.keys()].filter((path) => path.endsWith('}')).map(withoutLast));
  for (const [path, group] of groups) {
    if (path.includes('{') || !open.has(withoutLast(path))) {
      app.all(path.replace(/\{(\w+)\}/g, ':$1'), (c) => answer(c, env, groups.get(c.req.path) ?? group));
    }
  }
}

function withoutLast(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}

function answer(c: AppContext, env: ApiEnv, group: readonly Endpoint[]): Promise<Response> {
  const { method } = c.req;
  const found = group.find((each) => each.method === (method === 'HEAD' ? 'GET' : method));
  if (found === undefined) {
    c.header('Allow', allowed(group));
    return refuse('method_not_allowed', `${method} is not known here`);
  }
  c.set('route', found.path);
  const principal = c.get('principal');
  if (found.scope !== 'open') {
    requireScope(principal, found.scope);
  }
  return found.run({
    ...{ env, db: guarded(env.database()), principal, requestId: c.get('requestId') },
    ...{ params: c.req.param(), request: c.req.raw },
  });
}

/** An endpoint cannot open itself: the open list decides, and both must say the same. */
function requireAgreement(path: string, scope: Endpoint['scope']): void {
  if ((scope === 'open') !== isOpenPath(path)) {
    throw new Error(`${path}: the endpoint and the open list disagree`);
  }
}

function allowed(group: readonly Endpoint[]): string {
  return group.flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method])).join(', ');
}
