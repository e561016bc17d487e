import { fail } from '../error.ts';
import { type Pair, pairsOf } from './dictionary.ts';
import { iterate } from './iterate.ts';
import { isMapping, type Value } from './value.ts';

/** The entries of a dictionary, or pairs that are given as a list. */
export function pairsIn(value: Value): readonly Pair[] {
  return isMapping(value)
    ? pairsOf(value)
    : iterate(value).map((item) => {
        const pair = iterate(item);
        return pair.length === 2 ? (pair as Pair) : fail('value_error', 'pairs are needed');
      });
}
