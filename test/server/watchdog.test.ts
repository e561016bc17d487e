import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ask, type Server, startServer, until } from '../support/server.ts';

type Data<T> = { readonly data: T };
interface Started {
  readonly id: string;
  readonly status: string;
}

let server: Server;
beforeAll(async () => {
  server = await startServer();
  const type = { 'content-type': 'application/yaml' };
  const yaml = 'ref: watch.nap\ntasks: [{name: nap, action: core.sleep, input: {seconds: 4}}]\n';
  expect((await ask(server, 'PUT', '/api/v1/workflows/watch.nap', yaml, type)).status).toBe(201);
});
afterAll(() => server?.dispose());

const PATH = '/api/v1/workflows/watch.nap/executions';
const shown = (id: string) => ask<Data<Started>>(server, 'GET', `/api/v1/executions/${id}`);

/** All SQLite files below the home that have a table. */
function databasesWith(table: string): readonly string[] {
  return readdirSync(server.home, { recursive: true, encoding: 'utf8' })
    .map((name) => join(server.home, name))
    .filter((path) => /\.(sqlite|db)$/.test(path))
    .filter((path) => {
      const database = new DatabaseSync(path, { timeout: 10_000 });
      const found = database.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?").all(table);
      database.close();
      return found.length > 0;
    });
}

function change(path: string, sql: string): number {
  const database = new DatabaseSync(path, { timeout: 10_000 });
  const { changes } = database.prepare(sql).run();
  database.close();
  return Number(changes);
}

test('50 starts with one idempotency key at once are one execution', async () => {
  const headers = { 'Idempotency-Key': 'once' };
  const answers = await Promise.all(
    Array.from({ length: 50 }, () => ask<Data<Started>>(server, 'POST', PATH, {}, headers)),
  );
  const accepted = answers.filter(({ status }) => status === 202);
  expect(accepted.length).toBeGreaterThan(0);
  expect(new Set(accepted.map(({ body }) => body.data.id)).size).toBe(1);
  for (const { status, headers: given } of answers.filter((answer) => answer.status !== 202)) {
    expect([status, given.has('retry-after')]).toEqual([409, true]);
  }
  const listed = await ask<Data<Started[]>>(server, 'GET', '/api/v1/executions');
  expect(listed.body.data).toHaveLength(1);
});

test('an execution whose alarm is lost is ended by the sweep', async () => {
  const { body } = await ask<Data<Started>>(server, 'POST', PATH, {});
  const { id } = body.data;
  await until(
    () => ask<Data<Started>>(server, 'GET', `/api/v1/executions/${id}/tasks/nap:1`),
    ({ status }) => status === 200,
  );
  await server.kill();
  const alarms = databasesWith('_cf_ALARM');
  const removed = alarms.map((path) => change(path, 'DELETE FROM _cf_ALARM')).reduce((sum, n) => sum + n, 0);
  expect(removed).toBeGreaterThan(0);
  await new Promise((resolve) => setTimeout(resolve, 4_000));
  // The sweep looks at what has been silent for long.
  const [registry = ''] = databasesWith('execution_index');
  expect(change(registry, `UPDATE execution_index SET wake_at = 1 WHERE id = '${id}'`)).toBe(1);
  await server.restart();
  const row = async () => {
    const { body: list } = await ask<Data<Started[]>>(server, 'GET', '/api/v1/executions?status=succeeded');
    return list.data.map((each) => each.id);
  };
  // Only the list is asked, which wakes nobody.
  await until(row, (ids) => ids.includes(id), 90_000);
  expect((await shown(id)).body.data.status).toBe('succeeded');
}, 200_000);
