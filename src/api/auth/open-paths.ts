/**
 * The only paths that answer without a token, whatever their endpoints say. Hooks, callbacks, links to
 * inquiries and sign-ins carry their own proof; the others tell nothing about workflows.
 */
const OPEN_PATHS: readonly RegExp[] = [
  /^\/healthz$/,
  /^\/readyz$/,
  /^\/openapi\.json$/,
  /^\/docs$/,
  /^\/api\/v1\/session$/,
  /^\/hooks\/[^/]+$/,
  /^\/inquiries\/[^/]+$/,
  /^\/callbacks\/[^/]+(?:\/heartbeat)?$/,
];

export function isOpenPath(path: string): boolean {
  return OPEN_PATHS.some((pattern) => pattern.test(path));
}
