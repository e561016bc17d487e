#!/usr/bin/env node
// The first thing that runs, on whatever Node the system has (20 is enough): it installs what is missing and hands
// over to the pinned Node. Plain JavaScript without dependencies, since there may be none yet.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const MODULES = join(ROOT, 'node_modules');
const MARK = join(MODULES, '.ostinato-lock');
const OLDEST_NODE = [22, 12];
/** Node strips types by itself only since 22.18; the flags are accepted, and do nothing, afterwards. */
const TYPESCRIPT = ['--experimental-strip-types', '--disable-warning=ExperimentalWarning'];

const HELP = `usage: ostinato COMMAND [ARGUMENT …]

  start            start the server (settings are environment variables)
  packs push       install packs on a running server
  packs bundle     write packs to the file that is deployed with the Worker
  deploy           bundle packs, bring the registry up to date, deploy the Worker
  run FILE …       run a TypeScript file on the pinned Node
  exec TOOL …      run a tool of node_modules on the pinned Node
  COMMAND --help   more about any other command
`;

function say(line) {
  process.stderr.write(`ostinato: ${line}\n`);
}

function lockHash() {
  return createHash('sha256')
    .update(readFileSync(join(ROOT, 'package-lock.json')))
    .digest('hex');
}

function isInstalled() {
  return (existsSync(MARK) && readFileSync(MARK, 'utf8').trim() === lockHash()) || npmInstalledTheLock();
}

/** After an `npm install` by hand there is no mark of ours that fits, but npm's own note of what it put there. */
function npmInstalledTheLock() {
  const note = join(MODULES, '.package-lock.json');
  if (!existsSync(note)) {
    return false;
  }
  const present = JSON.parse(readFileSync(note, 'utf8')).packages ?? {};
  const wanted = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')).packages ?? {};
  return (
    Object.entries(present).every(([path, { version }]) => wanted[path]?.version === version) &&
    Object.entries(wanted).every(([path, item]) => path === '' || item.optional || item.devOptional || path in present)
  );
}

/** Runs a program with our own streams. It gets our signals once, and we end as it ended. */
function run(program, args, options = {}) {
  return new Promise((done) => {
    const child = spawn(program, args, { stdio: 'inherit', ...options });
    const terminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
    // A terminal sends Ctrl-C to the whole foreground group, so the child has it already.
    const forward = (signal) => (signal === 'SIGINT' && terminal ? undefined : child.kill(signal));
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    for (const signal of signals) {
      process.on(signal, forward);
    }
    const unwatch = watchParent(() => child.kill('SIGTERM'));
    const finish = (status) => {
      unwatch();
      for (const signal of signals) {
        process.removeListener(signal, forward);
      }
      done(status);
    };
    child.on('error', (error) => {
      say(`cannot run ${program}: ${error.message}`);
      finish(127);
    });
    child.on('exit', (code, signal) => finish(code ?? 128 + (constants.signals[signal] ?? 1)));
  });
}

/**
 * npm passes signals on to the shell that it runs scripts in, and the shell dies of them without telling anybody. So
 * under npm the death of our parent counts as the signal.
 */
function watchParent(onDeath) {
  if (process.env.npm_lifecycle_event === undefined) {
    return () => {};
  }
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid !== parent) {
      clearInterval(timer);
      onDeath();
    }
  }, 200);
  return () => clearInterval(timer);
}

async function install() {
  if (isInstalled()) {
    return 0;
  }
  say('installing what package-lock.json names (npm ci), this takes a moment …');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  // The tools are needed here, whatever NODE_ENV or npm's settings leave out elsewhere.
  const status = await run(npm, ['ci', '--include=dev', '--include=optional'], { cwd: ROOT });
  if (status === 0) {
    writeFileSync(MARK, `${lockHash()}\n`);
  } else {
    say(`npm ci ended with ${status}; nothing was started`);
  }
  return status;
}

function isRecent(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1]);
}

/** The Node that comes with the packages, else the present one when it is recent enough. */
function pinnedNode() {
  const packaged = join(MODULES, `node-${process.platform}-${process.arch}`, 'bin', 'node');
  if (existsSync(packaged)) {
    return packaged;
  }
  return isRecent(process.versions.node) ? process.execPath : undefined;
}

/** The script of a package's tool; most are JavaScript, a few are programs. */
function toolOf(name) {
  const link = join(MODULES, '.bin', name);
  return /^[\w@.-]+$/.test(name) && existsSync(link) ? link : undefined;
}

function isScript(file) {
  const start = readFileSync(file).subarray(0, 64).toString('latin1');
  return /\.[cm]?js$/.test(file) || /^#!.*\bnode\b/.test(start);
}

/** Programs started by ours should find the same Node first. */
function environment(node) {
  const path = [dirname(node), join(MODULES, '.bin'), process.env.PATH].filter(Boolean).join(':');
  return { ...process.env, PATH: path };
}

function commandLine(node, command, rest) {
  switch (command) {
    case 'run': {
      const [file, ...args] = rest;
      return file === undefined ? undefined : [node, [...TYPESCRIPT, file, ...args]];
    }
    case 'exec': {
      const [name = '', ...args] = rest;
      const tool = toolOf(name);
      if (tool === undefined) {
        say(`there is no tool "${name}" in node_modules/.bin`);
        return undefined;
      }
      return isScript(tool) ? [node, [tool, ...args]] : [tool, args];
    }
    default:
      return [node, [...TYPESCRIPT, join(ROOT, 'src', 'cli', 'main.ts'), command, ...rest]];
  }
}

async function main([command, ...rest]) {
  if (command === undefined || command === '--help' || command === '-h' || command === 'help') {
    process.stdout.write(HELP);
    return command === undefined ? 2 : 0;
  }
  const installed = await install();
  if (installed !== 0) {
    return installed;
  }
  const node = pinnedNode();
  if (node === undefined) {
    say(`Node ${OLDEST_NODE.join('.')} or newer is needed here, this is ${process.versions.node}`);
    say('the packages carry one only for Linux; install a newer one from https://nodejs.org');
    return 1;
  }
  const line = commandLine(node, command, rest);
  if (line === undefined) {
    process.stderr.write(HELP);
    return 2;
  }
  return run(line[0], line[1], { env: environment(node) });
}

process.exitCode = await main(process.argv.slice(2));
