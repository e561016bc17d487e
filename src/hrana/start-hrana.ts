import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname } from 'node:path';
import { closeConnection, openConnection } from './connection.ts';
import { requestListener } from './http.ts';
import { IDLE_MS, StreamTable } from './stream-table.ts';

export interface HranaOptions {
  /** The database file; created, with its folder, for the owner alone. */
  readonly path: string;
  /** The bearer token that every request has to carry. */
  readonly token: string;
  /** A free port by default. */
  readonly port?: number;
  readonly idleMs?: number;
}

export interface HranaServer {
  /** For `createClient` of `@libsql/client`. */
  readonly url: string;
  readonly token: string;
  /** How many streams are open. */
  openStreams(): number;
  /** Stops serving; transactions that are open are rolled back. */
  close(): Promise<void>;
}

/**
 * Serves a libSQL database file over Hrana on the loopback interface.
 * @throws when the port is taken or the file is no database.
 */
export async function startHrana(options: HranaOptions): Promise<HranaServer> {
  createPrivately(options.path);
  // Kept open all the time: the last connection to close would write the log back and delete it, on every request.
  const keeper = openConnection(options.path);
  const streams = new StreamTable(options.path, options.idleMs ?? IDLE_MS);
  const server = createServer(requestListener(streams, options.token));
  // Closing an idle connection races with the client's next request on it, which then fails.
  server.keepAliveTimeout = 0;
  try {
    keeper.exec('PRAGMA journal_mode = WAL');
    await listen(server, options.port ?? 0);
  } catch (error) {
    closeConnection(keeper);
    throw error;
  }
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    token: options.token,
    openStreams: () => streams.size,
    close: async () => {
      await stop(server);
      streams.close();
      closeConnection(keeper);
    },
  };
}

/** SQLite gives its log and index files the mode of the database file. */
function createPrivately(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  closeSync(openSync(path, 'a', 0o600));
  chmodSync(path, 0o600);
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.removeListener('error', reject);
      resolve();
    });
  });
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
