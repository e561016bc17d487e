import { expect, test } from 'vitest';
import { compile } from '../../src/expression/compile.ts';
import { ATTACKS, type Attack, VICTIMS } from '../../test/expression/attacks.ts';
import { scopeOf } from '../../test/expression/test-scope.ts';

const MOST_MILLISECONDS = 100;

function run({ text, dialect = 'native', recursive = false }: Attack): number {
  const start = performance.now();
  try {
    compile(text, { dialect, recursive }).evaluate(scopeOf({ variables: VICTIMS }));
  } catch {
    // What it ends with is for the tests of the room to say.
  }
  return performance.now() - start;
}

/** `npm run bench:expression`: how long hostile expressions hold workerd up, as medians of five in milliseconds. */
test('hostile expressions in workerd', () => {
  const figures = ATTACKS.map((attack) => {
    const [, , median = 0] = Array.from({ length: 5 }, () => run(attack)).toSorted((a, b) => a - b);
    return { text: attack.text.slice(0, 70), median };
  }).toSorted((a, b) => b.median - a.median);
  const slowest = figures.slice(0, 5).map(({ text, median }) => `${median.toFixed(0).padStart(4)} ms  ${text}`);
  console.info([`${figures.length} hostile expressions, the slowest:`, ...slowest].join('\n'));
  expect(figures.filter(({ median }) => median > MOST_MILLISECONDS)).toEqual([]);
});
