import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
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

const shownRef = (ref: string) => ask<Data<Shown>>(server, 'GET', `/api/v1/workflows/${ref}`);
const says = (text: string) =>
  until(
    async () => server.output(),
    (output) => output.includes(text),
    5_000,
  );
const put = (path: string, content: string) => {
  mkdirSync(dirname(join(packs, path)), { recursive: true });
  writeFileSync(join(packs, path), content);
};

test('files that are new, renamed, removed and put back are followed, triggers too', async () => {
  put('hot/workflows/one.yaml', greeting('one', 0));
  put('hot/triggers/t.yaml', 'workflow: hot.one\ntype: schedule\nschedule: {cron: "@daily"}\nenabled: false\n');
  await until(
    () => shownRef('hot.one'),
    ({ status }) => status === 200,
    5_000,
  );
  await says('2 created');
  renameSync(join(packs, 'hot/workflows/one.yaml'), join(packs, 'hot/workflows/two.yml'));
  await until(
    () => shownRef('hot.two'),
    ({ status }) => status === 200,
    5_000,
  );
  expect((await shownRef('hot.one')).status).toBe(404);
  await says('hot/triggers/t.yaml:1:11 error: There is no workflow `hot.one`. [unknown_workflow]');
  await says('1 removed');
  renameSync(join(packs, 'hot/workflows/two.yml'), join(packs, 'hot/workflows/one.yaml'));
  const back = await until(
    () => shownRef('hot.one'),
    ({ status }) => status === 200,
    5_000,
  );
  expect(back.body.data).toMatchObject({ status: 'active', version: 2 });
});

test('a new pack is installed, a second folder of its name is refused, and it goes with its folder', async () => {
  put('cold/pack.yaml', 'ref: cold\n');
  put('cold/workflows/a.yaml', greeting('a', 0));
  await until(
    () => shownRef('cold.a'),
    ({ status }) => status === 200,
    5_000,
  );
  put('other/pack.yaml', 'ref: cold\n');
  await says('other: not installed, the pack `cold` is that of the folder cold');
  expect((await shownRef('cold.a')).status).toBe(200);
  renameSync(join(packs, 'cold'), join(packs, 'moved'));
  rmSync(join(packs, 'other'), { recursive: true });
  await says('pack      moved: 1 unchanged');
  rmSync(join(packs, 'moved'), { recursive: true });
  await says('cold: removed');
  expect((await shownRef('cold.a')).status).toBe(404);
  expect((await ask(server, 'GET', '/api/v1/packs/cold')).status).toBe(404);
  expect((await ask(server, 'GET', '/api/v1/packs/hot')).status).toBe(200);
});
