import type { Destination } from './allow-list.ts';
import { EgressRefused } from './egress-error.ts';
import { addressOf, isPublic } from './public-address.ts';
import { isPublicName, plainName } from './public-name.ts';

export type Allowed = (destination: Destination) => boolean;

/**
 * The URL to call, checked after parsing: the parser has turned octal, hexadecimal, full-width and shortened
 * spellings of an address into one, and the network sees what it gives.
 * @throws EgressRefused
 */
export function checkUrl(text: string, allowed: Allowed, base?: string): URL {
  const url = parse(text, base);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new EgressRefused(`only http and https are called, not \`${url.protocol}\``);
  }
  if (url.username !== '' || url.password !== '') {
    throw new EgressRefused('a URL with a user name or password is not called; send a header');
  }
  const name = plainName(url.hostname);
  const address = addressOf(name) ?? null;
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  const isOpen = address === null ? isPublicName(name) : isPublic(address);
  if (!isOpen && !allowed({ name, address, port })) {
    throw new EgressRefused(`\`${name}\` is not on the public internet; OSTINATO_EGRESS_ALLOW can open it`);
  }
  return url;
}

function parse(text: string, base: string | undefined): URL {
  try {
    return new URL(text, base);
  } catch {
    // The text may hold a secret: it is not repeated.
    throw new EgressRefused('this is not a URL');
  }
}
