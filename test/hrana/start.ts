import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type HranaServer, startHrana } from '../../src/hrana/start-hrana.ts';

export interface TestServer extends HranaServer {
  readonly path: string;
  /** Sends one pipeline as it stands; the answer is not checked. */
  pipeline(body: unknown, headers?: Record<string, string>): Promise<Response>;
}

/** A server on a database of its own, both gone after `dispose`. */
export async function startTestServer(idleMs?: number): Promise<TestServer & { dispose(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'ostinato-hrana-'));
  const path = join(folder, 'home', 'registry.db');
  const server = await startHrana({ path, token: 'test-token', ...(idleMs === undefined ? {} : { idleMs }) });
  return {
    ...server,
    path,
    pipeline: (body, headers = { authorization: 'Bearer test-token' }) =>
      fetch(`${server.url}/v2/pipeline`, { method: 'POST', headers, body: JSON.stringify(body) }),
    dispose: async () => {
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
