import type { SqlStorage } from '../host/ports.ts';

/**
 * Steps that bring the database to the present shape; their number is its version. A step, once released, is never
 * edited. `n` is the order in which executions came.
 */
const STEPS: readonly (readonly string[])[] = [
  [
    'CREATE TABLE setting (one INTEGER PRIMARY KEY CHECK (one = 1), most INTEGER NOT NULL, strategy TEXT NOT NULL)',
    'CREATE TABLE holder (execution TEXT PRIMARY KEY, n INTEGER NOT NULL, canceling INTEGER NOT NULL, checked INTEGER NOT NULL) WITHOUT ROWID',
    'CREATE INDEX holder_checked ON holder (checked, n)',
    'CREATE TABLE waiter (n INTEGER PRIMARY KEY AUTOINCREMENT, execution TEXT NOT NULL UNIQUE)',
    'CREATE TABLE outbox (execution TEXT NOT NULL, kind TEXT NOT NULL, due INTEGER NOT NULL, tries INTEGER NOT NULL, PRIMARY KEY (execution, kind)) WITHOUT ROWID',
    'CREATE INDEX outbox_due ON outbox (due)',
  ],
];

/** Whether there is anything; reading an empty database writes nothing. */
export function exists(sql: SqlStorage): boolean {
  return sql.exec(`SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'schema_version'`).length > 0;
}

/** Brings the database to the present version. Within a transaction. */
export function migrate(sql: SqlStorage): void {
  sql.exec('CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)');
  const version = Number(sql.exec('SELECT version FROM schema_version')[0]?.version ?? 0);
  for (const statement of STEPS.slice(version).flat()) {
    sql.exec(statement);
  }
  if (version < STEPS.length) {
    sql.exec('DELETE FROM schema_version');
    sql.exec('INSERT INTO schema_version (version) VALUES (?)', STEPS.length);
  }
}
