import { execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

const BIN = join(import.meta.dirname, '..', '..', 'bin', 'ostinato.mjs');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ostinato-bin-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function script(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

function run(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, ...args], { encoding: 'utf8' });
  return { status, stdout, stderr };
}

describe('the command', () => {
  it('runs TypeScript on the pinned Node, with arguments and exit code', () => {
    const file = script(
      'a.ts',
      'const n: number = 7; console.log(process.versions.node, process.argv.slice(2)); process.exitCode = n;',
    );
    const { status, stdout, stderr } = run('run', file, '--flag', 'b c');
    expect({ status, stderr }).toEqual({ status: 7, stderr: '' });
    expect(stdout).toMatch(/^2[2-9]\.\d+\.\d+ \[ '--flag', 'b c' \]/);
  });

  it('runs tools of the packages, also those that are no scripts', () => {
    expect(run('exec', 'biome', '--version')).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('Version'),
    });
    expect(run('exec', 'workerd', '--version')).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('workerd'),
    });
    expect(run('exec', 'no-such-tool')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('"no-such-tool"'),
    });
    expect(run('exec', '../evil')).toMatchObject({ status: 2 });
  });

  it('says how it is used', () => {
    expect(run()).toMatchObject({ status: 2, stdout: expect.stringContaining('usage:') });
    expect(run('--help')).toMatchObject({ status: 0 });
    expect(run('run')).toMatchObject({ status: 2 });
    expect(run('no-such-command')).toMatchObject({ status: 2 });
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('passes %s on once, and leaves no orphan', async (signal) => {
    const file = script(
      'wait.ts',
      `let n = 0; for (const s of ['SIGINT', 'SIGTERM']) process.on(s, () => { n++; setTimeout(() => { console.log(n, s); process.exit(5); }, 200); });
       console.log(process.pid); setInterval(() => {}, 1000);`,
    );
    const child = spawn(process.execPath, [BIN, 'run', file], { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    const pid = await new Promise<number>((resolve) => {
      child.stdout.on('data', (data) => {
        output += String(data);
        resolve(Number.parseInt(output, 10));
      });
    });
    child.kill(signal);
    expect(await new Promise((resolve) => child.once('close', resolve))).toBe(5);
    expect(output.split('\n')[1]).toBe(`1 ${signal}`);
    expect(existsSync(`/proc/${pid}`)).toBe(false);
  });

  it('ends as a program that was killed ends', () => {
    expect(run('run', script('kill.ts', "process.kill(process.pid, 'SIGKILL')")).status).toBe(137);
  });
});

describe('a fresh clone', () => {
  let clone: string;
  let log: string;

  beforeEach(() => {
    clone = mkdtempSync(join(folder, 'clone-'));
    log = join(clone, 'npm.log');
    mkdirSync(join(clone, 'bin'));
    mkdirSync(join(clone, 'tools'));
    copyFileSync(BIN, join(clone, 'bin', 'ostinato.mjs'));
    lock('1.0.0');
    npm('mkdir -p node_modules');
    writeFileSync(join(clone, 'hello.ts'), 'console.log("hello" as string)');
  });

  function lock(version: string) {
    const packages = {
      '': {},
      'node_modules/a': { version },
      'node_modules/b': { version: '1', optional: true },
    };
    writeFileSync(join(clone, 'package-lock.json'), JSON.stringify({ lockfileVersion: 3, packages }));
  }

  /** An npm that notes how it was called. */
  function npm(work: string) {
    const path = join(clone, 'tools', 'npm');
    writeFileSync(path, `#!/bin/sh\necho "$@" >> ${log}\ncd "$(pwd)" && ${work}\n`);
    chmodSync(path, 0o755);
  }

  const hello = () =>
    spawnSync(process.execPath, [join(clone, 'bin', 'ostinato.mjs'), 'run', join(clone, 'hello.ts')], {
      cwd: folder,
      encoding: 'utf8',
      env: { PATH: `${join(clone, 'tools')}:/usr/bin:/bin` },
    });
  const calls = () => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n').length : 0);

  it('is installed once, and again when the lock changes', () => {
    expect(hello()).toMatchObject({
      status: 0,
      stdout: 'hello\n',
      stderr: expect.stringContaining('npm ci'),
    });
    expect(readFileSync(log, 'utf8')).toBe('ci --include=dev --include=optional\n');
    expect(hello()).toMatchObject({ status: 0, stdout: 'hello\n', stderr: '' });
    expect(calls()).toBe(1);
    lock('2.0.0');
    expect(hello().status).toBe(0);
    expect(calls()).toBe(2);
  });

  it('that somebody has installed is taken as it is, when it fits', () => {
    const note = (packages: object) => {
      mkdirSync(join(clone, 'node_modules'), { recursive: true });
      writeFileSync(join(clone, 'node_modules', '.package-lock.json'), JSON.stringify({ packages }));
    };
    note({ 'node_modules/a': { version: '1.0.0' } });
    expect(hello()).toMatchObject({ status: 0, stdout: 'hello\n' });
    expect(calls()).toBe(0);
    note({ 'node_modules/a': { version: '0.9.0' } });
    expect(hello().status).toBe(0);
    expect(calls()).toBe(1);
  });

  it('starts nothing when the installation fails', () => {
    npm('exit 9');
    expect(hello()).toMatchObject({
      status: 9,
      stdout: '',
      stderr: expect.stringContaining('nothing was started'),
    });
    expect(existsSync(join(clone, 'node_modules'))).toBe(false);
  });

  it('works from plain JavaScript that an older Node reads', () => {
    const system = '/usr/bin/node';
    if (existsSync(system)) {
      execFileSync(system, ['--check', BIN]);
    }
  });
});
