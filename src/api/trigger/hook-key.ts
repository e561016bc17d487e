/**
 * The key in the address of a webhook: `<trigger>.<43 random characters>`. The name in front finds the trigger while
 * the registry cannot be asked; what opens it is the rest.
 */
export function mintHookKey(name: string, random: (bytes: number) => Uint8Array): string {
  const secret = btoa(String.fromCharCode(...random(32)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
  return `${name}.${secret}`;
}

/** The trigger that a key names; undefined for what cannot be one. */
export function triggerOfKey(key: string): string | undefined {
  return /^([A-Za-z][A-Za-z0-9_.-]{0,255})\.[A-Za-z0-9_-]{43}$/.exec(key)?.[1];
}

export function hookUrl(publicUrl: string, key: string): string {
  return `${publicUrl}/hooks/${key}`;
}
