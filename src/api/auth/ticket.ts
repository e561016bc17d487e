import { refuse } from '../../problem/problem.ts';
import { sha256 } from '../../registry/content-hash.ts';
import { redeemTicket } from '../../registry/tickets.ts';
import type { ApiEnv } from '../api-env.ts';
import { guarded } from '../registry-guard.ts';
import type { Principal } from './principal.ts';

/** The only path that a ticket opens; its execution is the one the ticket was made for. */
const STREAM = /^\/api\/v1\/executions\/([^/]+)\/stream$/;

/** Whoever holds a ticket: the token it was made with could see the execution, and nothing else is asked of it. */
const HOLDER: Principal = { id: 'ticket', scopes: ['read'], packs: null };

/** The ticket of a request for a stream; undefined for every other request. */
export function ticketOf({ url }: Request): string | undefined {
  const { pathname, searchParams } = new URL(url);
  return STREAM.test(pathname) ? (searchParams.get('ticket') ?? undefined) : undefined;
}

/** @throws ProblemError `unauthorized` for a ticket that is unknown, used, too old, or of another execution */
export async function byTicket(env: ApiEnv, request: Request, ticket: string): Promise<Principal> {
  const execution = STREAM.exec(new URL(request.url).pathname)?.[1];
  const opened = await redeemTicket(guarded(env.database()), await sha256(ticket), env.clock.now());
  return opened !== undefined && opened === execution
    ? HOLDER
    : refuse('unauthorized', 'the ticket is unknown, used already, too old, or for another stream');
}
