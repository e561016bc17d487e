import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request as an endpoint saw it. */
export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly idempotencyKey: string;
  readonly headers: IncomingMessage['headers'];
  /** As it came. */
  readonly text: string;
  readonly body: unknown;
}

export interface Endpoints {
  readonly url: string;
  /** Everything that was asked, in order. */
  readonly seen: readonly Seen[];
  close(): Promise<void>;
}

type Answer = { readonly status?: number; readonly body: unknown; readonly delay?: number };

/**
 * Real endpoints on loopback for workflows to talk to. Each keeps its count per path, so tests use paths of
 * their own: `/health/<n>/<key>` is healthy at the n-th request, `/flaky/<n>/<key>` answers 503 until then.
 */
export async function startEndpoints(): Promise<Endpoints> {
  const seen: Seen[] = [];
  const counts = new Map<string, number>();
  const server = createServer((request, response) => {
    void handle(request, response, seen, counts, () => `http://127.0.0.1:${port()}`);
  });
  const port = () => (server.address() as AddressInfo).port;
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${port()}`,
    seen,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  seen: Seen[],
  counts: Map<string, number>,
  base: () => string,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(chunk as Buffer);
  }
  const text = Buffer.concat(chunks).toString('utf8');
  const path = request.url ?? '/';
  const count = (counts.get(path) ?? 0) + 1;
  counts.set(path, count);
  const idempotencyKey = String(request.headers['idempotency-key'] ?? '');
  const body = text === '' ? null : parse(text);
  seen.push({ method: request.method ?? '', path, idempotencyKey, headers: request.headers, text, body });
  const { status = 200, body: told, delay = 0 } = answer(path, count, base());
  if (delay > 0) {
    await new Promise((resolve) => setTimeout(resolve, delay));
  }
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(told));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function answer(path: string, count: number, base: string): Answer {
  const [, kind = '', first = '', ...rest] = path.split('/');
  const n = Number(first);
  switch (kind) {
    case 'health':
      return { body: { status: count >= n ? 'healthy' : 'starting' } };
    case 'flaky':
      return count >= n ? { body: { ok: count } } : { status: 503, body: { busy: true } };
    case 'pages': {
      const [total = '1'] = rest;
      const next = n < Number(total) ? `${base}/pages/${n + 1}/${total}` : null;
      return { body: { items: [n * 10, n * 10 + 1], next } };
    }
    case 'slow':
      return { body: { value: 1 }, delay: n };
    case 'values':
      return { body: { value: { a: 1, b: 20, c: 300 }[rest.at(-1) ?? ''] ?? 0 } };
    default:
      return { body: { path, count } };
  }
}
