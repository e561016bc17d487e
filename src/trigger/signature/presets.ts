import type { WebhookSettings } from '../definition/trigger.ts';
import { bytesOf, fromBase64, fromHex } from './encodings.ts';
import {
  type Claim,
  NoClaim,
  requireHeader,
  requireSignatures,
  requireTime,
  type SignedRequest,
} from './signed-request.ts';

export type SignedSettings = Exclude<WebhookSettings, { readonly preset: 'none' }>;

/** How one provider signs. */
export interface Scheme {
  readonly hash: 'SHA-1' | 'SHA-256' | 'SHA-512';
  /** @throws NoClaim when the request has no signature of this kind */
  claim(request: SignedRequest): Claim;
  /** The key that a secret stands for; undefined when it cannot be one. */
  key(secret: string): Uint8Array<ArrayBuffer> | undefined;
}

export function schemeOf(settings: SignedSettings): Scheme {
  switch (settings.preset) {
    case 'github':
      return GITHUB;
    case 'stripe':
      return STRIPE;
    case 'slack':
      return SLACK;
    case 'standard-webhooks':
      return STANDARD;
    default:
      return hmacScheme(settings);
  }
}

const hexAfter = (prefix: string) => (text: string) =>
  text.startsWith(prefix) ? fromHex(text.slice(prefix.length)) : undefined;

const GITHUB: Scheme = {
  hash: 'SHA-256',
  key: bytesOf,
  claim: (request) => ({
    signatures: requireSignatures([requireHeader(request, 'x-hub-signature-256')], hexAfter('sha256=')),
    before: '',
    time: null,
  }),
};

const STRIPE: Scheme = {
  hash: 'SHA-256',
  key: bytesOf,
  claim(request) {
    const parts = requireHeader(request, 'stripe-signature').split(',');
    const [time, ...more] = parts.filter((part) => part.startsWith('t=')).map((part) => part.slice(2));
    if (time === undefined || more.length > 0) {
      throw new NoClaim('the header of the signature has one time');
    }
    const signatures = requireSignatures(
      parts.filter((part) => part.startsWith('v1=')),
      hexAfter('v1='),
    );
    return { signatures, before: `${time}.`, time: requireTime(time) };
  },
};

const SLACK: Scheme = {
  hash: 'SHA-256',
  key: bytesOf,
  claim(request) {
    const time = requireHeader(request, 'x-slack-request-timestamp');
    const signatures = requireSignatures([requireHeader(request, 'x-slack-signature')], hexAfter('v0='));
    return { signatures, before: `v0:${time}:`, time: requireTime(time) };
  },
};

/** https://www.standardwebhooks.com: only its symmetric signatures, `v1`. */
const STANDARD: Scheme = {
  hash: 'SHA-256',
  key: (secret) => fromBase64(secret.startsWith('whsec_') ? secret.slice('whsec_'.length) : secret),
  claim(request) {
    const id = requireHeader(request, 'webhook-id');
    const time = requireHeader(request, 'webhook-timestamp');
    const texts = requireHeader(request, 'webhook-signature').split(' ');
    const signatures = requireSignatures(
      texts.filter((text) => text.startsWith('v1,')),
      (text) => fromBase64(text.slice('v1,'.length)),
    );
    return { signatures, before: `${id}.${time}.`, time: requireTime(time) };
  },
};

const HASHES = { sha1: 'SHA-1', sha256: 'SHA-256', sha512: 'SHA-512' } as const;

function hmacScheme(settings: Extract<SignedSettings, { readonly preset: 'hmac' }>): Scheme {
  const { header, algorithm, encoding, prefix, timestamp_header: timeHeader } = settings;
  const decode = encoding === 'hex' ? fromHex : fromBase64;
  return {
    hash: HASHES[algorithm],
    key: bytesOf,
    claim(request) {
      const texts = [requireHeader(request, header)];
      const signatures = requireSignatures(texts, (text) =>
        text.startsWith(prefix) ? decode(text.slice(prefix.length)) : undefined,
      );
      if (timeHeader === null) {
        return { signatures, before: '', time: null };
      }
      const time = requireHeader(request, timeHeader);
      return { signatures, before: `${time}.`, time: requireTime(time) };
    },
  };
}
