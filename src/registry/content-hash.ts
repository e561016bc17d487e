import { canonical, type Json } from '../value/json.ts';

/** SHA-256 of a text in hexadecimal. */
export async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The content hash of a JSON value, independent of the order of its keys. */
export function contentHash(value: Json): Promise<string> {
  return sha256(canonical(value));
}
