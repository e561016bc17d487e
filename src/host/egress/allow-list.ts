import ipaddr from 'ipaddr.js';
import { type Address, addressOf } from './public-address.ts';
import { isLocalhost, plainName } from './public-name.ts';

/** Where a call would go. */
export interface Destination {
  readonly name: string;
  /** Null: the host is a name. */
  readonly address: Address | null;
  readonly port: string;
}

type Rule = (destination: Destination) => boolean;

/** `OSTINATO_EGRESS_ALLOW` as a list: entries between commas or spaces. */
export function parseAllow(text: string | undefined): readonly string[] {
  return (text ?? '').split(/[\s,]+/).filter((entry) => entry !== '');
}

/**
 * What is open besides the public internet: `*` (everything), `loopback`, an address, a network (`10.0.0.0/8`,
 * `fd00::/8`), a name, `*.name` for the names below it; an address or a name also with a port (`db.lan:8080`,
 * `[::1]:8080`).
 * @throws RangeError for an entry that is none of these.
 */
export function allowList(entries: readonly string[]): (destination: Destination) => boolean {
  const rules = entries.map(ruleOf);
  return (destination) => rules.some((rule) => rule(destination));
}

function ruleOf(entry: string): Rule {
  if (entry === '*') {
    return () => true;
  }
  if (entry === 'loopback') {
    return ({ name, address }) => isLocalhost(name) || address?.range() === 'loopback';
  }
  return entry.includes('/') ? networkRule(entry) : hostRule(entry);
}

function networkRule(entry: string): Rule {
  if (!ipaddr.isValidCIDR(entry)) {
    throw new RangeError(`"${entry}" is no network such as 10.0.0.0/8`);
  }
  const network = ipaddr.parseCIDR(entry);
  return ({ address }) => address !== null && address.kind() === network[0].kind() && address.match(network);
}

const HOST = /^(\[[0-9a-f:.]+\]|[0-9a-f:.]*:[0-9a-f:.]*:[0-9a-f:.]*|[^\s/:@[\]]+)(?::(\d{1,5}))?$/i;

function hostRule(entry: string): Rule {
  const [, host = '', port] = HOST.exec(entry) ?? [];
  if (host === '') {
    throw new RangeError(`"${entry}" is no host, host:port or network`);
  }
  const fits = addressRule(host) ?? nameRule(plainName(host));
  return (destination) => (port === undefined || port === destination.port) && fits(destination);
}

function addressRule(host: string): Rule | undefined {
  const wanted = addressOf(host);
  return wanted && (({ address }) => address !== null && address.toString() === wanted.toString());
}

function nameRule(wanted: string): Rule {
  return wanted.startsWith('*.')
    ? ({ name }) => name.endsWith(wanted.slice(1))
    : ({ name, address }) => address === null && name === wanted;
}
