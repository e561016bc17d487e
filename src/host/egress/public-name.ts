/** Names that belong to a machine, a house or a company, not to the internet. */
const PRIVATE_ENDS: readonly string[] = [
  'localhost',
  'local',
  'localdomain',
  'internal',
  'intranet',
  'private',
  'corp',
  'home',
  'lan',
  'home.arpa',
];

/** The host of a URL in the one form that is compared: without the dots at its end that change nothing. */
export function plainName(hostname: string): string {
  return hostname.toLowerCase().replace(/\.+$/, '');
}

export function isLocalhost(name: string): boolean {
  return name === 'localhost' || name.endsWith('.localhost');
}

/** Whether a name can be one of the public internet; a name without a dot is one of the own network. */
export function isPublicName(name: string): boolean {
  return name.includes('.') && !PRIVATE_ENDS.some((end) => name.endsWith(`.${end}`));
}
