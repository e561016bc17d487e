import { type AttemptAddress, type SigningKey, signAddress, tokenSegment, verifyAddress } from './signed-address.ts';

/** A link to an inquiry is no callback, and a callback no such link. */
const PURPOSE = 'ostinato inquiry 1\n';

/** The token in the link of an inquiry: who holds it may see the question and answer it. */
export function mintInquiryToken(key: SigningKey, address: AttemptAddress): Promise<string> {
  return signAddress(PURPOSE, key, address);
}

/** The inquiry of a token, or undefined when none of the keys has signed it. */
export function verifyInquiryToken(keys: readonly SigningKey[], token: string): Promise<AttemptAddress | undefined> {
  return verifyAddress(PURPOSE, keys, token);
}

/** The link that can be put into a mail. */
export function inquiryUrl(publicUrl: string, token: string): string {
  return `${publicUrl}/inquiries/${tokenSegment(token)}`;
}
