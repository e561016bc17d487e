import Database from 'libsql';
import { isBusy } from './hrana-error.ts';

export interface FileLock {
  release(): void;
}

/**
 * Takes a lock that one process at a time can have. It is SQLite's own on a small file, so the system takes it back
 * when the process ends, in whatever way.
 * @returns undefined when another process has it.
 */
export function lockFile(path: string): FileLock | undefined {
  const database = new Database(path, { timeout: 0 });
  try {
    database.exec('PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (isBusy(error)) {
      return undefined;
    }
    throw error;
  }
  return {
    release: () => {
      database.exec('ROLLBACK');
      database.close();
    },
  };
}
