import { ProblemError } from '../../problem/problem.ts';
import { ulid } from '../../value/ulid.ts';
import type { ApiEnv } from '../api-env.ts';
import { maySee, type Principal } from '../auth/principal.ts';
import { item } from '../endpoint/answers.ts';
import { jsonBody } from '../endpoint/body.ts';
import { endpoint } from '../endpoint/endpoint.ts';
import { type Claim, claimOf, IDEMPOTENCY_HEADER } from '../endpoint/idempotency.ts';
import { executionPath } from '../execution/links.ts';
import { preferredWait } from '../execution/prefer-wait.ts';
import type { StartRequest } from '../execution/prepare-start.ts';
import { rawResponse } from '../execution/raw-response.ts';
import { requireOk, statusOf } from '../execution/reply.ts';
import {
  type Started,
  type Starter,
  startExecution,
  startedBefore,
  startPrepared,
} from '../execution/start-execution.ts';
import { insertRemembered, rememberFound } from '../execution/start-remembered.ts';
import { startable } from '../execution/startable.ts';
import { answerDataText } from '../http/answer.ts';
import { etag } from '../http/etag.ts';
import { ExecutionSchema, isEnded, StartedSchema, StartSchema } from '../schema/execution.ts';
import { findContent } from '../workflow/find-workflow.ts';

/** `POST /workflows/{ref}/executions` */
export const EXECUTION_START = endpoint({
  method: 'POST',
  path: '/api/v1/workflows/{ref}/executions',
  operation: 'startExecution',
  summary:
    'Start an execution; `Prefer: wait=<s>` waits for its end or its own answer (`core.respond`), at most 60 seconds',
  scope: 'execute',
  headers: {
    ...IDEMPOTENCY_HEADER,
    Prefer: '`wait=<s>`: seconds to wait for the end.',
  },
  body: jsonBody(StartSchema, { absent: {} }),
  answers: {
    200: item('The execution, ended while the caller waited.', ExecutionSchema, {
      'Preference-Applied': 'The seconds that were granted.',
    }),
    202: item('Accepted.', StartedSchema, { Location: 'The execution.' }),
  },
  async handle(call) {
    const claim = await claimOf(call);
    const started = await startNow(call, claim).catch(async (error: unknown) => {
      const before = claim && isRefusal(error) ? await startedBefore(call, call.body, claim) : undefined;
      return before ?? Promise.reject(error);
    });
    const seconds = preferredWait(call.request.headers);
    return seconds === 0 ? started.response : waited(call.env, started, seconds);
  },
});

interface StartCall extends Starter {
  readonly principal: Principal;
  readonly params: { readonly ref: string };
  readonly body: StartRequest;
}

/** Whether the request as it is was refused, so that trying again would not help. */
function isRefusal(error: unknown): boolean {
  return error instanceof ProblemError && !error.retryable && error.problem.code !== 'idempotency_key_reused';
}

async function startNow(call: StartCall, claim: Claim | undefined): Promise<Started> {
  const { env, db, principal, body, params } = call;
  if (claim === undefined && body.version === undefined) {
    const now = env.clock.now();
    const prepared = await insertRemembered(
      { env, db, maySee: (pack) => maySee(principal, pack) },
      { id: ulid(now, env.random(10)), workflow: params.ref, body, startedAt: now },
    );
    if (prepared !== undefined) {
      return startPrepared(call, prepared, undefined);
    }
  }
  const found = await findContent(call, params.ref, body.version);
  rememberFound(env, found);
  return startExecution(call, found.workflow.pack, startable(found), body, claim);
}

/** What the execution has answered, the ended execution, or the first answer when it takes longer. */
async function waited({ directory }: ApiEnv, { id, response }: Started, seconds: number): Promise<Response> {
  const reply = requireOk(await directory.execution(id).wait(seconds * 1000));
  if (reply.response !== undefined) {
    const answered = rawResponse(reply.response);
    answered.headers.set('Location', executionPath(id));
    answered.headers.set('Preference-Applied', `wait=${seconds}`);
    return answered;
  }
  const answer = isEnded(statusOf(reply))
    ? answerDataText(200, reply.body, { ETag: etag(reply.seq) })
    : new Response(response.body, response);
  answer.headers.set('Preference-Applied', `wait=${seconds}`);
  return answer;
}
