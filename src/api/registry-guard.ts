import type { InArgs, InStatement } from '@libsql/client';
import { ensureError, ProblemError } from '../problem/problem.ts';
import { type Database, databaseErrorCode } from '../registry/database.ts';

/** Codes of libSQL that speak of the statement; everything else means that the registry was not reached. */
const OF_THE_STATEMENT = /^SQLITE_(?!BUSY|LOCKED|IOERR|CANTOPEN|FULL|PROTOCOL)/;

/** The registry, whose absence is a problem that passes (503) and not an error of the server. */
export function guarded(db: Database): Database {
  return {
    execute: (statement: InStatement, args?: InArgs) =>
      (typeof statement === 'string' ? db.execute(statement, args) : db.execute(statement)).catch(away),
    batch: (statements, mode) => db.batch(statements, mode).catch(away),
  };
}

function away(thrown: unknown): never {
  const error = ensureError(thrown);
  const code = databaseErrorCode(error);
  const unreached = code === undefined ? /fetch|network|connect/i.test(error.message) : !OF_THE_STATEMENT.test(code);
  if (unreached) {
    throw new ProblemError(
      { code: 'unavailable', detail: 'the registry cannot be reached', retryAfter: 1 },
      { cause: error },
    );
  }
  throw error;
}
