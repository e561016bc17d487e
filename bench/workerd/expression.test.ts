import { expect, test } from 'vitest';
import { expressionFigures } from '../expression.ts';

/** `npm run bench:expression`: expressions inside workerd. Each is asserted at twice its budget, in microseconds. */
test('figures of expressions in workerd', () => {
  const figures = expressionFigures(() => performance.now());
  console.info(
    Object.entries(figures)
      .map(([name, value]) => `${name.padEnd(44)} ${value.toFixed(2)} µs`)
      .join('\n'),
  );
  for (const [name, value] of Object.entries(figures)) {
    const budget = name.startsWith('compile') ? 20 : name.includes('1,000 rows') ? 1000 : 1;
    expect([name, value < 2 * budget]).toEqual([name, true]);
  }
});
