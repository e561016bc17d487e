/**
 * Numbers in [0, 1) from a text: the same text gives the same row of numbers, so a replay draws what the
 * original drew. FNV-1a for the seed, mulberry32 for the row. Not for secrets. The text is hashed only when
 * a number is drawn, because nearly no expression draws one.
 */
export function randomness(text: string): () => number {
  let state: number | undefined;
  return () => {
    state = ((state ?? hash(text)) + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function hash(text: string): number {
  let state = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    state = Math.imul(state ^ text.charCodeAt(i), 0x01000193);
  }
  return state;
}
