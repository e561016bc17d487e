import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import { sameText } from '../api/auth/same-text.ts';
import { listenOnLoopback, stopServer } from '../hrana/loopback.ts';
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
  return { url: await listenOnLoopback(server), token, close: () => stopServer(server) };
}

async function answer(
  { method, url = '/', headers }: IncomingMessage,
  parent: string,
  token: string,
): Promise<readonly [number, string]> {
  if (!sameText(headers.authorization ?? '', `Bearer ${token}`)) {
    return [401, 'a valid bearer token is needed'];
  }
  return method === 'GET' ? [200, await bundlePack(parent, decodeURIComponent(url.slice(1)))] : [405, 'only GET'];
}
