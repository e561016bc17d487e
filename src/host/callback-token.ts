import { type AttemptAddress, type SigningKey, signAddress, tokenSegment, verifyAddress } from './signed-address.ts';

export type CallbackKey = SigningKey;
export type CallbackAddress = AttemptAddress;

const PURPOSE = 'ostinato callback 1\n';

/** The token that answers one attempt. */
export function mintCallbackToken(key: CallbackKey, address: CallbackAddress): Promise<string> {
  return signAddress(PURPOSE, key, address);
}

/** What a token answers, or undefined when none of the keys has signed it. */
export function verifyCallbackToken(keys: readonly CallbackKey[], token: string): Promise<CallbackAddress | undefined> {
  return verifyAddress(PURPOSE, keys, token);
}

/** The address that a caller is given. */
export function callbackUrl(publicUrl: string, token: string): string {
  return `${publicUrl}/callbacks/${tokenSegment(token)}`;
}
