import type { BundleSource } from '../../src/pack/bundle.ts';
import { ensureError, ProblemError } from '../../src/problem/problem.ts';
import type { Env } from '../env.ts';

/** The packs of this deployment: those that the Worker carries, or those that somebody beside it has on disk. */
export function bundleOf({ OSTINATO_BUNDLE_URL: url, OSTINATO_BUNDLE_TOKEN: token = '' }: Env): BundleSource {
  return url === undefined ? CARRIED : { read: (pack) => fetchBundle(url, token, pack) };
}

/** A module of its own, so that a Worker that never syncs does not load it. */
const CARRIED: BundleSource = {
  async read() {
    // A bundler that was not told of the module leaves none.
    const carried: { readonly default: unknown } | undefined = await import('bundled-packs').catch(() => undefined);
    const text = carried?.default;
    return typeof text !== 'string' || text.trim() === 'null' ? undefined : text;
  },
};

async function fetchBundle(url: string, token: string, pack: string): Promise<string> {
  try {
    const headers = { authorization: `Bearer ${token}` };
    const response = await fetch(`${url}/${encodeURIComponent(pack)}`, { headers });
    const text = await response.text();
    if (response.ok) {
      return text;
    }
    throw new Error(`${response.status} ${text}`);
  } catch (thrown) {
    const detail = `the packs cannot be read: ${ensureError(thrown).message}`;
    throw new ProblemError({ code: 'unavailable', detail, retryAfter: 1 }, { cause: thrown });
  }
}
