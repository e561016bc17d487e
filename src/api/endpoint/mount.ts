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
  for (const [path, group] of groups) {
    if ([...groups.keys()].some((other) => other !== path && matches(other, path))) {
      continue;
    }
    const fixed = new Map([...groups].filter(([other]) => other !== path && matches(path, other)));
    app.all(path.replace(/\{(\w+)\}/g, ':$1'), (c) => answer(c, env, fixed.get(c.req.path) ?? group));
  }
}

/** Whether requests to a path without parameters fit this path too. */
function matches(path: string, fixed: string): boolean {
  const pattern = path.replace(/\{\w+\}/g, '[^/]+');
  return !fixed.includes('{') && new RegExp(`^${pattern}$`).test(fixed);
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
