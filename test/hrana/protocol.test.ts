import { readdirSync, statSync } from 'node:fs';
import { request } from 'node:http';
import { dirname, join } from 'node:path';
import { createClient } from '@libsql/client/web';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MOST_BODY_BYTES } from '../../src/hrana/http.ts';
import type { HranaPipelineAnswer, HranaRequest } from '../../src/hrana/protocol.ts';
import { startTestServer } from './start.ts';

let server: Awaited<ReturnType<typeof startTestServer>>;

beforeAll(async () => {
  server = await startTestServer(300);
  await converse([{ type: 'sequence', sql: 'CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT UNIQUE)' }]);
});
afterAll(() => server.dispose());

/** Sends requests on a new or a continued stream and gives the answer. */
async function converse(requests: readonly HranaRequest[], baton?: string): Promise<HranaPipelineAnswer> {
  const response = await server.pipeline({ baton, requests });
  expect(response.status).toBe(200);
  return (await response.json()) as HranaPipelineAnswer;
}

const execute = (sql: string, more: object = {}): HranaRequest => ({
  type: 'execute',
  stmt: { sql, ...more },
});
const CLOSE: HranaRequest = { type: 'close' };

/** The outcome of one statement on a stream of its own. */
async function one(sql: string, more: object = {}) {
  const { results } = await converse([execute(sql, more), CLOSE]);
  return results[0];
}

describe('access', () => {
  it.each([
    ['no token', {}],
    ['another token', { authorization: 'Bearer other' }],
    ['the bare token', { authorization: 'test-token' }],
  ])('refuses %s', async (_, headers) => {
    const response = await server.pipeline({ requests: [] }, headers);
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ code: 'UNAUTHORIZED' });
  });

  it('listens on the loopback interface', () => {
    expect(new URL(server.url).hostname).toBe('127.0.0.1');
  });

  it('keeps its files to the owner', () => {
    const folder = dirname(server.path);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    const files = readdirSync(folder);
    expect(files).toContain('registry.db-wal');
    for (const file of files) {
      expect(statSync(join(folder, file)).mode & 0o777, file).toBe(0o600);
    }
  });

  it('says which versions it speaks and what it does not know', async () => {
    const headers = { authorization: 'Bearer test-token' };
    const status = async (path: string, method = 'GET') => (await fetch(server.url + path, { method, headers })).status;
    expect(await status('/v2')).toBe(200);
    expect(await status('/v3')).toBe(200);
    expect(await status('/v3-protobuf')).toBe(404);
    expect(await status('/v2/pipeline')).toBe(405);
  });

  it.each([
    ['no JSON', '{'],
    ['no requests', '{}'],
    ['an unknown request', '{"requests":[{"type":"drop"}]}'],
    ['a value of no type', '{"requests":[{"type":"execute","stmt":{"sql":"SELECT ?","args":[true]}}]}'],
  ])('answers 400 to %s', async (_, body) => {
    const headers = { authorization: 'Bearer test-token' };
    const response = await fetch(`${server.url}/v3/pipeline`, { method: 'POST', headers, body });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 'HRANA_PROTO_ERROR' });
  });

  it('does not read a body beyond its limit', async () => {
    const status = await new Promise((resolve, reject) => {
      const upload = request(`${server.url}/v2/pipeline`, {
        method: 'POST',
        headers: { authorization: 'Bearer test-token' },
      });
      upload.on('response', (response) => resolve(response.statusCode));
      upload.on('error', reject);
      const piece = Buffer.alloc(1024 * 1024, 0x20);
      for (let sent = 0; sent <= MOST_BODY_BYTES; sent += piece.length) {
        upload.write(piece);
      }
    });
    expect(status).toBe(413);
  });
});

describe('values', () => {
  const echo = async (value: object) => {
    const outcome = await one('SELECT ? AS v', { args: [value] });
    return outcome?.type === 'ok' && outcome.response.type === 'execute'
      ? outcome.response.result.rows[0]?.[0]
      : outcome;
  };

  it.each([
    [{ type: 'null' }],
    [{ type: 'integer', value: '0' }],
    [{ type: 'integer', value: '9007199254740993' }],
    [{ type: 'integer', value: '9223372036854775807' }],
    [{ type: 'integer', value: '-9223372036854775808' }],
    [{ type: 'float', value: 2.5 }],
    [{ type: 'float', value: 3 }],
    [{ type: 'text', value: 'ünï ☃ 𝄞' }],
    [{ type: 'text', value: '' }],
    [{ type: 'blob', base64: 'AAECAw==' }],
  ])('%o comes back as it went', async (value) => {
    expect(await echo(value)).toEqual(value);
  });

  it.each([
    [{ type: 'integer', value: '9223372036854775808' }],
    [{ type: 'integer', value: '1.5' }],
    [{ type: 'text', value: 'a\0b' }],
  ])('%o is refused', async (value) => {
    expect(await echo(value)).toMatchObject({ type: 'error', error: { code: 'SQL_INPUT_ERROR' } });
  });

  it('refuses an infinite result', async () => {
    expect(await one('SELECT 9e999')).toMatchObject({ error: { code: 'SQL_VALUE_ERROR' } });
  });

  it('binds names with and without their prefix', async () => {
    const named_args = [':a', 'b', '$c'].map((name) => ({ name, value: { type: 'text', value: name } }));
    expect(await one('SELECT :a, @b, $c', { named_args })).toMatchObject({
      response: { result: { rows: [[{ value: ':a' }, { value: 'b' }, { value: '$c' }]] } },
    });
  });
});

describe('statements', () => {
  it('tells names and declared types of columns', async () => {
    expect(await one('SELECT id, name AS label, 1 AS n FROM item')).toMatchObject({
      response: {
        result: {
          cols: [
            { name: 'id', decltype: 'INTEGER' },
            { name: 'label', decltype: 'TEXT' },
            { name: 'n', decltype: null },
          ],
        },
      },
    });
  });

  it('counts what it changes, with RETURNING too, and leaves out unwanted rows', async () => {
    expect(await one("INSERT INTO item (id, name) VALUES (100, 'a'), (101, 'b')")).toMatchObject({
      response: { result: { affected_row_count: 2, last_insert_rowid: '101' } },
    });
    expect(await one('DELETE FROM item WHERE id >= 100 RETURNING id', { want_rows: false })).toMatchObject({
      response: { result: { affected_row_count: 2, rows: [] } },
    });
    expect(await one('SELECT count(*) FROM item WHERE id >= 100')).toMatchObject({
      response: { result: { rows: [[{ value: '0' }]], affected_row_count: 0 } },
    });
  });

  it.each([
    ['', 'SQL_NO_STATEMENT'],
    ['-- nothing', 'SQL_NO_STATEMENT'],
    ['SELECT 1; SELECT 2', 'SQL_MANY_STATEMENTS'],
    ['SELEC 1', 'SQLITE_ERROR'],
    ["INSERT INTO item VALUES (1, 'x'), (1, 'y')", 'SQLITE_CONSTRAINT'],
    ["INSERT INTO item (name) VALUES ('x'), ('x')", 'SQLITE_CONSTRAINT'],
  ])('answers %j with the primary code %s', async (sql, code) => {
    expect(await one(sql)).toMatchObject({ type: 'error', error: { code } });
  });

  it('does not take a semicolon in text, a name, a comment or a trigger for an end', async () => {
    expect(await one(`SELECT ';', 1 AS "a;b" /* ; c */ -- ; d\n;  `)).toMatchObject({ type: 'ok' });
    const trigger = 'CREATE TRIGGER keep AFTER DELETE ON item BEGIN SELECT 1; SELECT 2; END';
    expect(await one(trigger)).toMatchObject({ type: 'ok' });
    expect(await one('DROP TRIGGER keep')).toMatchObject({ type: 'ok' });
  });

  it('stores and forgets texts per stream', async () => {
    const answer = await converse([
      { type: 'store_sql', sql_id: 7, sql: 'SELECT 42' },
      { type: 'execute', stmt: { sql_id: 7 } },
      { type: 'close_sql', sql_id: 7 },
      { type: 'execute', stmt: { sql_id: 7 } },
      CLOSE,
    ]);
    expect(answer.results[1]).toMatchObject({ response: { result: { rows: [[{ value: '42' }]] } } });
    expect(answer.results[3]).toMatchObject({ error: { code: 'SQL_NOT_FOUND' } });
  });

  it('describes without running', async () => {
    const describe = (sql: string): HranaRequest => ({ type: 'describe', sql });
    const { results } = await converse([
      describe('SELECT id FROM item'),
      describe("INSERT INTO item VALUES (5, 'z') RETURNING id"),
      describe('EXPLAIN SELECT 1'),
      describe("SELECT ?, :a, '?', @b, :a, $c, ?2 -- ?"),
      execute('SELECT count(*) FROM item WHERE id = 5'),
      CLOSE,
    ]);
    expect(results).toMatchObject([
      { response: { result: { cols: [{ name: 'id' }], is_readonly: true, is_explain: false } } },
      { response: { result: { cols: [{ name: 'id' }], is_readonly: false } } },
      { response: { result: { is_explain: true } } },
      { response: { result: { params: [null, ':a', '@b', '$c', '?2'].map((name) => ({ name })) } } },
      { response: { result: { rows: [[{ value: '0' }]] } } },
      { type: 'ok' },
    ]);
  });
});

describe('batches', () => {
  it('run steps by their conditions and go on after a failure', async () => {
    const { results } = await converse([
      {
        type: 'batch',
        batch: {
          steps: [
            { stmt: { sql: 'SELECT 1' } },
            { stmt: { sql: 'SELECT * FROM nowhere' }, condition: { type: 'ok', step: 0 } },
            { stmt: { sql: 'SELECT 2' }, condition: { type: 'error', step: 1 } },
            { stmt: { sql: 'SELECT 3' }, condition: { type: 'ok', step: 1 } },
            { stmt: { sql: 'SELECT 4' }, condition: { type: 'not', cond: { type: 'ok', step: 3 } } },
            {
              stmt: { sql: 'SELECT 5' },
              condition: {
                type: 'and',
                conds: [
                  { type: 'ok', step: 0 },
                  { type: 'error', step: 0 },
                ],
              },
            },
            {
              stmt: { sql: 'SELECT 6' },
              condition: {
                type: 'or',
                conds: [
                  { type: 'ok', step: 0 },
                  { type: 'error', step: 0 },
                ],
              },
            },
            { stmt: { sql: 'BEGIN' }, condition: { type: 'is_autocommit' } },
            { stmt: { sql: 'SELECT 7' }, condition: { type: 'is_autocommit' } },
          ],
        },
      },
      { type: 'get_autocommit' },
      CLOSE,
    ]);
    const [batch, autocommit] = results;
    const result = batch?.type === 'ok' && batch.response.type === 'batch' ? batch.response.result : undefined;
    const ran = result?.step_results.map((step) => step !== null);
    expect(ran).toEqual([true, false, true, false, true, false, true, true, false]);
    expect(result?.step_errors.map((error) => error?.code ?? null).filter(Boolean)).toEqual(['SQLITE_ERROR']);
    expect(autocommit).toMatchObject({ response: { is_autocommit: false } });
  });
});

describe('streams', () => {
  it('keep a transaction from request to request; each baton is good once', async () => {
    const first = await converse([execute('BEGIN'), execute("INSERT INTO item VALUES (200, 'open')")]);
    const baton = first.baton ?? '';
    const second = await converse([execute('SELECT count(*) FROM item WHERE id = 200')], baton);
    expect(second.results[0]).toMatchObject({ response: { result: { rows: [[{ value: '1' }]] } } });
    const again = await server.pipeline({ baton, requests: [] });
    expect(again.status).toBe(400);
    expect(await again.json()).toMatchObject({ code: 'STREAM_EXPIRED' });
    const last = await converse([CLOSE, execute('SELECT 1')], second.baton ?? '');
    expect(last.baton).toBeNull();
    expect(last.results[1]).toMatchObject({ error: { code: 'STREAM_CLOSED' } });
    expect(await one('SELECT count(*) FROM item WHERE id = 200')).toMatchObject({
      response: { result: { rows: [[{ value: '0' }]] } },
    });
  });

  it('expire when idle, give back the lock and undo what is open', async () => {
    const { baton } = await converse([execute('BEGIN IMMEDIATE'), execute("INSERT INTO item VALUES (201, 'idle')")]);
    // Waits for the lock, which only the expiry sets free.
    expect(await one("INSERT INTO item VALUES (202, 'next')")).toMatchObject({ type: 'ok' });
    expect((await server.pipeline({ baton, requests: [] })).status).toBe(400);
    expect(await one('SELECT count(*) FROM item WHERE id = 201')).toMatchObject({
      response: { result: { rows: [[{ value: '0' }]] } },
    });
    expect(server.openStreams()).toBe(0);
  });

  it('see nothing of what an earlier one has set, made, left open or got wrong', async () => {
    const rows = async (sql: string) => JSON.stringify((await one(sql)) ?? null);
    const settings = ['foreign_keys', 'recursive_triggers', 'query_only'].map((name) => `PRAGMA ${name}`);
    const before = await Promise.all(settings.map(rows));
    for (const spoil of [
      'PRAGMA foreign_keys = 1',
      'PRAGMA recursive_triggers = 1',
      'PRAGMA query_only = 1',
      'CREATE TEMP TABLE item (id INTEGER)',
      'CREATE TEMP VIEW other AS SELECT 1',
      "ATTACH ':memory:' AS beside",
      '/* no comment */ PRAGMA foreign_keys = 1',
      'BEGIN',
      'BEGIN IMMEDIATE',
      'SAVEPOINT here',
      'SELECT nothing FROM nowhere',
    ]) {
      await one(spoil);
    }
    await converse([{ type: 'sequence', sql: 'PRAGMA foreign_keys = 1; CREATE TEMP TABLE t (x)' }, CLOSE]);
    expect(await Promise.all(settings.map(rows))).toEqual(before);
    expect(await one('SELECT name FROM item LIMIT 0')).toMatchObject({ type: 'ok' });
    for (const gone of ['SELECT * FROM other', 'SELECT * FROM beside.sqlite_master', 'SELECT * FROM t']) {
      expect(await one(gone), gone).toMatchObject({ type: 'error' });
    }
    const states = await converse([{ type: 'get_autocommit' }, execute('SELECT count(*) FROM temp.sqlite_master')]);
    expect(states.results).toMatchObject([
      { response: { is_autocommit: true } },
      { response: { result: { rows: [[{ value: '0' }]] } } },
    ]);
    expect(await one("INSERT INTO item VALUES (203, 'free')")).toMatchObject({ type: 'ok' });
  });

  it('wait for a lock without holding up its owner', async () => {
    const owner = await converse([execute('BEGIN IMMEDIATE')]);
    const waiting = [
      one("INSERT INTO item VALUES (210, 'w')"),
      converse([{ type: 'sequence', sql: 'SELECT 1' }, CLOSE]),
    ];
    const done = await converse(
      [execute("INSERT INTO item VALUES (211, 'o')"), execute('COMMIT'), CLOSE],
      owner.baton ?? '',
    );
    expect(done.results.map((result) => result.type)).toEqual(['ok', 'ok', 'ok']);
    expect(await Promise.all(waiting)).toMatchObject([{ type: 'ok' }, { results: [{ type: 'ok' }, { type: 'ok' }] }]);
  });

  it('tell a reader that wants to write after another writer at once that it is too late', async () => {
    const reader = await converse([execute('BEGIN'), execute('SELECT count(*) FROM item')]);
    await one("INSERT INTO item VALUES (220, 'v')");
    const start = performance.now();
    const write = await converse([execute("INSERT INTO item VALUES (221, 'v')"), CLOSE], reader.baton ?? '');
    expect(write.results[0]).toMatchObject({ error: { code: 'SQLITE_BUSY' } });
    expect(performance.now() - start).toBeLessThan(1000);
  });
});

describe('the client of @libsql', () => {
  it('runs statements, batches, interactive transactions and scripts', async () => {
    const client = createClient({ url: server.url, authToken: server.token });
    await client.executeMultiple('CREATE TABLE n (v INTEGER); INSERT INTO n VALUES (1); INSERT INTO n VALUES (2)');
    await client.batch([{ sql: 'INSERT INTO n VALUES (?)', args: [3] }, 'INSERT INTO n VALUES (4)'], 'write');
    await expect(
      client.batch(['INSERT INTO n VALUES (5)', 'INSERT INTO nowhere VALUES (1)'], 'write'),
    ).rejects.toThrow();
    const transaction = await client.transaction('write');
    await transaction.execute('INSERT INTO n VALUES (6)');
    await transaction.rollback();
    const { rows } = await client.execute({
      sql: 'SELECT group_concat(v) AS all_v FROM n WHERE v > :low',
      args: { low: 0 },
    });
    expect(rows[0]?.all_v).toBe('1,2,3,4');
    client.close();
  });
});
