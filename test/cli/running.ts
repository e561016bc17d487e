import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../support/free-port.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const CONFIG = join(import.meta.dirname, 'worker', 'wrangler.toml');

export interface RunningStart {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly exit: Promise<number | null>;
  /** Waits until the output contains the text; fails when the command ends before. */
  says(text: string): Promise<void>;
}

/** A folder with a home, packs and a free port, for servers that are started one after another. */
export interface Place {
  readonly home: string;
  readonly packs: string;
  readonly port: number;
  write(path: string, content: string): void;
  start(variables?: Record<string, string>): RunningStart;
  fetch(path: string, token: string): Promise<unknown>;
  /** Ends what a failed test has left running. */
  endAll(): Promise<void>;
  remove(): void;
}

export async function makePlace(): Promise<Place> {
  const folder = mkdtempSync(join(tmpdir(), 'ostinato-start-'));
  const home = join(folder, 'home');
  const packs = join(folder, 'packs');
  const port = await freePort();
  const started: ChildProcess[] = [];
  return {
    home,
    packs,
    port,
    write: (path, content) => {
      const target = join(packs, path);
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, content);
    },
    start: (variables = {}) =>
      watch(
        started,
        spawn(process.execPath, [join(ROOT, 'bin', 'ostinato.mjs'), 'start', '--config', CONFIG], {
          stdio: ['ignore', 'pipe', 'pipe'],
          env: {
            PATH: process.env.PATH,
            HOME: folder,
            PORT: String(port),
            OSTINATO_HOME: home,
            OSTINATO_PACKS: packs,
            ...variables,
          },
        }),
      ),
    fetch: async (path, token) => {
      const headers = { authorization: `Bearer ${token}` };
      return (await fetch(`http://127.0.0.1:${port}${path}`, { headers })).json();
    },
    endAll: async () => {
      const running = started.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null);
      await Promise.all(
        running.map((child) => {
          child.kill('SIGTERM');
          return new Promise((resolve) => child.once('exit', resolve));
        }),
      );
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function watch(started: ChildProcess[], child: ChildProcess): RunningStart {
  started.push(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (data) => {
      output += String(data);
    });
  }
  const exit = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  return {
    child,
    output: () => output,
    exit,
    says: async (text) => {
      while (!output.includes(text)) {
        if (child.exitCode !== null) {
          throw new Error(`ended with ${child.exitCode}:\n${output}`);
        }
        await sleep(20);
      }
    },
  };
}

/** Arguments of every process, as anybody on the machine can see them, that mention a text. */
export function processesWith(text: string): readonly string[] {
  const list = execFileSync('ps', ['-eo', 'args', '-ww'], { encoding: 'utf8' });
  return list.split('\n').filter((line) => line.includes(text) && !line.startsWith('ps '));
}
