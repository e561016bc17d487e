import { exceeded } from '../error.ts';

/** How deep syntax may nest: what it compiles to nests as deep. */
export const MAX_DEPTH = 100;

/** How many words and signs one expression may have, and how many parts one text. */
const MOST_TOKENS = 20_000;
const MOST_PARTS = 10_000;

/** Refuses an expression that is too long to be compiled quickly. */
export function limitTokens(count: number, offset: number): void {
  if (count > MOST_TOKENS) {
    exceeded(MOST_TOKENS, 'words and signs', offset);
  }
}

/** Refuses a text with too many expressions and blocks. */
export function limitParts(count: number, offset: number): void {
  if (count > MOST_PARTS) {
    exceeded(MOST_PARTS, 'expressions and blocks', offset);
  }
}
