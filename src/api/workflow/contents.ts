import { ContentCache } from '../../registry/content-cache.ts';
import type { ApiEnv } from '../api-env.ts';

const caches = new WeakMap<ApiEnv, ContentCache>();

/** The compiled definitions that this instance keeps in memory. */
export function contentsOf(env: ApiEnv): ContentCache {
  const known = caches.get(env) ?? new ContentCache();
  caches.set(env, known);
  return known;
}
