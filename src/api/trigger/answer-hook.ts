import type { HookReply } from '../../host/trigger-port.ts';
import { ProblemError } from '../../problem/problem.ts';
import { answerData } from '../http/answer.ts';

/** The answer to a delivery. @throws ProblemError with its refusal */
export function answerHook(reply: HookReply): Response {
  switch (reply.type) {
    case 'accepted':
      return answerData(202, { execution: reply.execution });
    case 'filtered':
      return answerData(202, { execution: null, reason: 'filtered' });
    case 'challenge':
      return new Response(reply.body, { status: 200, headers: { 'Content-Type': reply.mediaType } });
    default:
      throw new ProblemError(reply.problem);
  }
}
