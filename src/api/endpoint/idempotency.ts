import { open, seal } from '../../host/secret-box.ts';
import { refuse } from '../../problem/problem.ts';
import { sha256 } from '../../registry/content-hash.ts';
import type { Database } from '../../registry/database.ts';
import {
  abandonIdempotency,
  completeIdempotency,
  type IdempotencyClaim,
  type Reservation,
  reserveIdempotency,
} from '../../registry/idempotency.ts';
import type { ApiEnv } from '../api-env.ts';
import type { Principal } from '../auth/principal.ts';
import { sealingKey } from '../auth/sealing-key.ts';
import { answerText } from '../http/answer.ts';

/** For descriptions of endpoints. */
export const IDEMPOTENCY_HEADER = {
  'Idempotency-Key': 'Makes repetitions of the request harmless for 24 hours: they get its answer.',
};

export type Claim = Omit<IdempotencyClaim, 'execution'>;

interface IdempotentCall {
  readonly env: ApiEnv;
  readonly db: Database;
  readonly principal: Principal;
  readonly request: Request;
  readonly bytes: Uint8Array;
}

/** The request's `Idempotency-Key`. @throws ProblemError `bad_request` for one that is none */
export function keyOf(request: Request): string | undefined {
  const key = request.headers.get('idempotency-key');
  if (key !== null && !/^[\x21-\x7e]{1,255}$/.test(key)) {
    refuse('bad_request', '`Idempotency-Key` is 1 to 255 visible ASCII characters');
  }
  return key ?? undefined;
}

/** The claim that the request's `Idempotency-Key` makes, or undefined when it has none. */
export async function claimOf({ principal, request, bytes }: IdempotentCall): Promise<Claim | undefined> {
  const key = keyOf(request);
  if (key === undefined) {
    return undefined;
  }
  const url = new URL(request.url);
  const body = new TextDecoder().decode(bytes);
  return {
    // The path with its values: one key for two workflows is two requests.
    scope: `${principal.id} ${request.method} ${url.pathname}`,
    key,
    request: await sha256(`${url.search}\n${body}`),
  };
}

/** How answers are kept. */
export interface Keeping {
  /** Throws when an answer could not be kept, before anything is done. */
  readonly prepare: () => void;
  readonly close: (answer: string) => string | Promise<string>;
  readonly open: (kept: string) => string | Promise<string>;
}

const AS_IT_IS: Keeping = { prepare: () => {}, close: (answer) => answer, open: (kept) => kept };

/** For answers that hold something secret: they are kept sealed. */
export function keptSealed({ settings }: ApiEnv): Keeping {
  const name = 'idempotent answer';
  return {
    prepare: () => void sealingKey(settings),
    close: (answer) => seal(sealingKey(settings), name, answer),
    open: (kept) => open(settings.callbackKeys, name, kept),
  };
}

/**
 * Runs a request that has an `Idempotency-Key` once: repetitions get its answer. What fails is not kept, so that it
 * can be tried again.
 */
export async function once(
  call: IdempotentCall,
  run: () => Promise<Response>,
  keeping: Keeping = AS_IT_IS,
): Promise<Response> {
  const claim = await claimOf(call);
  if (claim === undefined) {
    return run();
  }
  keeping.prepare();
  const now = call.env.clock.now();
  const found = await reserve(call.db, claim, now);
  switch (found.kind) {
    case 'reused':
      return reused();
    case 'replay':
      return replayed(await keeping.open(found.answer));
    case 'in_progress':
      return inProgress();
    default:
      return runFirst(call.db, claim, now, run, keeping);
  }
}

/** A request that has not come to an end by then died on the way. */
const ABANDONED_MS = 60_000;

async function reserve(db: Database, claim: Claim, now: number): Promise<Reservation> {
  const whole = { ...claim, execution: null };
  const found = await reserveIdempotency(db, whole, now);
  if (found.kind !== 'in_progress' || now - found.since < ABANDONED_MS) {
    return found;
  }
  await abandonIdempotency(db, claim, found);
  return reserveIdempotency(db, whole, now);
}

async function runFirst(
  db: Database,
  claim: Claim,
  since: number,
  run: () => Promise<Response>,
  { close }: Keeping,
): Promise<Response> {
  try {
    const response = await run();
    await completeIdempotency(db, claim, await close(await record(response.clone())));
    return response;
  } catch (error) {
    // What went wrong is what the caller must hear of; a claim that stays is given up later. If this took so long that
    // another request has taken over, the claim is that one's.
    await abandonIdempotency(db, claim, { since, execution: null }).catch(() => {});
    throw error;
  }
}

export function inProgress(): never {
  return refuse('conflict', 'the first request with this idempotency key is still in progress', {
    retryAfter: 1,
  });
}

export function reused(): never {
  return refuse('idempotency_key_reused', 'this idempotency key came with another body before');
}

const KEPT_HEADERS = ['location', 'etag'] as const;

interface Recorded {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** An answer as text, to be kept. */
export async function record(response: Response): Promise<string> {
  const headers = KEPT_HEADERS.flatMap((name) => {
    const value = response.headers.get(name);
    return value === null ? [] : [[name, value] as const];
  });
  const recorded: Recorded = {
    status: response.status,
    headers: Object.fromEntries(headers),
    body: await response.text(),
  };
  return JSON.stringify(recorded);
}

/** The kept answer, marked as such. */
export function replayed(answer: string): Response {
  const { status, headers, body } = JSON.parse(answer) as Recorded;
  return answerText(status, body, { ...headers, 'Idempotency-Replayed': 'true' });
}
