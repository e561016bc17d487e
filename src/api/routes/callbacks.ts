import * as v from 'valibot';
import { verifyCallbackToken } from '../../host/callback-token.ts';
import { refuse } from '../../problem/problem.ts';
import { item } from '../endpoint/answers.ts';
import { endpoint } from '../endpoint/endpoint.ts';
import { callbackBody } from '../execution/callback-body.ts';
import { requireOk } from '../execution/reply.ts';
import { answerDataText } from '../http/answer.ts';
import { ObjectSchema } from '../schema/values.ts';

/** `POST /callbacks/{token}`: completes the attempt that the token was made for. */
export const CALLBACK = endpoint({
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
    const address = await verifyCallbackToken(env.settings.callbackKeys, params.token);
    if (address === undefined) {
      return refuse('not_found', 'the callback is not known here');
    }
    const { execution, ...attempt } = address;
    const command = { ...attempt, outcome: query.status, body: JSON.stringify(body) };
    const reply = await env.directory.execution(execution).callback(command);
    return answerDataText(200, requireOk(reply).body);
  },
});
