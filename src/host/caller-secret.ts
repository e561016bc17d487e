/** What is signed with a key, to make of it the secret that ends of executions are signed with. */
const PURPOSE = 'ostinato callback_url 1';

/**
 * The secret of Standard Webhooks that belongs to a key of `OSTINATO_KEY`: whoever runs the server can tell it to those
 * who verify, and it opens nothing else.
 */
export async function callerSecret(secret: string): Promise<string> {
  const encode = (text: string) => new Uint8Array(new TextEncoder().encode(text));
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('raw', encode(secret), algorithm, false, ['sign']);
  const signed = await crypto.subtle.sign('HMAC', key, encode(PURPOSE));
  return `whsec_${btoa(String.fromCharCode(...new Uint8Array(signed)))}`;
}
