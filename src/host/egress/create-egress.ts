import { LIMITS } from '../../value/limits.ts';
import type { Egress, EgressRequest, EgressResponse } from '../ports.ts';
import { allowList } from './allow-list.ts';
import { type Allowed, checkUrl } from './check-url.ts';
import { EgressFailed } from './egress-error.ts';
import { readText } from './read-text.ts';
import { type Hop, locationOf, nextHop } from './redirect.ts';

export interface EgressOptions {
  /** What is open besides the public internet (`allowList`). */
  readonly allow: readonly string[];
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
}

const MOST_REDIRECTS = 5;

/**
 * The way out: http and https to the public internet, and to what is allowed besides it. Every hop of a redirect is
 * checked like the first one.
 *
 * ```ts
 * const egress = createEgress({ allow: parseAllow('loopback'), fetch: (url, init) => fetch(url, init) });
 * ```
 */
export function createEgress({ allow, fetch }: EgressOptions): Egress {
  const allowed = allowList(allow);
  return {
    async fetch(request) {
      const response = await follow(request, allowed, fetch);
      const body = await readText(response, LIMITS.valueBytes);
      return { status: response.status, headers: headersOf(response), body };
    },
  };
}

async function follow(
  { url, method, headers, body, followRedirects, signal }: EgressRequest,
  allowed: Allowed,
  fetch: EgressOptions['fetch'],
): Promise<Response> {
  let hop: Hop = {
    url: checkUrl(url, allowed),
    method: method.toUpperCase(),
    headers: sendable(headers),
    body,
  };
  for (let hops = 0; ; hops++) {
    const response = await fetch(hop.url.href, {
      method: hop.method,
      headers: hop.headers,
      body: hop.body,
      redirect: 'manual',
      signal,
    });
    const location = followRedirects ? locationOf(response.status, response.headers) : undefined;
    if (location === undefined) {
      return response;
    }
    response.body?.cancel().catch(() => {});
    if (hops === MOST_REDIRECTS) {
      throw new EgressFailed('too_many_redirects', `the answer redirects more than ${MOST_REDIRECTS} times`);
    }
    hop = nextHop(hop, response.status, checkUrl(location, allowed, hop.url.href));
  }
}

/** These belong to the connection, which is not the caller's. */
const OF_THE_CONNECTION =
  /^(?:host|connection|content-length|transfer-encoding|keep-alive|upgrade|te|trailer|expect|proxy-connection)$/i;

function sendable(headers: EgressRequest['headers']): EgressRequest['headers'] {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !OF_THE_CONNECTION.test(name)));
}

/** By lower-case name; what came several times is joined. */
function headersOf({ headers }: Response): EgressResponse['headers'] {
  const result = new Map<string, string>();
  for (const [name, value] of headers) {
    const before = result.get(name);
    result.set(name, before === undefined ? value : `${before}, ${value}`);
  }
  return Object.fromEntries(result);
}
