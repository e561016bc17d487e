import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ask, type Server, startServer, until } from '../support/server.ts';

type Data<T> = { readonly data: T };
interface Shown {
  readonly id: string;
  readonly status: string;
  readonly version: number;
  readonly output: unknown;
}

const packs = mkdtempSync(join(tmpdir(), 'ostinato-packs-'));
const file = join(packs, 'hot/workflows/greet.yaml');
const greeting = (word: string, seconds: number) =>
  `tasks: [{name: rest, action: core.sleep, input: {seconds: ${seconds}}}]\noutput_map: {word: ${word}}\n`;

let server: Server;

beforeAll(async () => {
  mkdirSync(join(packs, 'hot/workflows'), { recursive: true });
  writeFileSync(join(packs, 'hot/pack.yaml'), 'ref: hot\nlabel: Hot\n');
  writeFileSync(file, greeting('first', 1));
  server = await startServer({ OSTINATO_PACKS: packs });
});

afterAll(async () => {
  await server?.dispose();
  rmSync(packs, { recursive: true, force: true });
});

const start = async (prefer: Readonly<Record<string, string>> = {}) =>
  (await ask<Data<Shown>>(server, 'POST', '/api/v1/workflows/hot.greet/executions', {}, prefer)).body.data;

test('a changed file is registered while the server runs; running executions keep their version', async () => {
  const running = await start();
  writeFileSync(file, greeting('second', 0));
  const shown = await until(
    () => ask<Data<Shown>>(server, 'GET', '/api/v1/workflows/hot.greet'),
    ({ body }) => body.data.version === 2,
    5_000,
  );
  expect(shown.body.data.version).toBe(2);
  expect((await start({ prefer: 'wait=10' })).output).toEqual({ word: 'second' });
  const old = await until(
    () => ask<Data<Shown>>(server, 'GET', `/api/v1/executions/${running.id}`),
    ({ body }) => body.data.status === 'succeeded',
  );
  expect(old.body.data).toMatchObject({ version: 1, output: { word: 'first' } });
});

test('a broken file shows its findings in the terminal and leaves the version in force', async () => {
  writeFileSync(file, 'tasks: [{name: rest, actoin: core.noop}]\n');
  await until(
    async () => server.output(),
    (output) => output.includes('actoin'),
    5_000,
  );
  expect((await start({ prefer: 'wait=10' })).output).toEqual({ word: 'second' });
});
