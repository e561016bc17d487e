import { exceeded } from '../error.ts';

/** Refuses a count at a place of the text that is more than may be. */
type Limit = (count: number, offset: number) => void;

function limit(most: number, what: string): Limit {
  return (count, offset) => {
    if (count > most) {
      exceeded(most, what, offset);
    }
  };
}

/** How deep syntax may nest: what it compiles to nests as deep. */
export const limitDepth: Limit = limit(100, 'levels of nesting');

/** How many words and signs one expression may have, so that it is compiled quickly. */
export const limitTokens: Limit = limit(20_000, 'words and signs');

/** How many expressions and blocks one text may have. */
export const limitParts: Limit = limit(10_000, 'expressions and blocks');
