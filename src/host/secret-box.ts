/** A key that seals. The id stands in the box, so that boxes of old keys open while they are replaced. */
export interface BoxKey {
  readonly id: string;
  readonly secret: string;
}

/** A box in parts, as a table keeps it. */
export interface BoxParts {
  readonly key_id: string;
  readonly nonce: string;
  readonly ciphertext: string;
}

/** What is in a box cannot be had: it was sealed with another key or for another name, or it is damaged. */
export class BoxError extends Error {
  override readonly name = 'BoxError';
}

/** Keeps these keys apart from whatever else is made of the same secret. */
const PURPOSE = 'ostinato secret box 1';
const NONCE_BYTES = 12;
const SHAPE = /^(.+)\.([A-Za-z0-9_-]{16})\.([A-Za-z0-9_-]{22,})$/s;

/**
 * Encrypts a text (AES-GCM) as `<key id>.<nonce>.<ciphertext>`. The box opens only under the name it was sealed for,
 * so that nobody can put one in the place of another.
 */
export async function seal(key: BoxKey, name: string, text: string): Promise<string> {
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
  const sealed = await crypto.subtle.encrypt(algorithm(nonce, name), await aesKey(key), encode(text));
  return joinBox({ key_id: key.id, nonce: base64url(nonce), ciphertext: base64url(new Uint8Array(sealed)) });
}

/**
 * The text in a box, opened with the key that it names.
 * @throws BoxError
 */
export async function open(keys: readonly BoxKey[], name: string, box: string): Promise<string> {
  const { key_id, nonce, ciphertext } = splitBox(box);
  const key = keys.find(({ id }) => id === key_id);
  if (key === undefined) {
    throw new BoxError(`it was sealed with the key \`${key_id}\`, which is not among the keys`);
  }
  try {
    const parameters = algorithm(fromBase64url(nonce), name);
    const opened = await crypto.subtle.decrypt(parameters, await aesKey(key), fromBase64url(ciphertext));
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(opened);
  } catch (error) {
    throw new BoxError('it was sealed for something else, or was changed', { cause: error });
  }
}

/** @throws BoxError for a text that is no box */
export function splitBox(box: string): BoxParts {
  const [, key_id, nonce, ciphertext] = SHAPE.exec(box) ?? [];
  if (key_id === undefined || nonce === undefined || ciphertext === undefined) {
    throw new BoxError('it is not a sealed text');
  }
  return { key_id, nonce, ciphertext };
}

export function joinBox({ key_id, nonce, ciphertext }: BoxParts): string {
  return `${key_id}.${nonce}.${ciphertext}`;
}

/** Only keys that are ready are kept: what is still to come belongs to the request that waits for it. */
const ready = new WeakMap<BoxKey, CryptoKey>();

async function aesKey(key: BoxKey): Promise<CryptoKey> {
  const known = ready.get(key) ?? (await derive(key));
  ready.set(key, known);
  return known;
}

async function derive({ secret }: BoxKey): Promise<CryptoKey> {
  const base = await crypto.subtle.importKey('raw', encode(secret), 'HKDF', false, ['deriveKey']);
  const derivation = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info: encode(PURPOSE) };
  const kind = { name: 'AES-GCM', length: 256 };
  return crypto.subtle.deriveKey(derivation, base, kind, false, ['encrypt', 'decrypt']);
}

function algorithm(iv: Uint8Array<ArrayBuffer>, name: string) {
  return { name: 'AES-GCM', iv, additionalData: encode(name) };
}

function encode(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(new TextEncoder().encode(text));
}

function base64url(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) {
    binary += String.fromCharCode(byte);
  }
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

function fromBase64url(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}
