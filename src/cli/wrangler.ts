import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { ROOT, type Settings } from './settings.ts';
import { withoutProofs } from './without-proofs.ts';

/** The local server that runs the Worker. */
export interface WorkerServer {
  /** Settles when the server has ended, with its exit code or signal in words. */
  readonly ended: Promise<string>;
  /** Ends it and everything it has started. */
  stop(): Promise<void>;
}

/** The tool, as a script for Node. */
export const WRANGLER = join(ROOT, 'node_modules', 'wrangler', 'bin', 'wrangler.js');

/** For the leader to end in good order, and then for the rest of its group. */
const PATIENCE_MS = 5_000;
const REST_MS = 300;

/** Starts `wrangler dev` as the leader of a process group of its own, which ends with this process at the latest. */
export function startWorkerServer(settings: Settings, envFile: string): WorkerServer {
  const { port, home, config, environment } = settings;
  const child = spawn(
    process.execPath,
    [
      '--experimental-strip-types',
      '--disable-warning=ExperimentalWarning',
      '--import',
      join(import.meta.dirname, 'follow-parent.ts'),
      WRANGLER,
      'dev',
      ...['--config', config],
      // The packs are read from their folder: the bundle stays out of this Worker, and may be written while it runs.
      ...['--tsconfig', join(ROOT, 'tsconfig.start.json')],
      ...['--ip', '127.0.0.1', '--port', String(port), '--inspector-port', '0'],
      ...['--persist-to', join(home, 'state')],
      ...['--env-file', envFile],
      ...['--log-level', environment.OSTINATO_LOG_LEVEL ?? (environment.OSTINATO_LOG === 'all' ? 'log' : 'error')],
      '--show-interactive-dev-session=false',
    ],
    {
      cwd: ROOT,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
      env: wranglerEnvironment(home),
    },
  );
  pass(child.stdout, process.stdout);
  pass(child.stderr, process.stderr);
  const ended = endOf(child);
  return { ended, stop: () => stopGroup(child.pid, ended) };
}

/** Passes on what it prints: it tells whole addresses of requests. */
function pass(from: Readable | null, to: Writable): void {
  if (from !== null) {
    createInterface({ input: from }).on('line', (line) => to.write(`${withoutProofs(line)}\n`));
  }
}

/** Nothing of ours but the way: no settings that are for the Worker, no calls to anybody, no files elsewhere. */
function wranglerEnvironment(home: string): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(OSTINATO|LIBSQL|CLOUDFLARE|CF|WRANGLER|MINIFLARE)_|^(PORT|NODE_OPTIONS)$/.test(name),
  );
  return {
    ...Object.fromEntries(kept),
    OSTINATO_PARENT_PIPE: '3',
    CI: '1',
    CLOUDFLARE_CF_FETCH_ENABLED: 'false',
    WRANGLER_SEND_METRICS: 'false',
    // With it goes the look-up of newer versions.
    WRANGLER_HIDE_BANNER: 'true',
    WRANGLER_WRITE_LOGS: 'false',
    WRANGLER_REGISTRY_PATH: join(home, 'dev-registry'),
    // A page of the tool that shows and changes the stored data to whoever asks.
    X_LOCAL_EXPLORER: 'false',
    // It would record each statement and each call in a database of its own: more work than the work itself.
    X_LOCAL_OBSERVABILITY: 'false',
  };
}

function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
}

async function stopGroup(leader: number | undefined, ended: Promise<string>): Promise<void> {
  if (leader === undefined) {
    return;
  }
  signalGroup(leader, 'SIGTERM');
  await Promise.race([ended, sleep(PATIENCE_MS, undefined, { ref: false })]);
  // Not longer: dead processes that nobody has taken note of still count as members of the group.
  const deadline = Date.now() + REST_MS;
  while (signalGroup(leader, 0) && Date.now() < deadline) {
    await sleep(20);
  }
  signalGroup(leader, 'SIGKILL');
}

/** False when nobody of the group is left. */
function signalGroup(leader: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-leader, signal);
    return true;
  } catch {
    return false;
  }
}
