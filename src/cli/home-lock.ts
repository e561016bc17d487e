import { join } from 'node:path';
import Database from 'libsql';
import { FriendlyError } from './say.ts';

/**
 * Keeps a second server away from the same home, where both would write the same files. The lock is one of SQLite's:
 * the system takes it back when this process ends, in whatever way.
 * @throws FriendlyError when another server has it.
 */
export function lockHome(home: string): { release(): void } {
  const database = new Database(join(home, 'lock.db'), { timeout: 0 });
  try {
    database.exec('PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    throw new FriendlyError(`another server is running with the home ${home}; end it or set OSTINATO_HOME`, {
      cause: error,
    });
  }
  return {
    release: () => {
      database.exec('ROLLBACK');
      database.close();
    },
  };
}
