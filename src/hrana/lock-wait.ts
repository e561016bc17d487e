import { setTimeout as sleep } from 'node:timers/promises';
import { isBusy } from './hrana-error.ts';

/** How long a statement waits for the lock that another stream or process holds. */
export const LOCK_WAIT_MS = 5_000;
const LONGEST_PAUSE_MS = 20;

/**
 * Runs an attempt, again and again while the database is locked. Between attempts the process serves others, among
 * them the stream that holds the lock. Without contention nothing is awaited, so a batch is not interleaved.
 * @throws what the last attempt threw.
 */
export async function withLockWait<T>(attempt: () => T, patience = LOCK_WAIT_MS): Promise<T> {
  const deadline = performance.now() + patience;
  for (let pause = 1; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    try {
      return attempt();
    } catch (thrown) {
      if (!isBusy(thrown) || performance.now() + pause > deadline) {
        throw thrown;
      }
    }
    await sleep(pause);
  }
}
