import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../support/free-port.ts';
import { makePlace, type Place, processesWith, type RunningStart } from './running.ts';

const HELLO = 'tasks:\n  - name: hello\n    action: core.noop\n';
const TIMEOUT = 60_000;

let place: Place;
beforeAll(async () => {
  place = await makePlace();
  place.write('kit/pack.yaml', 'ref: kit\nlabel: Kit\n');
  place.write('kit/workflows/good.yaml', HELLO);
  place.write('kit/workflows/bad.yaml', 'tasks:\n  - nme: x\n');
  place.write('broken/pack.yaml', 'ref: [\n');
  for (let i = 0; i < 250; i++) {
    place.write(`large/workflows/w${i}.yaml`, HELLO);
  }
  place.write('large/pack.yaml', 'ref: large\n');
});
afterEach(() => place.endAll());
afterAll(() => place.remove());

const tokenOf = (run: RunningStart) => /token\s+(ost_\S+)/.exec(run.output())?.[1] ?? '';

async function isGone(): Promise<boolean> {
  for (let tries = 0; tries < 100; tries++) {
    const left = [...processesWith(place.home), ...processesWith(`127.0.0.1:${place.port}`)];
    if (left.length === 0) {
      return true;
    }
    await sleep(50);
  }
  return false;
}

describe('npm start', () => {
  let token: string;

  it('serves, installs the packs, and says what it did', { timeout: TIMEOUT }, async () => {
    const run = place.start();
    await run.says('ready');
    const output = run.output();
    token = tokenOf(run);
    expect(token).toMatch(/^ost_[\w-]{43}$/);
    expect(output).toContain(`ready http://localhost:${place.port}\n`);
    expect(output).toMatch(/^pack +kit: 1 invalid, 1 created/m);
    expect(output).toMatch(/kit\/workflows\/bad\.yaml:2:5 error: .*\[unknown_key\]/);
    expect(output).toMatch(/^pack +broken: not installed, its manifest has errors$/m);
    expect(output).toMatch(/broken\/pack\.yaml:2:\d+ error: .*\[yaml_syntax\]/);
    expect(output).toMatch(/^pack +large: 250 created/m);
    const workflows = (await place.fetch('/workflows', token)) as { ref: string }[];
    expect(workflows).toHaveLength(252);
    expect(workflows).toContainEqual({ ref: 'kit.good', version: 1, status: 'active' });
    expect(workflows).toContainEqual({ ref: 'kit.bad', version: 0, status: 'invalid' });

    run.child.kill('SIGTERM');
    expect(await run.exit).toBe(0);
    expect(await isGone()).toBe(true);
  });

  it('keeps token, key and workflows over a restart, and its secrets to itself', {
    timeout: TIMEOUT,
  }, async () => {
    const run = place.start({
      LIBSQL_AUTH_TOKEN: '',
      OSTINATO_EGRESS_ALLOW: 'a.example,$HOME',
      OSTINATO_KEY: "it's a $ecret key",
    });
    await run.says('ready');
    expect(tokenOf(run)).toBe(token);
    expect(run.output()).toMatch(/^pack +kit: 1 invalid, 1 unchanged/m);
    expect(run.output()).toMatch(/^pack +large: 250 unchanged/m);
    const variables = (await place.fetch('/variables', token)) as Record<string, string>;
    expect(variables).toMatchObject({
      OSTINATO_TOKEN: token,
      OSTINATO_KEY: "it's a $ecret key",
      OSTINATO_PUBLIC_URL: `http://localhost:${place.port}`,
      OSTINATO_EGRESS_ALLOW: 'a.example,$HOME,loopback',
    });
    for (const secret of [token, variables.OSTINATO_KEY, variables.LIBSQL_AUTH_TOKEN]) {
      expect(processesWith(secret ?? '')).toEqual([]);
    }
    expect(statSync(place.home).mode & 0o777).toBe(0o700);
    for (const entry of readdirSync(place.home, { recursive: true, withFileTypes: true })) {
      const mode = statSync(join(entry.parentPath, entry.name)).mode & 0o077;
      expect(mode, entry.name).toBe(0);
    }

    place.write('kit/workflows/good.yaml', `version: 2\n${HELLO}`);
    await run.says('1 updated');
    expect(await place.fetch('/workflows', token)).toContainEqual({
      ref: 'kit.good',
      version: 2,
      status: 'active',
    });
    await fetch(`http://127.0.0.1:${place.port}/cdn-cgi/local/scheduled`);
    expect(await place.fetch('/variables', token)).toMatchObject({ ticks: 2 });

    const second = place.start({ PORT: String(await freePort()) });
    expect(await second.exit).toBe(1);
    expect(second.output()).toContain('another server is running with the home');

    run.child.kill('SIGINT');
    expect(await run.exit).toBe(0);
    expect(await isGone()).toBe(true);
  });

  it('leaves nothing behind when it is killed, and starts again', { timeout: TIMEOUT }, async () => {
    const run = place.start();
    await run.says('ready');
    const [inner] = processesWith('cli/main.ts').filter((line) => line.includes('start'));
    expect(inner).toBeDefined();
    process.kill(Number(readChild(run.child.pid ?? 0)), 'SIGKILL');
    expect(await run.exit).toBe(137);
    expect(await isGone()).toBe(true);
    const again = place.start();
    await again.says('ready');
    again.child.kill('SIGTERM');
    expect(await again.exit).toBe(0);
  });

  it('ends with an error when the server ends by itself', { timeout: TIMEOUT }, async () => {
    const run = place.start();
    await run.says('ready');
    const leader = readChild(Number(readChild(run.child.pid ?? 0)));
    process.kill(Number(leader), 'SIGKILL');
    expect(await run.exit).toBe(1);
    expect(run.output()).toContain('the server has ended by itself (SIGKILL)');
    expect(await isGone()).toBe(true);
  });
});

/** The only child of a process. */
function readChild(pid: number): string {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
}

describe('npm start says what is wrong', () => {
  const failing = async (variables: Record<string, string>) => {
    const run = place.start(variables);
    expect(await run.exit).toBe(1);
    expect(run.output()).not.toContain('    at ');
    return run.output();
  };

  it('with the settings', { timeout: TIMEOUT }, async () => {
    const output = await failing({
      PORT: 'x',
      LIBSQL_URL: 'file:x',
      OSTINATO_MAX_TASK_ITERATIONS_PER_WORKFLOW: '0',
    });
    expect(output).toContain('PORT must be a number from 1 to 65535');
    expect(output).toContain('LIBSQL_URL must begin with');
    expect(output).toContain('OSTINATO_MAX_TASK_ITERATIONS_PER_WORKFLOW must be a whole number');
  });

  it('with the port', { timeout: TIMEOUT }, async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? String(address.port) : '';
    expect(await failing({ PORT: port })).toContain(`port ${port} is taken`);
    server.close();
  });

  it('with the registry', { timeout: TIMEOUT }, async () => {
    const nowhere = `http://127.0.0.1:${await freePort()}`;
    expect(await failing({ LIBSQL_URL: nowhere })).toContain('the registry at LIBSQL_URL cannot be reached');
    expect(await isGone()).toBe(true);
  });

  it('with what it has kept', { timeout: TIMEOUT }, async () => {
    const path = join(place.home, 'credentials.json');
    const kept = readFileSync(path, 'utf8');
    writeFileSync(path, '{');
    expect(await failing({})).toContain('credentials.json is damaged');
    writeFileSync(path, kept);
  });
});
