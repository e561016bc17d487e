import { isObject, type Json, own } from '../../value/json.ts';
import type { WebhookSettings } from '../definition/trigger.ts';

export interface DeliveryId {
  /** What the provider calls the delivery, to be shown; null: it has no name. */
  readonly shown: string | null;
  /** A text that tells it from all others, whatever its length; null: each delivery is one of its own. */
  readonly key: string | null;
  /** How long a repetition is known as one, ms. */
  readonly window: number;
}

const LONGEST = 256;
/** Providers repeat for three days at most. */
const NAMED_MS = 4 * 86_400_000;
const DEFAULT_SECONDS = 300;

/**
 * What tells one delivery from a repetition of another: the provider's own id; without one what is signed, since the
 * same bytes with the same time are the same delivery.
 */
export function deliveryIdOf(
  settings: WebhookSettings,
  headers: Readonly<Record<string, string>>,
  body: Json,
  text: string,
): DeliveryId {
  const bySignature = (signature: string | undefined, time: string, signed: string): DeliveryId => ({
    shown: null,
    key: `content\n${signature ?? ''}\n${time}\n${signed}`,
    window: windowOf(settings),
  });
  switch (settings.preset) {
    case 'github':
      return named(headers['x-github-delivery']) ?? bySignature(headers['x-hub-signature-256'], '', text);
    case 'stripe':
      return named(field(body, 'id')) ?? bySignature(headers['stripe-signature'], '', text);
    case 'slack': {
      const { 'x-slack-signature': signature, 'x-slack-request-timestamp': time = '' } = headers;
      return named(field(body, 'event_id')) ?? bySignature(signature, time, '');
    }
    case 'standard-webhooks':
      return named(headers['webhook-id']) ?? bySignature(headers['webhook-signature'], '', text);
    case 'hmac': {
      const { delivery_id_header: header, timestamp_header: time } = settings;
      const found = header === null ? undefined : named(headers[header]);
      return found ?? bySignature('', time === null ? '' : (headers[time] ?? ''), text);
    }
    default: {
      const header = settings.delivery_id_header;
      return (header === null ? undefined : named(headers[header])) ?? { shown: null, key: null, window: 0 };
    }
  }
}

function field(body: Json, name: string): Json | undefined {
  return isObject(body) ? own(body, name) : undefined;
}

function named(id: Json | undefined): DeliveryId | undefined {
  return typeof id === 'string' && id !== ''
    ? { shown: id.slice(0, LONGEST), key: `id\n${id}`, window: NAMED_MS }
    : undefined;
}

/** A signed time may lie that far off in both directions; later, the signature is refused anyway. */
function windowOf(settings: WebhookSettings): number {
  const seconds = settings.preset === 'none' ? null : settings.tolerance_seconds;
  return seconds === null ? DEFAULT_SECONDS * 1000 : seconds * 2000;
}
