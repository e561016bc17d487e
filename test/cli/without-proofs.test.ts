import { expect, test } from 'vitest';
import { withoutProofs } from '../../src/cli/without-proofs.ts';

test.each([
  ['POST /hooks/shop.orders.Zm9v 202 Accepted (3ms)', 'POST /hooks/… 202 Accepted (3ms)'],
  ['POST http://localhost:8787/hooks/shop.orders.Zm9v?a=1 (failed', 'POST http://localhost:8787/hooks/…?a=1 (failed'],
  ['POST /callbacks/k1.01M8.ask:1.-.1.mac/heartbeat 204', 'POST /callbacks/…/heartbeat 204'],
  ['GET /inquiries/k1.01M8.ask:1.-.1.mac 200', 'GET /inquiries/… 200'],
  [
    'GET /api/v1/executions/01M8/stream?after=2&ticket=abc&x=1 200',
    'GET /api/v1/executions/01M8/stream?after=2&ticket=…&x=1 200',
  ],
  ['POST /api/v1/inquiries/01M8.ask:1.-.1/respond 200', 'POST /api/v1/inquiries/01M8.ask:1.-.1/respond 200'],
  ['{"level":"info","event":"execution.ended"}', '{"level":"info","event":"execution.ended"}'],
])('%s', (line, shown) => {
  expect(withoutProofs(line)).toBe(shown);
});
