/**
 * The headers of Standard Webhooks: the receiver makes the same signature of id, time and body and compares.
 * @param secret `whsec_<base64>`, or any other text as it is
 * @param now milliseconds
 */
export async function signBody(
  secret: string,
  id: string,
  now: number,
  body: string,
): Promise<Readonly<Record<string, string>>> {
  const timestamp = String(Math.floor(now / 1000));
  const key = await crypto.subtle.importKey('raw', keyOf(secret), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  const signed = await crypto.subtle.sign('HMAC', key, encode(`${id}.${timestamp}.${body}`));
  const signature = btoa(String.fromCharCode(...new Uint8Array(signed)));
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
}

const PREFIX = 'whsec_';

function keyOf(secret: string): Uint8Array<ArrayBuffer> {
  if (!secret.startsWith(PREFIX)) {
    return encode(secret);
  }
  const binary = atob(secret.slice(PREFIX.length));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

/** Whether a secret can be a key. */
export function isSigningSecret(secret: string): boolean {
  try {
    return keyOf(secret).length > 0;
  } catch {
    return false;
  }
}

function encode(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(new TextEncoder().encode(text));
}
