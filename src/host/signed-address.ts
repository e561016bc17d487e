/** A key that signs tokens. The id stands in the token, so that old keys verify while they are replaced. */
export interface SigningKey {
  readonly id: string;
  readonly secret: string;
}

/** The attempt of a task that waits for its answer from outside. */
export interface AttemptAddress {
  readonly execution: string;
  readonly instance: string;
  readonly item: number | null;
  readonly attempt: number;
}

const SHAPE = /^([^.]+)\.([^.]+)\.(.+)\.(-|0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})\.([A-Za-z0-9_-]{43})$/s;

/**
 * An address and the proof that this server has written it: `<key id>.<execution>.<instance>.<item or ->.<attempt>.<mac>`.
 * It says all that is needed to find the attempt, so nothing of it is stored.
 * @param purpose keeps these signatures apart from whatever else is signed with the same secret
 */
export async function signAddress(purpose: string, key: SigningKey, address: AttemptAddress): Promise<string> {
  const { execution, instance, item, attempt } = address;
  const claim = [key.id, execution, instance, item ?? '-', attempt].join('.');
  const mac = await crypto.subtle.sign('HMAC', await hmacKey(key), encode(purpose + claim));
  return `${claim}.${base64url(new Uint8Array(mac))}`;
}

/** The address in a token, or undefined when none of the keys has signed it for this purpose. No storage is asked. */
export async function verifyAddress(
  purpose: string,
  keys: readonly SigningKey[],
  token: string,
): Promise<AttemptAddress | undefined> {
  const [, id, execution = '', instance = '', item, attempt, mac = ''] = SHAPE.exec(token) ?? [];
  const key = keys.find((candidate) => candidate.id === id);
  if (key === undefined) {
    return undefined;
  }
  const claim = token.slice(0, -mac.length - 1);
  const genuine = await crypto.subtle.verify('HMAC', await hmacKey(key), fromBase64url(mac), encode(purpose + claim));
  // The last character carries bits that decoding drops; another spelling of the same bytes is not the token.
  if (!genuine || base64url(fromBase64url(mac)) !== mac) {
    return undefined;
  }
  return { execution, instance, item: item === '-' ? null : Number(item), attempt: Number(attempt) };
}

/** A token as a segment of a path. */
export function tokenSegment(token: string): string {
  return encodeURIComponent(token).replaceAll('%3A', ':');
}

function hmacKey({ secret }: SigningKey): Promise<CryptoKey> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  return crypto.subtle.importKey('raw', encode(secret), algorithm, false, ['sign', 'verify']);
}

function encode(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(new TextEncoder().encode(text));
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

function fromBase64url(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}
