import { expect, it } from 'vitest';
import { expressionSize, SIZE_BUDGET } from '../../bench/expression-size.ts';

it('both languages together weigh no more than 35 KB', async () => {
  const { gzip } = await expressionSize();
  expect(gzip).toBeLessThanOrEqual(SIZE_BUDGET);
});
