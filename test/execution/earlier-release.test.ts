import { describe, expect, test } from 'vitest';
import type { SqlStorage, SqlValue } from '../../src/host/ports.ts';
import { fixtures, type StoredExecution } from '../fixtures/stored.ts';
import { Actor, bodyOf, codeOf } from '../support/actor.ts';
import { keysOf } from '../support/again.ts';

/** The tables of the first release, as it made them. */
const FIRST = [
  ...'execution token task item iteration group live lane join arrival scope timer ended error'
    .split(' ')
    .map((name) => `CREATE TABLE "${name}" (key TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID`),
  `CREATE INDEX task_order ON "task" (json_extract(body, '$.order'))`,
  `CREATE INDEX timer_due ON "timer" (json_extract(body, '$.due'))`,
  'CREATE TABLE value (id TEXT NOT NULL, chunk INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (id, chunk))',
  'CREATE TABLE event (seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, type TEXT NOT NULL, cause TEXT NOT NULL, changes TEXT NOT NULL, engine TEXT NOT NULL)',
  'CREATE TABLE event_part (seq INTEGER NOT NULL, part INTEGER NOT NULL, changes TEXT NOT NULL, PRIMARY KEY (seq, part)) WITHOUT ROWID',
  'CREATE TABLE outbox (key TEXT PRIMARY KEY, id TEXT NOT NULL, kind TEXT NOT NULL, body TEXT NOT NULL, since INTEGER NOT NULL, due INTEGER NOT NULL, lease INTEGER, tries INTEGER NOT NULL) WITHOUT ROWID',
  'CREATE TABLE schema_version (version INTEGER NOT NULL)',
];

/** What the second version had besides. */
const SECOND = [
  'CREATE TABLE checkpoint (seq INTEGER NOT NULL, part INTEGER NOT NULL, size INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (seq, part)) WITHOUT ROWID',
  ...'wait listener signal inquiry response'
    .split(' ')
    .map((name) => `CREATE TABLE "${name}" (key TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID`),
  'CREATE TABLE told (key TEXT PRIMARY KEY, request TEXT NOT NULL, seq INTEGER NOT NULL) WITHOUT ROWID',
];

/** Puts an execution into a database as the release that stored it had it. */
function restore(sql: SqlStorage, stored: StoredExecution, version: number): void {
  for (const statement of version === 1 ? FIRST : [...FIRST, ...SECOND]) {
    sql.exec(statement);
  }
  for (const [table, rows = []] of Object.entries(stored)) {
    for (const row of table.startsWith('__') ? [] : rows) {
      const columns = Object.keys(row);
      const places = columns.map(() => '?').join();
      const names = columns.map((name) => `"${name}"`).join();
      sql.exec(`INSERT INTO "${table}" (${names}) VALUES (${places})`, ...(Object.values(row) as SqlValue[]));
    }
  }
  sql.exec('UPDATE schema_version SET version = ?', version);
}

function restored(name: string, version = 1): Actor {
  const fixture = fixtures().find((each) => each.name === name);
  const actor = new Actor('');
  restore(actor.sql, fixture?.stored ?? {}, version);
  actor.now = 1_795_236_900_000;
  return actor;
}

const tablesOf = (actor: Actor) =>
  actor.sql.exec("SELECT type, name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY name");

describe.each([1, 2])('an execution in the tables of version %i', (earlier) => {
  test('that waits for its callback is brought to the present tables and goes on to its end', async () => {
    const actor = restored('v0.1/approval_by_webhook_waiting', earlier);
    expect((await actor.task('ask:1')).status).toBe('pending');
    const [version] = actor.sql.exec('SELECT version FROM schema_version');
    expect(version).toEqual({ version: 3 });
    expect(tablesOf(actor)).toEqual(tablesOf(await new Actor('tasks: [{name: a, action: core.noop}]').start()));
    expect(keysOf(actor, 'task')).toEqual(['ask:1']);
    actor.evict();
    const callback = { instance: 'ask:1', item: null, attempt: 1, outcome: 'succeeded' } as const;
    const call = (approved: boolean) =>
      actor.execution.callback({ ...callback, body: JSON.stringify({ approved, by: 'ann' }) });
    expect(codeOf(await call(true))).toBeNull();
    expect(codeOf(await call(true))).toBeNull();
    expect(codeOf(await call(false))).toBe('callback_used');
    expect(await actor.shown()).toMatchObject({ status: 'succeeded', output: { approved: true, by: 'ann' } });
  });

  test('that has ended answers as ever', async () => {
    const actor = restored('v0.1/fan_out_join', earlier);
    expect(await actor.shown()).toMatchObject({ status: 'succeeded' });
    expect(codeOf(await actor.execution.signal({ name: 'go', payload: '1', key: null }))).toBe('conflict');
  });
});

test('a database of a later release is left alone', async () => {
  const actor = restored('v0.1/fan_out_join', 1);
  actor.sql.exec('UPDATE schema_version SET version = 4');
  await expect(actor.shown()).rejects.toThrow('the database has version 4; this engine knows 3');
});

test('timers and tasks are found by their rank, as they were', async () => {
  const actor = restored('v0.1/monitoring_loop', 2);
  const { data } = bodyOf<{ readonly data: readonly { readonly order: number }[] }>(
    await actor.execution.tasks(0, 100),
  );
  const orders = data.map(({ order }) => order);
  expect(orders.length).toBeGreaterThan(3);
  expect(orders).toEqual(orders.toSorted((a, b) => a - b));
});
