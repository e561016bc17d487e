import { Socket } from 'node:net';

/**
 * Loaded into the process that leads the server's group (`--import`): ends the whole group when the process that
 * started it is gone, however that happened. Its end of a pipe closes then.
 */
const descriptor = process.env.OSTINATO_PARENT_PIPE;

if (descriptor !== undefined) {
  // Only the leader follows; programs that it starts must not take their own descriptor for the pipe.
  delete process.env.OSTINATO_PARENT_PIPE;
  const pipe = new Socket({ fd: Number(descriptor), readable: true, writable: false });
  const end = () => process.kill(-process.pid, 'SIGKILL');
  pipe.on('close', end);
  pipe.on('error', end);
  pipe.resume();
  pipe.unref();
}
