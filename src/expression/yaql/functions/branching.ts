import { truth } from '../../core/truth.ts';
import type { Value } from '../../core/value.ts';
import type { Lambda } from '../lambda.ts';
import { eager, lazy, type Overload } from '../overloads.ts';

/** Whether a condition holds for some arguments. */
export function holds(condition: Lambda, ...args: readonly Value[]): boolean {
  return truth(condition(args));
}

export const BRANCHING: readonly Overload[] = [
  ...eager({
    'switch *cases:rule': (...rules) => rules.find(({ source }) => holds(source))?.value([]) ?? null,
    'selectCase *cases:lambda': (...cases) => {
      const index = cases.findIndex((test) => holds(test));
      return index === -1 ? cases.length : index;
    },
    '.switchCase case:int *cases:lambda': (index, ...cases) => (cases[index] ?? cases.at(-1))?.([]) ?? null,
    'coalesce *cases:lambda': (...cases) => {
      for (const given of cases) {
        const value = given([]);
        if (value !== null) {
          return value;
        }
      }
      return null;
    },
    'bool value:any': (value) => truth(value),
  }),
  ...lazy({
    'selectAllCases *cases:lambda': function* (...cases) {
      for (const [i, test] of cases.entries()) {
        if (holds(test)) {
          yield i;
        }
      }
    },
    'examine *cases:lambda': function* (...cases) {
      for (const test of cases) {
        yield holds(test);
      }
    },
  }),
];
