import type { Json } from '../../value/json.ts';
import { LIMITS } from '../../value/limits.ts';
import { item } from '../endpoint/answers.ts';
import type { BodyReader } from '../endpoint/body.ts';
import { endpoint } from '../endpoint/endpoint.ts';
import { IDEMPOTENCY_HEADER, keyOf } from '../endpoint/idempotency.ts';
import { findExecution } from '../execution/find-execution.ts';
import { requireOk } from '../execution/reply.ts';
import { answerDataText } from '../http/answer.ts';
import { requireJsonType } from '../http/media-type.ts';
import { parseJson } from '../http/parse-json.ts';
import { readBytes, utf8 } from '../http/read-bytes.ts';
import { DeliverySchema } from '../schema/inquiry.ts';
import { JsonSchema } from '../schema/values.ts';

/** Any JSON value; nothing is null. */
const payload: BodyReader<Json> = {
  content: { 'application/json': JsonSchema },
  required: false,
  async read(request) {
    const bytes = await readBytes(request, LIMITS.bodyBytes);
    if (bytes.length > 0) {
      requireJsonType(request.headers);
    }
    return { value: bytes.length === 0 ? null : parseJson(utf8(bytes)), bytes };
  },
};

/** `POST /executions/{id}/signals/{name}` */
export const EXECUTION_SIGNAL = endpoint({
  method: 'POST',
  path: '/api/v1/executions/{id}/signals/{name}',
  operation: 'sendSignal',
  summary: 'Send a signal; the body is its payload. It is kept when nobody waits for it yet',
  scope: 'execute',
  headers: IDEMPOTENCY_HEADER,
  body: payload,
  answers: { 202: item('Taken, or kept.', DeliverySchema) },
  async handle({ params: { id, name }, body, principal, request, ...reader }) {
    const key = keyOf(request);
    const execution = await findExecution({ ...reader, principal }, id);
    const reply = await execution.signal({
      name,
      payload: JSON.stringify(body),
      // The execution itself remembers keys, so that this does not depend on the registry.
      key: key === undefined ? null : `${principal.id} ${key}`,
    });
    const { body: delivery, replayed = false } = requireOk(reply);
    return answerDataText(202, delivery, replayed ? { 'Idempotency-Replayed': 'true' } : {});
  },
});
