import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { FriendlyError } from './say.ts';

/** A server that was killed a moment ago still needs one to let go of its port. */
const PATIENCE_MS = 2_000;

/** @throws FriendlyError when somebody else listens on the port of the loopback interface. */
export async function requireFreePort(port: number): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  let problem = await tryPort(port);
  while (problem === 'EADDRINUSE' && Date.now() < deadline) {
    await sleep(100);
    problem = await tryPort(port);
  }
  if (problem === 'EADDRINUSE') {
    throw new FriendlyError(`port ${port} is taken; end the program that uses it, or set PORT to another one`);
  }
  if (problem !== undefined) {
    throw new FriendlyError(`port ${port} cannot be used (${problem}); set PORT to another one`);
  }
}

function tryPort(port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(undefined)));
  });
}
