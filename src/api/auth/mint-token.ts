/** How issued tokens begin; nothing else is looked up. */
export const TOKEN_PREFIX = 'ost_';

const BYTES = 32;

type Random = (bytes: number) => Uint8Array;

/** A new token: as much chance as nobody can guess. */
export function mintToken(random: Random): string {
  return TOKEN_PREFIX + randomText(random);
}

/** Text that nobody can guess. */
export function randomText(random: Random): string {
  return btoa(String.fromCharCode(...random(BYTES)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}
