import ipaddr from 'ipaddr.js';

export type Address = ReturnType<typeof ipaddr.process>;

/**
 * The IP address that a URL's host is, or undefined when it is a name. An IPv4 address inside an IPv6 one
 * (`::ffff:…`) is taken out. The URL parser has already turned every other spelling into the plain one.
 */
export function addressOf(hostname: string): Address | undefined {
  const text = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
  return ipaddr.isValid(text) ? ipaddr.process(text) : undefined;
}

/** Global unicast; whatever else is assigned one day, for tunnels or translation, stays outside. */
const GLOBAL_V6 = ipaddr.parseCIDR('2000::/3');
/** Inside of it, but for documentation (RFC 9637). */
const DOCUMENTATION_V6 = ipaddr.parseCIDR('3fff::/20');
/** Answers to machines of one provider about themselves, although it looks public. */
const PROVIDER_V4 = '168.63.129.16';

/** Whether an address belongs to a host of the public internet. */
export function isPublic(address: Address): boolean {
  if (address.range() !== 'unicast') {
    return false;
  }
  return address.kind() === 'ipv4'
    ? address.toString() !== PROVIDER_V4
    : address.match(GLOBAL_V6) && !address.match(DOCUMENTATION_V6);
}
