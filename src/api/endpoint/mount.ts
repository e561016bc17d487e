import { refuse } from '../../problem/problem.ts';
import type { ApiEnv } from '../api-env.ts';
import type { App } from '../app.ts';
import { isOpenPath } from '../auth/open-paths.ts';
import { requireScope } from '../auth/principal.ts';
import { guarded } from '../registry-guard.ts';
import type { Endpoint } from './endpoint.ts';

/** Puts the endpoints on the router; a known path with another method answers 405 and tells the known ones. */
export function mount(app: App, env: ApiEnv, endpoints: readonly Endpoint[]): void {
  for (const [path, group] of byPath(endpoints)) {
    const route = path.replace(/\{(\w+)\}/g, ':$1');
    for (const { method, scope, run } of group) {
      requireAgreement(path, scope);
      app.on(method, route, (c) => {
        c.set('route', path);
        const principal = c.get('principal');
        if (scope !== 'open') {
          requireScope(principal, scope);
        }
        return run({
          env,
          db: guarded(env.database()),
          principal,
          requestId: c.get('requestId'),
          params: c.req.param(),
          request: c.req.raw,
        });
      });
    }
    app.all(route, (c) => {
      c.header('Allow', allowed(group));
      return refuse('method_not_allowed', `${c.req.method} is not known here`);
    });
  }
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

/** Fixed segments before parameters, because the router takes the first route that fits. */
function byPath(endpoints: readonly Endpoint[]): readonly (readonly [string, readonly Endpoint[]])[] {
  const groups = Map.groupBy(endpoints, ({ path }) => path);
  const rank = (path: string) => path.replaceAll('{', '\uffff');
  return [...groups].sort(([a], [b]) => (rank(a) < rank(b) ? -1 : 1));
}
