import { sha256 } from '../../registry/content-hash.ts';
import { findToken, touchToken } from '../../registry/tokens.ts';
import type { ApiEnv } from '../api-env.ts';
import { guarded } from '../registry-guard.ts';
import { TOKEN_PREFIX } from './mint-token.ts';
import { ADMIN, type Principal } from './principal.ts';
import { sameText } from './same-text.ts';

/** Whose token it is; undefined for one that is not known here, or has expired. */
export async function identify(env: ApiEnv, token: string): Promise<Principal | undefined> {
  const { adminToken } = env.settings;
  if (adminToken !== '' && sameText(token, adminToken)) {
    return ADMIN;
  }
  return token.startsWith(TOKEN_PREFIX) ? issuedTo(env, await sha256(token)) : undefined;
}

/** Whose token has this SHA-256: what a session remembers of it. */
export async function identifyHash(env: ApiEnv, hash: string): Promise<Principal | undefined> {
  const { adminToken } = env.settings;
  return adminToken !== '' && hash === (await sha256(adminToken)) ? ADMIN : issuedTo(env, hash);
}

async function issuedTo(env: ApiEnv, hash: string): Promise<Principal | undefined> {
  const now = env.clock.now();
  const db = guarded(env.database());
  const row = await findToken(db, hash, now);
  if (row !== undefined) {
    // A note for people; a request does not fail or wait for it.
    env.defer(touchToken(db, row.id, now).catch(() => {}));
  }
  return row && { id: row.id, scopes: row.scopes, packs: row.packs };
}
