import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { freePort } from './free-port.ts';

const ROOT = resolve(import.meta.dirname, '../..');
export const TOKEN = 'ost_test_token_of_the_server_tests';

/** A real `npm start` on loopback, with a home of its own that outlives its processes. */
export interface Server {
  readonly url: string;
  readonly home: string;
  /** Everything it printed. */
  output(): string;
  /** SIGKILL to the whole process group, as a crash would. */
  kill(): Promise<void>;
  /** SIGINT, as Ctrl-C would; waits until it has gone. */
  stop(): Promise<void>;
  /** Starts it again on the same home and port. */
  restart(): Promise<void>;
  /** Stops it and removes its home. */
  dispose(): Promise<void>;
  readonly pid: number;
}

export async function startServer(env: Readonly<Record<string, string>> = {}): Promise<Server> {
  const home = mkdtempSync(join(tmpdir(), 'ostinato-'));
  const port = await freePort();
  let output = '';
  let child: ChildProcess;
  const launch = async () => {
    child = spawn(process.execPath, [join(ROOT, 'bin/ostinato.mjs'), 'start'], {
      cwd: ROOT,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, PORT: String(port), OSTINATO_HOME: home, OSTINATO_TOKEN: TOKEN, ...env },
    });
    const ready = new Promise<void>((done, fail) => {
      const listen = (chunk: Buffer) => {
        output += chunk.toString('utf8');
        if (output.includes(`ready http://localhost:${port}`)) {
          done();
        }
      };
      child.stdout?.on('data', listen);
      child.stderr?.on('data', listen);
      child.on('exit', (code) => fail(new Error(`the server ended with ${code}\n${output}`)));
    });
    const timer = setTimeout(() => child.kill('SIGKILL'), 60_000);
    await ready.finally(() => clearTimeout(timer));
  };
  const ended = () =>
    new Promise<void>((done) =>
      child.exitCode === null && child.signalCode === null ? child.on('exit', () => done()) : done(),
    );
  const signalGroup = (signal: NodeJS.Signals) => {
    try {
      process.kill(-(child.pid ?? 0), signal);
    } catch {
      // The group is gone already, which is all that was wanted.
    }
  };
  await launch();
  const server: Server = {
    url: `http://localhost:${port}`,
    home,
    output: () => output,
    get pid() {
      return child.pid ?? 0;
    },
    async kill() {
      const gone = ended();
      signalGroup('SIGKILL');
      await gone;
    },
    async stop() {
      const gone = ended();
      child.kill('SIGINT');
      await gone;
    },
    async restart() {
      output = '';
      await launch();
    },
    async dispose() {
      await server.stop();
      signalGroup('SIGKILL');
      rmSync(home, { recursive: true, force: true });
    },
  };
  return server;
}

export interface Answer<T> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}

/** One request to the API, with the admin token. */
export async function ask<T = { readonly data: never }>(
  server: Pick<Server, 'url'>,
  method: string,
  path: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer<T>> {
  const response = await fetch(`${server.url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${TOKEN}`,
      ...(body === undefined || typeof body === 'string' ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: (text === '' ? null : JSON.parse(text)) as T,
  };
}

/** Asks until the answer satisfies, or fails after a time. */
export async function until<T>(
  probe: () => Promise<T>,
  satisfied: (value: T) => boolean,
  milliseconds = 30_000,
): Promise<T> {
  const deadline = Date.now() + milliseconds;
  for (;;) {
    const value = await probe().catch((thrown: unknown) => thrown as T);
    if (!(value instanceof Error) && satisfied(value)) {
      return value;
    }
    if (Date.now() > deadline) {
      throw new Error(
        `not satisfied in ${milliseconds} ms; last: ${value instanceof Error ? value.message : JSON.stringify(value)}`,
      );
    }
    await new Promise((done) => setTimeout(done, 50));
  }
}
