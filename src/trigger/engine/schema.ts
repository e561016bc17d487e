import type { SqlStorage } from '../../host/ports.ts';

/** Steps that bring the database of one trigger to the present shape. A step, once released, is never edited. */
const STEPS: readonly (readonly string[])[] = [
  [
    'CREATE TABLE memory (key TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID',
    `CREATE TABLE delivery (seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, at INTEGER NOT NULL,
       planned INTEGER, key TEXT, provider_id TEXT, redelivery_of TEXT, outcome TEXT NOT NULL, reason TEXT, error TEXT,
       repeats INTEGER NOT NULL DEFAULT 0, size INTEGER NOT NULL, request TEXT NOT NULL)`,
    `CREATE TABLE part (id TEXT NOT NULL, kind TEXT NOT NULL, chunk INTEGER NOT NULL, body TEXT NOT NULL,
       PRIMARY KEY (id, kind, chunk)) WITHOUT ROWID`,
    'CREATE TABLE seen (key TEXT PRIMARY KEY, at INTEGER NOT NULL, delivery TEXT NOT NULL, started INTEGER NOT NULL) WITHOUT ROWID',
    'CREATE INDEX seen_by_time ON seen (at)',
    `CREATE TABLE start (seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, workflow TEXT NOT NULL,
       tags TEXT NOT NULL, at INTEGER NOT NULL, due INTEGER NOT NULL, tries INTEGER NOT NULL, planned INTEGER NOT NULL)`,
    'CREATE INDEX start_by_due ON start (due)',
  ],
];
const TABLES = ['memory', 'delivery', 'part', 'seen', 'start', 'schema_version'];

/** Whether a trigger lives in this database; reading an empty one writes nothing. */
export function exists(sql: SqlStorage): boolean {
  return sql.exec(`SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'schema_version'`).length > 0;
}

/** Brings the database to the present version. Within a transaction. */
export function migrate(sql: SqlStorage): void {
  sql.exec('CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)');
  const version = Number(sql.exec('SELECT version FROM schema_version')[0]?.version ?? 0);
  if (version === STEPS.length) {
    return;
  }
  if (version > STEPS.length) {
    throw new Error(`the database has version ${version}; this engine knows ${STEPS.length}`);
  }
  for (const statement of STEPS.slice(version).flat()) {
    sql.exec(statement);
  }
  sql.exec('DELETE FROM schema_version');
  sql.exec('INSERT INTO schema_version (version) VALUES (?)', STEPS.length);
}

/** Forgets everything. Within a transaction. */
export function drop(sql: SqlStorage): void {
  for (const table of TABLES) {
    sql.exec(`DROP TABLE IF EXISTS ${table}`);
  }
}
