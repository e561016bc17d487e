import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from '@libsql/client';
import { createClient as createFileClient } from '@libsql/client/node';
import { createClient as createWebClient } from '@libsql/client/web';
import { startHrana } from '../../src/hrana/start-hrana.ts';
import { type Migration, migrate } from '../../src/registry/migrate.ts';

/** A kind of libSQL that the registry runs on; each `open` gives an empty one. */
export interface Store {
  readonly name: string;
  open(): Promise<OpenStore>;
}

export interface OpenStore {
  readonly db: Client;
  /** Another client of the same database. */
  another(): Client;
  close(): Promise<void>;
}

const FOLDER = join(import.meta.dirname, '..', '..', 'migrations');

export const MIGRATIONS: readonly Migration[] = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.sql'))
  .map((name) => ({ name, sql: readFileSync(join(FOLDER, name), 'utf8') }));

export function temporaryFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'ostinato-registry-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** A store over something that gives clients; all of them are closed with it. */
export function openStore(connect: () => Client, end: () => Promise<void> | void): OpenStore {
  const clients: Client[] = [];
  const another = () => {
    const client = connect();
    clients.push(client);
    return client;
  };
  return {
    db: another(),
    another,
    close: async () => {
      for (const client of clients) {
        client.close();
      }
      await end();
    },
  };
}

export const fileStore: Store = {
  name: 'a file',
  open: async () => {
    const folder = temporaryFolder();
    const url = `file:${join(folder.path, 'registry.db')}`;
    return openStore(
      () => createFileClient({ url }),
      () => folder.remove(),
    );
  },
};

export const hranaStore: Store = {
  name: 'the embedded server',
  open: async () => {
    const folder = temporaryFolder();
    const server = await startHrana({ path: join(folder.path, 'registry.db'), token: 'secret' });
    return openStore(
      () => createWebClient({ url: server.url, authToken: server.token }),
      async () => {
        await server.close();
        folder.remove();
      },
    );
  },
};

/** An empty registry of the newest schema. */
export async function openRegistry(store: Store): Promise<OpenStore> {
  const open = await store.open();
  await migrate(open.db, MIGRATIONS, 0);
  return open;
}
