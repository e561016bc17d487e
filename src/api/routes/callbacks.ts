import * as v from 'valibot';
import { type CallbackAddress, verifyCallbackToken } from '../../host/callback-token.ts';
import { refuse } from '../../problem/problem.ts';
import type { ApiEnv } from '../api-env.ts';
import { item, NO_BODY } from '../endpoint/answers.ts';
import { jsonBody } from '../endpoint/body.ts';
import { endpoint } from '../endpoint/endpoint.ts';
import { callbackBody } from '../execution/callback-body.ts';
import { requireOk } from '../execution/reply.ts';
import { answerDataText, answerNothing } from '../http/answer.ts';
import { HeartbeatSchema } from '../schema/execution-control.ts';
import { ObjectSchema } from '../schema/values.ts';

const answer = endpoint({
  method: 'POST',
  path: '/callbacks/{token}',
  operation: 'callback',
  summary: 'Answer a waiting task; the body is its result, whatever it contains',
  scope: 'open',
  query: { status: v.optional(v.picklist(['succeeded', 'failed']), 'succeeded') },
  foreignQuery: true,
  body: callbackBody,
  answers: { 200: item('Taken; the same call again is answered the same.', ObjectSchema) },
  async handle({ env, params, query, body }) {
    const { execution, ...attempt } = await addressOf(env, params.token);
    const command = { ...attempt, outcome: query.status, body: JSON.stringify(body) };
    const reply = await env.directory.execution(execution).callback(command);
    return answerDataText(200, requireOk(reply).body);
  },
});

const heartbeat = endpoint({
  method: 'POST',
  path: '/callbacks/{token}/heartbeat',
  operation: 'heartbeat',
  summary: 'Say that the work for a waiting task goes on, which puts its deadline off',
  scope: 'open',
  foreignQuery: true,
  body: jsonBody(HeartbeatSchema, { absent: {} }),
  answers: { 204: NO_BODY },
  async handle({ env, params }) {
    const { execution, ...attempt } = await addressOf(env, params.token);
    // The reply tells about the whole execution; who holds the token knows one attempt of it.
    requireOk(await env.directory.execution(execution).heartbeat(attempt));
    return answerNothing();
  },
});

/** @throws ProblemError `not_found` for a token that none of our keys has signed. */
async function addressOf(env: ApiEnv, token: string): Promise<CallbackAddress> {
  const address = await verifyCallbackToken(env.settings.callbackKeys, token);
  return address ?? refuse('not_found', 'the callback is not known here');
}

/** What others send about the attempt that their token was made for. */
export const CALLBACKS = [answer, heartbeat];
