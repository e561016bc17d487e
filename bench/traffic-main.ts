import { type TrafficFigures, withTraffic } from './traffic.ts';

/** `npm run bench:traffic`: forty starts and forty callbacks a second for a minute, then as many as go without an error. */
const say = ({ rate, seconds, starts, callbacks }: TrafficFigures) => {
  const of = (name: string, { count, errors, p50, p95 }: TrafficFigures['starts']) =>
    `${name} ${count}, ${errors} errors, p50 ${p50.toFixed(0)} p95 ${p95.toFixed(0)} ms`;
  process.stdout.write(`${rate}/s for ${seconds} s: ${of('starts', starts)}; ${of('callbacks', callbacks)}\n`);
};
const good = ({ starts, callbacks }: TrafficFigures) =>
  starts.errors + callbacks.errors === 0 && Math.max(starts.p95, callbacks.p95) < 500;

await withTraffic(async (drive) => {
  await drive(10, 3);
  const steady = await drive(40, 60);
  say(steady);
  for (let rate = 60; rate <= 200; rate += 20) {
    const figures = await drive(rate, 10);
    say(figures);
    if (!good(figures)) {
      break;
    }
  }
  if (!good(steady)) {
    process.exitCode = 1;
  }
});
