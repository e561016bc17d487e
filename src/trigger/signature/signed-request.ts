/** What a request says, as far as signatures are about it. */
export interface SignedRequest {
  /** By name in lower case; one that came several times is joined by `, `, as HTTP has it. */
  readonly headers: Readonly<Record<string, string>>;
  /** The bytes as they came: nothing has been made of them yet. */
  readonly body: Uint8Array<ArrayBuffer>;
}

/** What a request claims by its headers: whoever knows the key has signed this text and the body behind it. */
export interface Claim {
  /** The signatures it brings, any of which may be the right one. */
  readonly signatures: readonly Uint8Array<ArrayBuffer>[];
  /** What is signed before the body. */
  readonly before: string;
  /** The signed time, in Unix seconds; null: none is signed. */
  readonly time: number | null;
}

/** A reason why there is nothing to verify, in words for the sender. */
export class NoClaim extends Error {
  override readonly name = 'NoClaim';
}

/** The signatures that are looked at; providers send one for each of few secrets. */
export const MOST_SIGNATURES = 16;

/** @throws NoClaim */
export function requireHeader({ headers }: SignedRequest, name: string): string {
  const value = Object.hasOwn(headers, name) ? headers[name] : undefined;
  if (value === undefined || value === '') {
    throw new NoClaim(`the header \`${name}\` is missing`);
  }
  if (/,\s/.test(value)) {
    throw new NoClaim(`the header \`${name}\` came more than once`);
  }
  return value;
}

/** @throws NoClaim for what is no time in whole seconds */
export function requireTime(text: string): number {
  if (!/^\d{1,12}$/.test(text)) {
    throw new NoClaim('the signed time is not a number of seconds');
  }
  return Number(text);
}

/** @throws NoClaim when none of the texts is a signature at all */
export function requireSignatures(
  texts: readonly string[],
  decode: (text: string) => Uint8Array<ArrayBuffer> | undefined,
): readonly Uint8Array<ArrayBuffer>[] {
  const signatures = texts.slice(0, MOST_SIGNATURES).flatMap((text) => decode(text) ?? []);
  if (signatures.length === 0) {
    throw new NoClaim('the header of the signature is not written as it should be');
  }
  return signatures;
}
