import { refuse } from '../../problem/problem.ts';

/** What a token may do: read, start and steer executions, change definitions, run the server. */
export const SCOPES = ['read', 'execute', 'write', 'admin'] as const;
export type Scope = (typeof SCOPES)[number];

/** Who sends a request. */
export interface Principal {
  /** Stable name, for the scope of idempotency keys and for the audit. */
  readonly id: string;
  readonly scopes: readonly Scope[];
  /** The packs it is limited to; null: all. */
  readonly packs: readonly string[] | null;
}

/** The holder of the deployment's own token. */
export const ADMIN: Principal = { id: 'admin', scopes: SCOPES, packs: null };

/** Whoever calls an open path. */
export const ANYONE: Principal = { id: 'anyone', scopes: [], packs: [] };

/**
 * `admin` stands for all scopes. What it alone allows concerns the whole server, so a limit to packs excludes it.
 * @throws ProblemError `forbidden` when the token lacks the scope
 */
export function requireScope(principal: Principal, scope: Scope): void {
  if (scope === 'admin' && principal.packs !== null) {
    refuse('forbidden', 'this needs a token that is not limited to packs');
  }
  if (!hasScope(principal, scope)) {
    refuse('forbidden', `this needs a token with the scope \`${scope}\``);
  }
}

export function hasScope({ scopes }: Principal, scope: Scope): boolean {
  return scopes.includes(scope) || scopes.includes('admin');
}

export function maySee(principal: Principal, pack: string): boolean {
  return principal.packs === null || principal.packs.includes(pack);
}

/** The packs that lists are limited to; undefined: all. */
export function visiblePacks(principal: Principal): readonly string[] | undefined {
  return principal.packs ?? undefined;
}
