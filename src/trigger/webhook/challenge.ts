import { isObject, type Json } from '../../value/json.ts';
import type { WebhookSettings } from '../definition/trigger.ts';

export interface Challenge {
  readonly mediaType: string;
  readonly body: string;
}

const LONGEST = 1024;
/** What may stand beside a challenge; with anything else it is a delivery that happens to have such a field. */
const BESIDE: ReadonlySet<string> = new Set(['challenge', 'type', 'token']);

/**
 * The answer to a provider that only asks whether somebody is there: Slack's `url_verification`, and elsewhere a JSON
 * body that is a `challenge` and nothing more. GitHub and Stripe send none; a ping of GitHub's is a delivery.
 */
export function challengeOf(preset: WebhookSettings['preset'], body: Json): Challenge | undefined {
  if (preset === 'github' || preset === 'stripe' || !isObject(body)) {
    return undefined;
  }
  const { challenge, type } = body;
  if (typeof challenge !== 'string' || challenge.length > LONGEST) {
    return undefined;
  }
  if (preset === 'slack') {
    return type === 'url_verification' ? { mediaType: 'text/plain; charset=utf-8', body: challenge } : undefined;
  }
  return Object.keys(body).every((name) => BESIDE.has(name))
    ? { mediaType: 'application/json', body: JSON.stringify({ challenge }) }
    : undefined;
}
