import type { HookCommand, HookReply } from '../../host/trigger-port.ts';
import type { ProblemCode } from '../../problem/problem.ts';
import type { Json } from '../../value/json.ts';
import type { WebhookTrigger } from '../definition/trigger.ts';
import { verifySignature } from '../signature/verify.ts';
import { challengeOf } from './challenge.ts';
import { type DeliveryId, deliveryIdOf } from './delivery-id.ts';
import { parseBody, textOf } from './parse-body.ts';

/** A request whose signature is right, read. */
export interface ReadDelivery {
  readonly id: DeliveryId;
  readonly text: string;
  readonly body: Json;
}

/** What reading a request gives: a delivery, or the answer it has already. */
export type Reading = { readonly delivery: ReadDelivery } | { readonly answer: HookReply };

/** Reads a request to a webhook. Of its body nothing is read before its signature is known to be right. */
export async function readDelivery(
  { webhook }: WebhookTrigger,
  secrets: readonly string[],
  { headers, body: bytes }: Pick<HookCommand, 'headers' | 'body'>,
  now: number,
): Promise<Reading> {
  const verdict = await verifySignature(webhook, secrets, { headers, body: bytes }, now);
  if (!verdict.ok) {
    return refused('signature_invalid', verdict.reason);
  }
  const text = textOf(bytes);
  if (text === undefined) {
    return refused('invalid_input', 'the body is not UTF-8 text');
  }
  const parsed = parseBody(text, headers['content-type']);
  if (!parsed.ok) {
    return refused(parsed.code, parsed.detail);
  }
  const challenge = challengeOf(webhook.preset, parsed.value);
  if (challenge !== undefined) {
    return { answer: { type: 'challenge', ...challenge } };
  }
  const id = deliveryIdOf(webhook, headers, parsed.value, text);
  return { delivery: { id, text, body: parsed.value } };
}

function refused(code: ProblemCode, detail: string): Reading {
  return { answer: { type: 'refused', problem: { code, detail } } };
}
