import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { SqlStorage, SqlValue } from '../../src/host/ports.ts';

export interface CountedStorage extends SqlStorage {
  /** Rows that statements returned. */
  readonly read: number;
  /** Rows that statements inserted, changed or deleted. */
  readonly written: number;
}

/** An execution's database outside of a Durable Object, in memory, counting the rows it reads and writes. */
export function nodeStorage(): CountedStorage {
  const database = new DatabaseSync(':memory:');
  const statements = new Map<string, StatementSync>();
  const counted = { read: 0, written: 0 };
  const prepare = (sql: string): StatementSync => {
    const statement = statements.get(sql) ?? database.prepare(sql);
    statements.set(sql, statement);
    return statement;
  };
  return {
    get read() {
      return counted.read;
    },
    get written() {
      return counted.written;
    },
    exec(sql, ...parameters) {
      const statement = prepare(sql);
      if (/^\s*(SELECT|PRAGMA)/i.test(sql)) {
        const rows = statement.all(...parameters) as Record<string, SqlValue>[];
        counted.read += rows.length;
        return rows;
      }
      counted.written += Number(statement.run(...parameters).changes);
      return [];
    },
    transaction(run) {
      database.exec('BEGIN');
      try {
        const result = run();
        database.exec('COMMIT');
        return result;
      } catch (thrown) {
        database.exec('ROLLBACK');
        throw thrown;
      }
    },
  };
}
