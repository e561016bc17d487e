import { ulid } from '../../value/ulid.ts';

/** The id of an execution: the time of what starts it, and randomness from what tells it from all others. */
export async function derivedId(trigger: string, at: number, distinct: string): Promise<string> {
  return ulid(at, await digest(`${trigger}\n${distinct}`));
}

/** A text of any length as a short key. */
export async function shortKey(text: string): Promise<string> {
  return Array.from(await digest(text), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

async function digest(text: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
}
