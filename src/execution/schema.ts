import type { SqlStorage } from '../host/ports.ts';

const table = (name: string) => `CREATE TABLE "${name}" (key TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID`;

/** The tables of the first version. */
const FIRST = 'execution token task item iteration group live lane join arrival scope timer ended error'.split(' ');

/**
 * Steps that bring the database of one execution to the present shape; their number is its version. They only
 * ever add: a step, once released, is never edited.
 */
const STEPS: readonly (readonly string[])[] = [
  [
    ...FIRST.map(table),
    `CREATE INDEX task_order ON "task" (json_extract(body, '$.order'))`,
    `CREATE INDEX timer_due ON "timer" (json_extract(body, '$.due'))`,
    'CREATE TABLE value (id TEXT NOT NULL, chunk INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (id, chunk))',
    'CREATE TABLE event (seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, type TEXT NOT NULL, cause TEXT NOT NULL, changes TEXT NOT NULL, engine TEXT NOT NULL)',
    'CREATE TABLE event_part (seq INTEGER NOT NULL, part INTEGER NOT NULL, changes TEXT NOT NULL, PRIMARY KEY (seq, part)) WITHOUT ROWID',
    'CREATE TABLE outbox (key TEXT PRIMARY KEY, id TEXT NOT NULL, kind TEXT NOT NULL, body TEXT NOT NULL, since INTEGER NOT NULL, due INTEGER NOT NULL, lease INTEGER, tries INTEGER NOT NULL) WITHOUT ROWID',
  ],
  [
    'CREATE TABLE checkpoint (seq INTEGER NOT NULL, part INTEGER NOT NULL, size INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (seq, part)) WITHOUT ROWID',
    ...'wait listener signal inquiry response'.split(' ').map(table),
    'CREATE TABLE told (key TEXT PRIMARY KEY, request TEXT NOT NULL, seq INTEGER NOT NULL) WITHOUT ROWID',
  ],
];

const VERSION = 'CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)';

/** Reading an empty database writes nothing. */
function exists(sql: SqlStorage): boolean {
  const rows = sql.exec(`SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'schema_version'`);
  return rows.length > 0;
}

/** Whether an execution lives in this database; one of an earlier release is brought to the present version. */
export function open(sql: SqlStorage): boolean {
  if (!exists(sql)) {
    return false;
  }
  if (versionOf(sql) !== STEPS.length) {
    sql.transaction(() => migrate(sql));
  }
  return true;
}

function versionOf(sql: SqlStorage): number {
  return Number(sql.exec('SELECT version FROM schema_version')[0]?.version ?? 0);
}

/** Brings the database to the present version. Within a transaction. */
export function migrate(sql: SqlStorage): void {
  sql.exec(VERSION);
  const version = versionOf(sql);
  if (version > STEPS.length) {
    throw new Error(`the database has version ${version}; this engine knows ${STEPS.length}`);
  }
  for (const statement of STEPS.slice(version).flat()) {
    sql.exec(statement);
  }
  sql.exec(
    version === 0 ? 'INSERT INTO schema_version (version) VALUES (?)' : 'UPDATE schema_version SET version = ?',
    STEPS.length,
  );
}
