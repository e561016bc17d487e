import type { SqlStorage } from '../host/ports.ts';

/**
 * The database of one execution. Most executions are short and every one has a database of its own, so it has few
 * tables: all rows of a state are in one, by kind and key. `rank` is what rows are looked up by besides.
 */
const PRESENT: readonly string[] = [
  'CREATE TABLE state (kind TEXT NOT NULL, key TEXT NOT NULL, body TEXT NOT NULL, rank INTEGER, PRIMARY KEY (kind, key)) WITHOUT ROWID',
  'CREATE INDEX state_rank ON state (kind, rank) WHERE rank IS NOT NULL',
  'CREATE TABLE value (id TEXT NOT NULL, chunk INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (id, chunk)) WITHOUT ROWID',
  'CREATE TABLE event (seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, type TEXT NOT NULL, cause TEXT NOT NULL, changes TEXT NOT NULL, engine TEXT NOT NULL)',
  'CREATE TABLE event_part (seq INTEGER NOT NULL, part INTEGER NOT NULL, changes TEXT NOT NULL, PRIMARY KEY (seq, part)) WITHOUT ROWID',
  'CREATE TABLE outbox (key TEXT PRIMARY KEY, id TEXT NOT NULL, kind TEXT NOT NULL, body TEXT NOT NULL, since INTEGER NOT NULL, due INTEGER NOT NULL, lease INTEGER, tries INTEGER NOT NULL) WITHOUT ROWID',
  'CREATE TABLE checkpoint (seq INTEGER NOT NULL, part INTEGER NOT NULL, size INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (seq, part)) WITHOUT ROWID',
  'CREATE TABLE told (key TEXT PRIMARY KEY, request TEXT NOT NULL, seq INTEGER NOT NULL) WITHOUT ROWID',
];

/** Kinds of rows that were tables of their own, in the order of versions. */
const TABLES_OF_FIRST =
  'execution token task item iteration group live lane join arrival scope timer ended error'.split(' ');
const TABLES_OF_SECOND = 'wait listener signal inquiry response'.split(' ');

const table = (name: string) => `CREATE TABLE "${name}" (key TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID`;
const RANKS: Readonly<Record<string, string>> = { task: '$.order', timer: '$.due' };
const moved = (name: string) => [
  `INSERT INTO state SELECT '${name}', key, body, ${RANKS[name] === undefined ? 'NULL' : `json_extract(body, '${RANKS[name]}')`} FROM "${name}"`,
  `DROP TABLE "${name}"`,
];

/** Steps from each earlier version to the next. One that is released is never edited. */
const STEPS: ReadonlyMap<number, readonly string[]> = new Map([
  [
    1,
    [
      'CREATE TABLE checkpoint (seq INTEGER NOT NULL, part INTEGER NOT NULL, size INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (seq, part)) WITHOUT ROWID',
      ...TABLES_OF_SECOND.map(table),
      'CREATE TABLE told (key TEXT PRIMARY KEY, request TEXT NOT NULL, seq INTEGER NOT NULL) WITHOUT ROWID',
    ],
  ],
  [
    2,
    [
      'CREATE TABLE state (kind TEXT NOT NULL, key TEXT NOT NULL, body TEXT NOT NULL, rank INTEGER, PRIMARY KEY (kind, key)) WITHOUT ROWID',
      'CREATE INDEX state_rank ON state (kind, rank) WHERE rank IS NOT NULL',
      ...[...TABLES_OF_FIRST, ...TABLES_OF_SECOND].flatMap(moved),
    ],
  ],
]);
const VERSION = 3;

const LEDGER = 'CREATE TABLE schema_version (version INTEGER NOT NULL)';

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
  const version = versionOf(sql);
  if (version !== VERSION) {
    sql.transaction(() => migrate(sql, version));
  }
  return true;
}

function versionOf(sql: SqlStorage): number {
  return Number(sql.exec('SELECT version FROM schema_version')[0]?.version);
}

/** Makes the tables of an execution that begins. Within a transaction. */
export function create(sql: SqlStorage): void {
  for (const statement of [...PRESENT, LEDGER]) {
    sql.exec(statement);
  }
  sql.exec('INSERT INTO schema_version (version) VALUES (?)', VERSION);
}

function migrate(sql: SqlStorage, from: number): void {
  if (!(from < VERSION)) {
    throw new Error(`the database has version ${from}; this engine knows ${VERSION}`);
  }
  for (let version = from; version < VERSION; version++) {
    for (const statement of STEPS.get(version) ?? []) {
      sql.exec(statement);
    }
  }
  sql.exec('UPDATE schema_version SET version = ?', VERSION);
}
