import type { Client } from '@libsql/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseErrorCode } from '../../../src/registry/database.ts';
import type { OpenStore, Store } from '../stores.ts';

/** What the registry takes for granted of a client, whatever it talks to. */
export function clientCases(store: Store): void {
  describe('the client', () => {
    let open: OpenStore;
    let db: Client;
    beforeAll(async () => {
      open = await store.open();
      db = open.db;
      await db.executeMultiple(
        'CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE); CREATE TABLE n (v)',
      );
    });
    afterAll(() => open.close());

    const names = async (where = '1') =>
      (await db.execute(`SELECT name FROM item WHERE ${where} ORDER BY id`)).rows.map(({ name }) => name);
    const codeOf = (work: Promise<unknown>) =>
      work.then(
        () => 'nothing thrown',
        (error: unknown) => databaseErrorCode(error),
      );

    it('keeps values as they are', async () => {
      const blob = new Uint8Array([0, 1, 255]);
      await db.execute({ sql: 'DELETE FROM n', args: [] });
      for (const value of [null, 0, -1, 1.5, 2 ** 53 - 1, 'ünï ☃ 𝄞', '', blob]) {
        await db.execute({ sql: 'INSERT INTO n VALUES (?)', args: [value] });
      }
      const { rows } = await db.execute('SELECT v FROM n ORDER BY rowid');
      const values = rows.map(({ v }) => (v instanceof ArrayBuffer ? [...new Uint8Array(v)] : v));
      expect(values).toEqual([null, 0, -1, 1.5, 2 ** 53 - 1, 'ünï ☃ 𝄞', '', [0, 1, 255]]);
    });

    it('does not round integers silently', async () => {
      await db.execute({ sql: 'INSERT INTO n VALUES (?)', args: [9007199254740993n] });
      const { rows } = await db.execute(
        "SELECT CAST(v AS TEXT) AS v FROM n WHERE typeof(v) = 'integer' AND v > 9007199254740991",
      );
      expect(rows[0]?.v).toBe('9007199254740993');
      await expect(db.execute("SELECT v FROM n WHERE typeof(v) = 'integer' AND v > 9007199254740991")).rejects.toThrow(
        /too large|safely/,
      );
    });

    it('tells what a statement has changed', async () => {
      const inserted = await db.execute("INSERT INTO item VALUES (1, 'a'), (2, 'b')");
      expect(inserted.rowsAffected).toBe(2);
      const returned = await db.execute({
        sql: 'UPDATE item SET name = name WHERE id = :id RETURNING name',
        args: { id: 2 },
      });
      expect(returned.rows.map(({ name }) => name)).toEqual(['b']);
      expect((await db.execute('DELETE FROM item WHERE id = 99')).rowsAffected).toBe(0);
    });

    it('gives primary error codes', async () => {
      expect(await codeOf(db.execute("INSERT INTO item VALUES (1, 'again')"))).toBe('SQLITE_CONSTRAINT');
      expect(await codeOf(db.execute("INSERT INTO item VALUES (3, 'a')"))).toBe('SQLITE_CONSTRAINT');
      expect(await codeOf(db.execute('INSERT INTO item VALUES (3, NULL)'))).toBe('SQLITE_CONSTRAINT');
      expect(await codeOf(db.batch(['INSERT INTO item VALUES (3, NULL)'], 'write'))).toBe('SQLITE_CONSTRAINT');
      expect(await codeOf(db.execute('SELECT * FROM nowhere'))).toMatch(/^SQL/);
    });

    it('writes a batch whole or not at all', async () => {
      const broken = db.batch(["INSERT INTO item VALUES (10, 'ten')", "INSERT INTO item VALUES (1, 'dup')"], 'write');
      await expect(broken).rejects.toThrow();
      expect(await names('id = 10')).toEqual([]);
      const [first, second] = await db.batch(
        ["INSERT INTO item VALUES (10, 'ten')", 'SELECT name FROM item WHERE id = 10'],
        'write',
      );
      expect([first?.rowsAffected, second?.rows[0]?.name]).toEqual([1, 'ten']);
    });

    it('keeps interactive transactions apart', async () => {
      const rolledBack = await db.transaction('write');
      await rolledBack.execute("INSERT INTO item VALUES (20, 'twenty')");
      expect((await rolledBack.execute('SELECT count(*) AS n FROM item WHERE id = 20')).rows[0]?.n).toBe(1);
      expect((await open.another().execute('SELECT count(*) AS n FROM item WHERE id = 20')).rows[0]?.n).toBe(0);
      await rolledBack.rollback();
      const committed = await db.transaction('write');
      await committed.execute("INSERT INTO item VALUES (21, 'twenty-one')");
      await committed.commit();
      expect(await names('id IN (20, 21)')).toEqual(['twenty-one']);
    });
  });
}
