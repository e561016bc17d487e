import { Hono } from 'hono';
import { ProblemError } from '../problem/problem.ts';
import type { ApiEnv } from './api-env.ts';
import type { App, AppTypes } from './app.ts';
import { requireToken } from './auth/require-token.ts';
import { mount } from './endpoint/mount.ts';
import { knownHosts } from './http/known-hosts.ts';
import { problemResponse } from './http/problem-response.ts';
import { requestIds } from './http/request-id.ts';
import { countRequests } from './metrics/request-counts.ts';
import { documentation } from './routes/documentation.ts';
import { ENDPOINTS } from './routes/endpoints.ts';

/**
 * The HTTP edge as one application. It knows no platform: whatever it needs comes with the environment.
 *
 * ```ts
 * const api = createApi({ database, directory, settings, clock, random, defer });
 * export default { fetch: api.fetch };
 * ```
 */
export function createApi(env: ApiEnv): App {
  const app = new Hono<AppTypes>();
  app.onError((error, c) => problemResponse(c, error, env.settings));
  app.notFound((c) => problemResponse(c, nowhere(), env.settings));
  app.use(countRequests(env), requestIds(env), knownHosts(env.settings), requireToken(env));
  mount(app, env, [...ENDPOINTS, ...documentation(ENDPOINTS)]);
  return app;
}

function nowhere(): ProblemError {
  return new ProblemError({ code: 'not_found', detail: 'no such path' });
}
