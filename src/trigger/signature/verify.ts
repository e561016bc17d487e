import type { WebhookSettings } from '../definition/trigger.ts';
import { bytesOf } from './encodings.ts';
import { type Scheme, schemeOf } from './presets.ts';
import { type Claim, NoClaim, type SignedRequest } from './signed-request.ts';

export type Verdict = { readonly ok: true } | { readonly ok: false; readonly reason: string };

/**
 * Whether a request comes from where the trigger expects it: one of its signatures was made with one of the secrets,
 * over these bytes, at a time near ours. Nothing of the body is read before that.
 * @param secrets what the secrets of the settings hold; several while one replaces another
 * @param now ms
 */
export async function verifySignature(
  settings: WebhookSettings,
  secrets: readonly string[],
  request: SignedRequest,
  now: number,
): Promise<Verdict> {
  if (settings.preset === 'none') {
    return { ok: true };
  }
  const scheme = schemeOf(settings);
  const claim = claimOf(scheme, request);
  if (claim instanceof NoClaim) {
    return refused(claim.message);
  }
  const { tolerance_seconds: tolerance } = settings;
  if (claim.time !== null && tolerance !== null && Math.abs(now - claim.time * 1000) > tolerance * 1000) {
    return refused(`the signed time is more than ${tolerance} seconds off`);
  }
  return (await isGenuine(scheme, claim, secrets, request)) ? { ok: true } : refused('the signature does not fit');
}

function refused(reason: string): Verdict {
  return { ok: false, reason };
}

function claimOf(scheme: Scheme, request: SignedRequest): Claim | NoClaim {
  try {
    return scheme.claim(request);
  } catch (thrown) {
    if (thrown instanceof NoClaim) {
      return thrown;
    }
    throw thrown;
  }
}

/** `verify` of WebCrypto compares in constant time. */
async function isGenuine(
  scheme: Scheme,
  { signatures, before }: Claim,
  secrets: readonly string[],
  { body }: SignedRequest,
): Promise<boolean> {
  const signed = joined(bytesOf(before), body);
  for (const secret of secrets) {
    const bytes = scheme.key(secret);
    if (bytes !== undefined && bytes.length > 0) {
      const algorithm = { name: 'HMAC', hash: scheme.hash };
      const key = await crypto.subtle.importKey('raw', bytes, algorithm, false, ['verify']);
      for (const signature of signatures) {
        if (await crypto.subtle.verify('HMAC', key, signature, signed)) {
          return true;
        }
      }
    }
  }
  return false;
}

function joined(first: Uint8Array<ArrayBuffer>, second: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(first.length + second.length);
  whole.set(first);
  whole.set(second, first.length);
  return whole;
}
