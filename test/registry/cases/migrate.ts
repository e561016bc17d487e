import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { migrate } from '../../../src/registry/migrate.ts';
import { namedActions } from '../../../src/registry/named-actions.ts';
import { definitionOf, taskOf } from '../fixtures.ts';
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

    it('note what workflows name that were registered before that was noted', async () => {
      const earlier = MIGRATIONS.filter(({ name }) => name < '0104' || name > '0105');
      await migrate(open.db, earlier, 1);
      const tasks = ['core.log', 'a.x', 'b.y', 'a.x', 'old.self'].map((action, i) =>
        taskOf(`t${i}`, { action, path: `/tasks/${i}` }),
      );
      const positions = { '/tasks/1/action': [7, 3], '/tasks/1': [6, 3], '/tasks/3': [9, 3] } as const;
      const definition = definitionOf('old.self', { tasks, positions });
      for (const [ref, status] of [
        ['old.self', 'disabled'],
        ['old.gone', 'removed'],
      ] as const) {
        await open.db.execute({
          sql: `INSERT INTO workflow_definition (ref, pack, pack_ref, label, version, param_schema, definition, tags, status,
                  findings, created, updated) VALUES (?, 'old', 'old', 'l', 1, '{}', ?, '[]', ?, '[]', 1, 1)`,
          args: [ref, JSON.stringify(definition), status],
        });
      }
      expect(await migrate(open.db, MIGRATIONS, 2)).toEqual(['0104_workflow_target.sql']);
      const { rows } = await open.db.execute('SELECT ref, target, findings FROM workflow_target ORDER BY target');
      expect(rows.map(({ ref, target, findings }) => [ref, target, JSON.parse(String(findings))])).toEqual(
        namedActions(definition).map(({ ref, findings }) => ['old.self', ref, findings]),
      );
    });

    it('are refused when an applied one was changed or is not known', async () => {
      await migrate(open.db, [FIRST, SECOND], 1);
      await expect(migrate(open.db, [FIRST, { ...SECOND, sql: '' }], 2)).rejects.toThrow('was changed');
      await expect(migrate(open.db, [FIRST], 2)).rejects.toThrow('newer release');
    });
  });
}
