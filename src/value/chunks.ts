import { LIMITS } from './limits.ts';

/** Cuts a text into pieces of at most the size of a chunk, never inside a surrogate pair. */
export function chunks(text: string): readonly string[] {
  // Three bytes per code unit at the most: a third of the limit in units always fits.
  const size = Math.floor(LIMITS.chunkBytes / 3);
  const pieces: string[] = [];
  for (let at = 0; at < text.length || pieces.length === 0; ) {
    const end = at + size;
    const splitsPair = end < text.length && /[\uD800-\uDBFF]/.test(text.charAt(end - 1));
    pieces.push(text.slice(at, splitsPair ? end - 1 : end));
    at = splitsPair ? end - 1 : end;
  }
  return pieces;
}
