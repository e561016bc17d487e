import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs';
import { createServer } from 'node:http';
import { dirname } from 'node:path';
import { closeConnection, openConnection } from './connection.ts';
import { requestListener } from './http.ts';
import { listenOnLoopback, stopServer } from './loopback.ts';
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
  try {
    keeper.exec('PRAGMA journal_mode = WAL');
    return {
      url: await listenOnLoopback(server, options.port),
      token: options.token,
      openStreams: () => streams.size,
      close: async () => {
        await stopServer(server);
        streams.close();
        closeConnection(keeper);
      },
    };
  } catch (error) {
    closeConnection(keeper);
    throw error;
  }
}

/** SQLite gives its log and index files the mode of the database file. */
function createPrivately(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  closeSync(openSync(path, 'a', 0o600));
  chmodSync(path, 0o600);
}
