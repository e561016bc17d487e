import { costsOf, SHAPES } from './cost.ts';

/**
 * `npm run bench:cost`: what one event costs in an execution of 100, 1,000 and 10,000 completions, on a real
 * SQLite. Rows are exact and asserted at 1.3 times, times are medians of five and asserted at twice 1.6 times.
 */
const SIZES = [100, 1_000, 10_000];
const ROWS = 1.3;
const TIME = 1.6;

let failed = false;
for (const shape of Object.keys(SHAPES)) {
  const costs = await costsOf(shape, SIZES);
  for (const [i, cost] of costs.entries()) {
    const size = SIZES[i] ?? 0;
    const rows = `${cost.rowsRead.toFixed(2)} read, ${cost.rowsWritten.toFixed(2)} written`;
    process.stdout.write(
      `${shape.padEnd(26)} ${String(size).padStart(6)}  ${rows.padEnd(28)} ${cost.microseconds.toFixed(0)} µs\n`,
    );
  }
  const [small, , large] = costs;
  if (small !== undefined && large !== undefined) {
    const rows = (large.rowsRead + large.rowsWritten) / (small.rowsRead + small.rowsWritten);
    const time = large.microseconds / small.microseconds;
    failed ||= rows > ROWS || time > 2 * TIME;
    process.stdout.write(`${shape.padEnd(26)} ratio   rows ${rows.toFixed(2)}, time ${time.toFixed(2)}\n`);
  }
}
process.exitCode = failed ? 1 : 0;
