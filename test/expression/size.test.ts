import { expect, it } from 'vitest';
import { expressionSize, SIZE_REACHED } from '../../bench/expression-size.ts';

it('both languages together weigh no more than they did', async () => {
  const { gzip } = await expressionSize();
  expect(gzip).toBeLessThanOrEqual(SIZE_REACHED);
});
