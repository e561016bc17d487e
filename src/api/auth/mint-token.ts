/** How issued tokens begin; nothing else is looked up. */
export const TOKEN_PREFIX = 'ost_';

const BYTES = 32;

/** A new token: as much chance as nobody can guess. */
export function mintToken(random: (bytes: number) => Uint8Array): string {
  const text = btoa(String.fromCharCode(...random(BYTES)));
  return TOKEN_PREFIX + text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
