import * as v from 'valibot';
import type { Reply } from '../../host/directory.ts';
import { ProblemError } from '../../problem/problem.ts';
import { answerDataText, answerList, unlessKnown } from '../http/answer.ts';
import { etag } from '../http/etag.ts';
import { type ExecutionStatus, StatusSchema } from '../schema/execution.ts';

export type Answered = Extract<Reply, { ok: true }>;

/** What an execution answered. @throws ProblemError with its refusal. */
export function requireOk(reply: Reply): Answered {
  if (!reply.ok) {
    throw new ProblemError(reply.problem);
  }
  return reply;
}

/** Passes what an execution says of itself, under the tag of its last event. */
export function passReply(request: Request, reply: Reply): Response {
  const { body, seq } = requireOk(reply);
  const tag = etag(seq);
  return unlessKnown(request, tag, () => answerDataText(200, body, { ETag: tag }));
}

/** Passes a page as an execution gives it: `{data, next}`. */
export function passPage({ body }: Answered, limit: number): Response {
  const { data, next } = JSON.parse(body) as { data: readonly unknown[]; next: number | null };
  return answerList(data, { next: next === null ? null : String(next), limit });
}

const Described = v.object({ status: StatusSchema });

export function statusOf({ body }: Answered): ExecutionStatus {
  return v.parse(Described, JSON.parse(body)).status;
}
