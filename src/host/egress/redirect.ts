/** What is sent at one hop. */
export interface Hop {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

/** Where a redirect leads; undefined when the answer is none. */
export function locationOf(status: number, headers: Headers): string | undefined {
  return [301, 302, 303, 307, 308].includes(status) ? (headers.get('location') ?? undefined) : undefined;
}

/**
 * The next hop of a redirect, as browsers go: 303 asks with GET, and so does 301 or 302 after a POST; 307 and 308 send
 * the same again. Another origin does not get the credentials.
 */
export function nextHop(hop: Hop, status: number, url: URL): Hop {
  const sameOrigin = url.origin === hop.url.origin;
  const asGet =
    (status === 303 && hop.method !== 'GET' && hop.method !== 'HEAD') ||
    ((status === 301 || status === 302) && hop.method === 'POST');
  const headers = Object.entries(hop.headers).filter(
    ([name]) => (sameOrigin || !isCredential(name)) && !(asGet && /^content-/i.test(name)),
  );
  return {
    url,
    method: asGet ? 'GET' : hop.method,
    headers: Object.fromEntries(headers),
    body: asGet ? null : hop.body,
  };
}

/** Any header can carry a secret; those that say so by their name stay at the origin they were meant for. */
function isCredential(name: string): boolean {
  return !/^idempotency-key$/i.test(name) && /auth|cookie|token|secret|key|session|signature|passw/i.test(name);
}
