import { ensureError, PROBLEMS, type Problem, ProblemError } from '../../problem/problem.ts';
import { Journal } from '../../telemetry/journal.ts';
import type { ApiSettings } from '../api-env.ts';
import type { AppContext } from '../app.ts';

/** The only place that turns what was thrown into an answer (RFC 9457). */
export function problemResponse(c: AppContext, thrown: unknown, settings: ApiSettings): Response {
  const problem = problemOf(thrown);
  const [status, title] = PROBLEMS[problem.code];
  if (status === 500) {
    logFailure(settings, c.get('requestId'), thrown);
  }
  // What is signed has its proof in itself; a token would not help.
  if (problem.code === 'unauthorized') {
    c.header('WWW-Authenticate', 'Bearer realm="ostinato"');
  }
  if (problem.retryAfter !== undefined) {
    c.header('Retry-After', String(Math.max(1, Math.ceil(problem.retryAfter))));
  }
  const body = {
    type: `${settings.publicUrl}/docs#${problem.code}`,
    title,
    status,
    detail: problem.detail,
    code: problem.code,
    instance: c.req.path,
    request_id: c.get('requestId'),
    ...(problem.findings === undefined ? {} : { findings: problem.findings }),
  };
  return c.body(JSON.stringify(body), status, { 'Content-Type': 'application/problem+json' });
}

/** What goes wrong inside is told to the log alone. */
export function logFailure({ log }: ApiSettings, requestId: string, thrown: unknown): void {
  new Journal(log ?? 'errors', console, () => Date.now()).failed(requestId, ensureError(thrown));
}

/** What was thrown, as a problem that may be shown. */
export function problemOf(thrown: unknown): Problem {
  if (thrown instanceof ProblemError) {
    return thrown.problem;
  }
  if (isPassing(ensureError(thrown))) {
    return { code: 'unavailable', detail: 'a part of the service is away for a moment', retryAfter: 1 };
  }
  return { code: 'internal', detail: 'an error of the server; its log has it under the request id' };
}

/** Calls to objects that are moved, restarted or overloaded say so on the error. */
function isPassing(error: Error & { readonly retryable?: unknown; readonly overloaded?: unknown }): boolean {
  return error.retryable === true || error.overloaded === true;
}
