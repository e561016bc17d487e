import type { Json } from '../../value/json.ts';

/** What `core.respond` has said. */
interface Said {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Json;
}

/**
 * Headers that are not a workflow's to set: those of the connection, and those that would let it speak for the whole
 * server to a browser (cookies, policies, what other origins may read).
 */
const OURS =
  /^(?:connection|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade|content-length|content-encoding|date|server|host|set-cookie2?|clear-site-data|strict-transport-security|service-worker-allowed|content-security-policy.*|x-content-type-options|x-frame-options|x-request-id|preference-applied|idempotency-replayed|access-control-.*|cross-origin-.*|origin-agent-cluster|permissions-policy|report-to|reporting-endpoints|nel|alt-svc|refresh)$/i;

/** Statuses whose answers have no body. */
const BODILESS: ReadonlySet<number> = new Set([204, 205, 304]);

/** The answer as the workflow gave it: text as it is, any other value as JSON. */
export function rawResponse(text: string): Response {
  const { status, headers: given, body } = JSON.parse(text) as Said;
  const kept = Object.entries(given).filter(([name]) => !OURS.test(name));
  const headers = new Headers(kept);
  const content = BODILESS.has(status) || body === null ? null : typeof body === 'string' ? body : JSON.stringify(body);
  if (content !== null && !headers.has('content-type')) {
    headers.set('content-type', typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json');
  }
  // A page among these is shown apart from our own origin, with nothing of what a session may do.
  headers.set('content-security-policy', "sandbox; default-src 'none'");
  headers.set('x-content-type-options', 'nosniff');
  return new Response(content, { status, headers });
}
