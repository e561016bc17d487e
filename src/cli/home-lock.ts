import { join } from 'node:path';
import { type FileLock, lockFile } from '../hrana/file-lock.ts';
import { FriendlyError } from './say.ts';

/**
 * Keeps a second server away from the same home, where both would write the same files.
 * @throws FriendlyError when another server is there.
 */
export function lockHome(home: string): FileLock {
  const lock = lockFile(join(home, 'lock.db'));
  if (lock === undefined) {
    throw new FriendlyError(`another server is running with the home ${home}; end it or set OSTINATO_HOME`);
  }
  return lock;
}
