import { type Formula, fact, not } from './formula.ts';
import { isVolatile } from './syntax-key.ts';

/** Operators that say the contrary of another one, in both languages. */
const CONTRARY: ReadonlyMap<string, string> = new Map([
  ['!=', '=='],
  ['>=', '<'],
  ['<=', '>'],
  ['not in', 'in'],
  ['!~', '=~'],
]);

/**
 * A comparison as a fact, so that `a < b` and `a >= b` are known to be complementary and `a == 'x'` and
 * `a == 'y'` to exclude each other.
 * @param literal the right side, if it is a text or a number
 */
export function comparison(
  operator: string,
  left: string,
  right: string,
  literal: string | number | undefined,
): Formula {
  const plain = CONTRARY.get(operator) ?? operator;
  const compared = literal !== undefined && plain === '==' && !isVolatile(left);
  const formula = fact(`${left} ${plain} ${right}`, {
    subject: compared ? `${typeof literal} ${left}` : null,
  });
  return plain === operator ? formula : not(formula);
}
