import Database from 'libsql';
import type { HranaColumn, HranaDescription, HranaStatement, HranaStatementResult } from './protocol.ts';
import { parametersOf, requireSingleStatement } from './sql-text.ts';
import { decodeValue, encodeValue, type SqlValue } from './value.ts';

export type Connection = Database.Database;

/**
 * Opens a connection to the database file.
 *
 * The package is synchronous: a wait for a lock inside SQLite would stop this process, including the stream that is
 * to release the lock. So SQLite never waits here; `lock-wait.ts` does.
 *
 * WAL with synchronous=NORMAL: a commit is in the operating system's hands when it is acknowledged, so SIGKILL of
 * this process loses nothing. Only a power cut can lose the last commits (never damage the file); FULL would close
 * that gap for an fsync per commit.
 */
export function openConnection(path: string): Connection {
  const connection = new Database(path, { timeout: 0 });
  connection.exec('PRAGMA synchronous = NORMAL');
  return connection;
}

/** Ends what the connection has open and gives it back; a mere close would keep the lock of an open transaction. */
export function closeConnection(connection: Connection): void {
  try {
    if (connection.inTransaction) {
      connection.exec('ROLLBACK');
    }
  } finally {
    connection.close();
  }
}

/**
 * Prepares one statement and gives the function that runs it to its end. After a lock was met, call the same function
 * again: a statement that failed so stays half begun, and would keep later writes of its connection from being
 * committed, until it has run.
 * @throws HranaError and the native package's errors.
 */
export function prepareStatement(
  connection: Connection,
  sql: string,
  request: HranaStatement,
): () => HranaStatementResult {
  requireSingleStatement(sql);
  const bound = bindings(request);
  const statement = connection.prepare(sql).safeIntegers(true);
  if (!statement.reader) {
    return () => {
      const { changes, lastInsertRowid } = statement.run(bound);
      return { cols: [], rows: [], affected_row_count: changes, last_insert_rowid: String(lastInsertRowid) };
    };
  }
  statement.raw(true);
  return () => {
    // Rows are read even when nobody wants them: reading is what runs the statement.
    const rows = statement.all(bound) as readonly (readonly unknown[])[];
    return {
      cols: columnsOf(statement),
      rows: request.want_rows === false ? [] : rows.map((row) => row.map(encodeValue)),
      ...effectOf(connection, sql),
    };
  };
}

/** What a statement with rows has changed: INSERT … RETURNING and its like. */
function effectOf(
  connection: Connection,
  sql: string,
): Pick<HranaStatementResult, 'affected_row_count' | 'last_insert_rowid'> {
  if (!/\bRETURNING\b/i.test(sql)) {
    return { affected_row_count: 0, last_insert_rowid: null };
  }
  const row = connection.prepare('SELECT changes(), last_insert_rowid()').raw(true).safeIntegers(true).get();
  const [changes, rowid] = row as readonly [bigint, bigint];
  return { affected_row_count: Number(changes), last_insert_rowid: String(rowid) };
}

/** Positional arguments, or named ones without their prefix. */
function bindings(request: HranaStatement): SqlValue[] | Record<string, SqlValue> {
  const named = request.named_args ?? [];
  if (named.length === 0) {
    return (request.args ?? []).map(decodeValue);
  }
  return Object.fromEntries(named.map(({ name, value }) => [name.replace(/^[:@$]/, ''), decodeValue(value)]));
}

function columnsOf(statement: Database.Statement): readonly HranaColumn[] {
  return statement.columns().map(({ name, type }) => ({ name, decltype: type }));
}

/** Describes a statement without running it. */
export function describeStatement(connection: Connection, sql: string): HranaDescription {
  requireSingleStatement(sql);
  const statement = connection.prepare(sql);
  return {
    params: parametersOf(sql).map((name) => ({ name })),
    cols: statement.reader ? columnsOf(statement) : [],
    is_explain: /^\s*EXPLAIN\b/i.test(sql),
    is_readonly: statement.reader && !/\bRETURNING\b/i.test(sql),
  };
}
