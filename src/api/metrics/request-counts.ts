import type { ApiEnv } from '../api-env.ts';
import type { AppMiddleware } from '../app.ts';

export interface RequestCount {
  readonly method: string;
  /** As the endpoint is described, or `none` for what no endpoint answers. */
  readonly route: string;
  readonly status: number;
  readonly count: number;
}

/** One count for each route and status: there are not more of them than operations times their answers. */
const counts = new WeakMap<ApiEnv, Map<string, RequestCount>>();

const METHODS: readonly string[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** Counts every request by what answered it; the answer does not wait for it. */
export function countRequests(env: ApiEnv): AppMiddleware {
  return async (c, next) => {
    await next();
    const method = METHODS.includes(c.req.method) ? c.req.method : 'other';
    const route = c.get('route') ?? 'none';
    const { status } = c.res;
    const own = counts.get(env) ?? new Map<string, RequestCount>();
    counts.set(env, own);
    const key = `${method} ${route} ${status}`;
    own.set(key, { method, route, status, count: (own.get(key)?.count ?? 0) + 1 });
  };
}

/** The requests that this instance has answered since it began. */
export function requestCounts(env: ApiEnv): readonly RequestCount[] {
  return [...(counts.get(env)?.values() ?? [])];
}
