import { truth } from '../../core/truth.ts';
import type { Value } from '../../core/value.ts';
import type { Lambda } from '../lambda.ts';
import { eager, lazy, type Overload } from '../overloads.ts';
import { each } from './each.ts';

/** Whether a condition holds for some arguments. */
export function holds(condition: Lambda, ...args: readonly Value[]): boolean {
  return truth(condition(args));
}

/** Where the conditions stand that hold. */
function holding(cases: readonly Lambda[]): Generator<number> {
  return each(cases, (test, i) => (holds(test) ? i : undefined));
}

export const BRANCHING: readonly Overload[] = [
  ...eager({
    'switch *cases:rule': (...rules) => rules.find(({ source }) => holds(source))?.value([]) ?? null,
    'selectCase *cases:lambda': (...cases) => {
      const [index = cases.length] = holding(cases);
      return index;
    },
    '.switchCase case:int *cases:lambda': (index, ...cases) => (cases[index] ?? cases.at(-1))?.([]) ?? null,
    'coalesce *cases:lambda': (...cases) => {
      const [value = null] = each(cases, (given) => given([]) ?? undefined);
      return value;
    },
    'bool value:any': truth,
  }),
  ...lazy({
    'selectAllCases *cases:lambda': (...cases) => holding(cases),
    'examine *cases:lambda': (...cases) => each(cases, (test) => holds(test)),
  }),
];
