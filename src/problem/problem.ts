import type { Finding } from './finding.ts';

/** Code → HTTP status and title. Each code is the slug of a page under docs/errors. */
export const PROBLEMS = {
  bad_request: [400, 'The request could not be read'],
  unauthorized: [401, 'A bearer token is needed'],
  signature_invalid: [401, 'The signature is not right'],
  forbidden: [403, 'The token may not do this'],
  not_found: [404, 'There is nothing here'],
  method_not_allowed: [405, 'The resource does not know this method'],
  conflict: [409, 'The request contradicts the present state'],
  ref_exists: [409, 'A workflow of this ref exists'],
  replay_diverged: [409, 'Recorded executions would go otherwise'],
  nothing_to_rerun: [409, 'Nothing of the execution is to be run again'],
  path_missing: [409, 'The latest definition does not have the recorded path'],
  bundle_missing: [409, 'The server has no bundle of packs'],
  bundle_invalid: [409, 'The bundle of packs cannot be used'],
  callback_used: [409, 'The callback was already answered otherwise'],
  inquiry_answered: [409, 'The inquiry was already answered'],
  idempotency_key_reused: [409, 'The idempotency key was used with another body'],
  callback_expired: [410, 'The callback is past its time'],
  inquiry_closed: [410, 'The inquiry is past its time'],
  precondition_failed: [412, 'The resource has changed'],
  too_large: [413, 'The request is too large'],
  unsupported_media_type: [415, 'The content type is not understood'],
  invalid_definition: [422, 'The definition has errors'],
  invalid_input: [422, 'The input does not fit'],
  no_entry_point: [422, 'The workflow has no task to start at'],
  limit_above_ceiling: [422, 'A limit is above its ceiling'],
  signal_buffer_full: [429, 'The execution keeps no more signals'],
  too_many_requests: [429, 'Too many requests'],
  internal: [500, 'Something went wrong inside'],
  unavailable: [503, 'A part of the service is away'],
} as const satisfies Record<string, readonly [number, string]>;

export type ProblemCode = keyof typeof PROBLEMS;

/** What a refusal says, as data: returned over RPC, rendered to problem+json at the edge in one place. */
export interface Problem {
  readonly code: ProblemCode;
  readonly detail: string;
  readonly findings?: readonly Finding[];
  /** Seconds after which a retry may help; only for retryable problems. */
  readonly retryAfter?: number;
}

/** The throw boundary for problems. Terminal unless it carries `retryAfter`. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly problem: Problem;

  constructor(problem: Problem, options?: ErrorOptions) {
    super(problem.detail, options);
    this.problem = problem;
  }

  get retryable(): boolean {
    return this.problem.retryAfter !== undefined;
  }
}

/** Shorthand for throwing sites. */
export function refuse(code: ProblemCode, detail: string, more: Partial<Problem> = {}): never {
  throw new ProblemError({ ...more, code, detail });
}

/** Turns whatever was thrown into an Error, at the one place where foreign errors enter. */
export function ensureError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
