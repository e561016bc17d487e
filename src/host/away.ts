import { ensureError } from '../problem/problem.ts';

/**
 * A part of the service itself cannot be reached: the registry, another execution. What was asked of it has not
 * failed, it has not been answered; it is asked again.
 */
export class Away extends Error {
  override readonly name = 'Away';
}

/** Runs what asks another part of the service. @throws Away for whatever goes wrong on the way */
export async function reaching<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (thrown) {
    const error = ensureError(thrown);
    throw new Away(error.message, { cause: error });
  }
}
