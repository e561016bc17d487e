import * as v from 'valibot';
import type { Reply } from '../../host/directory.ts';
import type { HookCommand, TriggerSnapshot } from '../../host/trigger-port.ts';
import { refuse } from '../../problem/problem.ts';
import { sha256 } from '../../registry/content-hash.ts';
import type { Database } from '../../registry/database.ts';
import { findTriggerSnapshot } from '../../registry/trigger-snapshot.ts';
import { LIMITS } from '../../value/limits.ts';
import { item } from '../endpoint/answers.ts';
import type { BodyReader } from '../endpoint/body.ts';
import { endpoint } from '../endpoint/endpoint.ts';
import { rawResponse } from '../execution/raw-response.ts';
import { answerData } from '../http/answer.ts';
import { readBytes } from '../http/read-bytes.ts';
import { isEnded } from '../schema/execution.ts';
import { HookResultSchema, HookSchema } from '../schema/trigger.ts';
import { JsonSchema } from '../schema/values.ts';
import { answerHook } from '../trigger/answer-hook.ts';
import { triggerOfKey } from '../trigger/hook-key.ts';

/** The bytes as they came; what they mean is asked when it is known who has sent them. */
const rawBody: BodyReader<null> = {
  content: { 'application/json': JsonSchema, 'application/x-www-form-urlencoded': null, 'text/plain': null },
  required: false,
  read: async (request) => ({ value: null, bytes: await readBytes(request, LIMITS.bodyBytes) }),
};

/** `POST /hooks/{key}` */
export const HOOK = endpoint({
  method: 'POST',
  path: '/hooks/{key}',
  operation: 'hook',
  summary: 'Deliver something to a webhook; it is stored before this answers',
  scope: 'open',
  foreignQuery: true,
  body: rawBody,
  answers: {
    200: {
      description: 'What came of it, where the trigger waits; or the answer to a challenge.',
      body: v.union([v.strictObject({ data: HookResultSchema }), v.strictObject({ challenge: v.string() })]),
    },
    202: item('Accepted, or filtered.', HookSchema),
  },
  async handle({ env, db, params, request, bytes }) {
    const name = triggerOfKey(params.key) ?? unknownKey();
    const keyHash = await sha256(params.key);
    const asked = await askRegistry(db, keyHash);
    if (asked === undefined || (asked !== 'away' && asked.name !== name)) {
      return unknownKey();
    }
    const command: HookCommand = {
      ...{ name, keyHash, snapshot: asked === 'away' ? null : asked },
      headers: Object.fromEntries(request.headers),
      query: queryOf(new URL(request.url).searchParams),
      body: new Uint8Array(bytes),
    };
    const reply = await env.triggers.trigger(name).hook(command);
    const answer = answerHook(reply);
    return reply.type === 'accepted' && reply.wait > 0
      ? resultOf(reply.execution, await env.directory.execution(reply.execution).wait(reply.wait), answer)
      : answer;
  },
});

function unknownKey(): never {
  return refuse('not_found', 'there is no webhook with this key');
}

/** How long (ms) the registry is waited for: then what the trigger remembers must do. */
const PATIENCE = 400;

/** What the registry knows of a key; undefined: nothing, `away`: it does not answer. */
async function askRegistry(db: Database, keyHash: string): Promise<TriggerSnapshot | undefined | 'away'> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<'away'>((resolve) => {
    timer = setTimeout(() => resolve('away'), PATIENCE);
  });
  const asked = findTriggerSnapshot(db, keyHash).catch(() => 'away' as const);
  const result = await Promise.race([asked, late]);
  clearTimeout(timer);
  return result;
}

function queryOf(parameters: URLSearchParams): HookCommand['query'] {
  return Object.fromEntries(
    [...new Set(parameters.keys())].map((name) => {
      const values = parameters.getAll(name);
      return [name, values.length === 1 ? (values[0] ?? '') : values] as const;
    }),
  );
}

/** What the workflow has answered, how the execution has ended, or the first answer when it takes longer. */
function resultOf(execution: string, reply: Reply, first: Response): Response {
  if (!reply.ok) {
    return first;
  }
  if (reply.response !== undefined) {
    return rawResponse(reply.response);
  }
  const { status, output, error } = JSON.parse(reply.body) as v.InferOutput<typeof HookResultSchema>;
  return isEnded(status) ? answerData(200, { execution, status, output, error }) : first;
}
