import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { migrate } from '../../../src/registry/migrate.ts';
import { MIGRATIONS, type OpenStore, type Store } from '../stores.ts';

const FIRST = {
  name: '0001_a.sql',
  sql: "-- a; b\nCREATE TABLE a (x TEXT DEFAULT ';');\nCREATE TABLE b (x TEXT);\n",
};
const SECOND = { name: '0002_b.sql', sql: 'ALTER TABLE a ADD COLUMN y TEXT;' };

export function migrateCases(store: Store): void {
  describe('migrations', () => {
    let open: OpenStore;
    beforeEach(async () => {
      open = await store.open();
    });
    afterEach(() => open.close());

    it('run once each, in the order of their names', async () => {
      expect(await migrate(open.db, [SECOND, FIRST], 1)).toEqual(['0001_a.sql', '0002_b.sql']);
      expect(await migrate(open.db, [FIRST, SECOND], 2)).toEqual([]);
      await open.db.execute("INSERT INTO a (y) VALUES ('kept')");
      const { rows } = await open.db.execute('SELECT x, y FROM a');
      expect(rows.map((row) => [row.x, row.y])).toEqual([[';', 'kept']]);
    });

    it('go through once with several starters', async () => {
      const starters = [open.db, open.another(), open.another(), open.another()];
      const applied = await Promise.all(starters.map((db) => migrate(db, MIGRATIONS, 1)));
      expect(applied.flat().toSorted()).toEqual(MIGRATIONS.map(({ name }) => name).toSorted());
      const { rows } = await open.db.execute('SELECT count(*) AS n FROM _migration');
      expect(rows[0]?.n).toBe(MIGRATIONS.length);
    });

    it('leave nothing behind when one fails', async () => {
      const broken = { name: '0003_c.sql', sql: 'CREATE TABLE c (x TEXT);\nINSERT INTO nowhere VALUES (1);' };
      await expect(migrate(open.db, [FIRST, broken], 1)).rejects.toThrow('0003_c.sql failed');
      await expect(open.db.execute('SELECT * FROM c')).rejects.toThrow('no such table');
      expect(await migrate(open.db, [FIRST, { ...broken, sql: 'CREATE TABLE c (x TEXT);' }], 2)).toEqual([
        '0003_c.sql',
      ]);
    });

    it('are refused when an applied one was changed or is not known', async () => {
      await migrate(open.db, [FIRST, SECOND], 1);
      await expect(migrate(open.db, [FIRST, { ...SECOND, sql: '' }], 2)).rejects.toThrow('was changed');
      await expect(migrate(open.db, [FIRST], 2)).rejects.toThrow('newer release');
    });
  });
}
