import { refuse } from '../../problem/problem.ts';
import type { ApiSettings } from '../api-env.ts';

/**
 * Lets only pages of our own pass. The name in `Host` is one of ours by now.
 * @throws ProblemError `forbidden` without an `Origin`, or for another one
 */
export function requireOwnOrigin(request: Request, { publicUrl }: ApiSettings): void {
  const { protocol, host } = new URL(request.url);
  const own = [new URL(publicUrl).origin, `${protocol}//${request.headers.get('host') ?? host}`];
  if (!own.includes(request.headers.get('origin') ?? '')) {
    refuse('forbidden', 'with a session, only pages of this server may do this (`Origin`)');
  }
}
