import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createClient } from '@libsql/client';
import type { ApiEnv, ApiSettings } from '../../../src/api/api-env.ts';
import type { App } from '../../../src/api/app.ts';
import { createApi } from '../../../src/api/create-api.ts';
import type { Database } from '../../../src/registry/database.ts';
import { migrate } from '../../../src/registry/migrate.ts';
import { DEFAULT_LIMITS } from '../../../src/value/limits.ts';
import { Contract } from './contract.ts';
import { MemoryDirectory } from './memory-directory.ts';
import { MemoryTriggers } from './memory-triggers.ts';

export const ADMIN_TOKEN = 'ost_admin-token-of-the-tests';
export const ORIGIN = 'http://localhost:8787';

const SETTINGS: ApiSettings = {
  adminToken: ADMIN_TOKEN,
  callbackKeys: [
    { id: 'k2', secret: 'the newer secret' },
    { id: 'k1', secret: 'the older secret' },
  ],
  publicUrl: ORIGIN,
  limits: DEFAULT_LIMITS,
  hosts: ['localhost'],
};

export interface Sent {
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly json?: unknown;
  readonly yaml?: string;
  readonly body?: BodyInit;
  /** Null: none. */
  readonly token?: string | null;
}

export interface TestApi {
  readonly env: ApiEnv;
  readonly db: Database;
  readonly directory: MemoryDirectory;
  readonly triggers: MemoryTriggers;
  readonly app: App;
  readonly contract: Contract;
  /** Sends a request; the answer is compared with the OpenAPI document. */
  send(method: string, path: string, sent?: Sent): Promise<Response>;
  /** As `send`, to another application over the same registry. */
  sendTo(app: App, method: string, path: string, sent?: Sent): Promise<Response>;
  close(): Promise<void>;
}

/** The API over a registry of its own in a temporary file. */
export async function startApi(settings: Partial<ApiSettings> = {}): Promise<TestApi> {
  const folder = await mkdtemp(join(tmpdir(), 'ostinato-api-'));
  const client = createClient({ url: `file:${join(folder, 'registry.db')}` });
  const directory = new MemoryDirectory();
  const triggers: MemoryTriggers = new MemoryTriggers(() => env);
  let now = Date.UTC(2026, 0, 1);
  const env: ApiEnv = {
    database: () => client,
    directory,
    triggers,
    settings: { ...SETTINGS, ...settings },
    clock: { now: () => now++ },
    random: (bytes) => crypto.getRandomValues(new Uint8Array(bytes)),
    defer: (work) => void work,
  };
  const app = createApi(env);
  const api: TestApi = {
    env,
    db: client,
    directory,
    triggers,
    app,
    contract: new Contract(await (await app.request(`${ORIGIN}/openapi.json`)).json()),
    send: (method, path, sent) => api.sendTo(app, method, path, sent),
    sendTo: async (to, method, path, sent = {}) => {
      const response = await to.request(requestOf(method, path, sent));
      await api.contract.check(method, path, response);
      return response;
    },
    close: async () => {
      client.close();
      await rm(folder, { recursive: true });
    },
  };
  await migrate(client, await migrations(), now);
  return api;
}

async function migrations() {
  const folder = fileURLToPath(import.meta.resolve('../../../migrations'));
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql'));
  return Promise.all(names.map(async (name) => ({ name, sql: await readFile(join(folder, name), 'utf8') })));
}

function requestOf(method: string, path: string, { headers, json, yaml, body, token }: Sent): Request {
  const all = new Headers(headers);
  if (token !== null) {
    all.set('Authorization', `Bearer ${token ?? ADMIN_TOKEN}`);
  }
  const type = json !== undefined ? 'application/json' : yaml !== undefined ? 'application/yaml' : undefined;
  if (type !== undefined && !all.has('content-type')) {
    all.set('Content-Type', type);
  }
  const content = json !== undefined ? JSON.stringify(json) : (yaml ?? body);
  return new Request(`${ORIGIN}${path}`, {
    method,
    headers: all,
    ...(content === undefined ? {} : { body: content, duplex: 'half' }),
  } as RequestInit);
}
