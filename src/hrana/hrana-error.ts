import type { HranaErrorBody } from './protocol.ts';

/** A refusal that the protocol knows how to carry. */
export class HranaError extends Error {
  override readonly name = 'HranaError';
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** SQLITE_BUSY_SNAPSHOT: the transaction read before another one wrote, so waiting cannot help it. */
const BUSY_SNAPSHOT = 517;

/** The result codes of SQLite that are primary; the native package reports extended ones. */
const PRIMARY =
  /^SQLITE_(?:ERROR|INTERNAL|PERM|ABORT|BUSY|LOCKED|NOMEM|READONLY|INTERRUPT|IOERR|CORRUPT|NOTFOUND|FULL|CANTOPEN|PROTOCOL|EMPTY|SCHEMA|TOOBIG|CONSTRAINT|MISMATCH|MISUSE|NOLFS|AUTH|FORMAT|RANGE|NOTADB)/;

interface NativeError extends Error {
  readonly code: string;
  readonly rawCode?: number;
}

function isNative(thrown: unknown): thrown is NativeError {
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string';
}

/** True when somebody else holds the lock and trying again later can succeed. */
export function isBusy(thrown: unknown): boolean {
  return isNative(thrown) && thrown.code.startsWith('SQLITE_BUSY') && thrown.rawCode !== BUSY_SNAPSHOT;
}

/** What the client gets to see of an error: the primary code, as every libSQL server sends it. */
export function errorBody(thrown: unknown): HranaErrorBody {
  if (thrown instanceof HranaError) {
    return { code: thrown.code, message: thrown.message };
  }
  if (isNative(thrown)) {
    const code = PRIMARY.exec(thrown.code)?.[0] ?? 'SQLITE_ERROR';
    return { code, message: `SQLite error: ${thrown.message}` };
  }
  return { code: 'INTERNAL_ERROR', message: thrown instanceof Error ? thrown.message : String(thrown) };
}
