import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ensureError } from '../problem/problem.ts';
import { bundlePack } from './packs-bundle.ts';

/** The folder of packs as the Worker of this machine can reach it. */
export interface BundleServer {
  readonly url: string;
  readonly token: string;
  close(): Promise<void>;
}

/** Serves the packs of a folder on the loopback interface, each as it is when it is asked for. */
export async function startBundleServer(parent: string): Promise<BundleServer> {
  const token = randomBytes(32).toString('base64url');
  const server = createServer((request, response) => {
    answer(request, parent, token)
      .catch((thrown: unknown) => [500, ensureError(thrown).message] as const)
      .then(([status, text]) => response.writeHead(status, { 'Content-Type': 'application/json' }).end(text));
  });
  // Closing an idle connection races with the client's next request on it, which then fails.
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    token,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  { method, url = '/', headers }: IncomingMessage,
  parent: string,
  token: string,
): Promise<readonly [number, string]> {
  if (!isSame(headers.authorization ?? '', `Bearer ${token}`)) {
    return [401, 'a valid bearer token is needed'];
  }
  return method === 'GET' ? [200, await bundlePack(parent, decodeURIComponent(url.slice(1)))] : [405, 'only GET'];
}

function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
