import type { BoxKey } from '../../host/secret-box.ts';
import { refuse } from '../../problem/problem.ts';
import type { ApiSettings } from '../api-env.ts';

/**
 * The key that seals; it is the one that signs callbacks too.
 * @throws ProblemError `unavailable` in a deployment without keys: nothing secret is ever kept in the clear instead
 */
export function sealingKey({ callbackKeys }: ApiSettings): BoxKey {
  return (
    callbackKeys[0] ?? refuse('unavailable', '`OSTINATO_KEY` is not set, so nothing can be sealed', { retryAfter: 60 })
  );
}
