import { type TrafficFigures, withTraffic } from './traffic.ts';

/**
 * `npm run bench:traffic`: forty starts and forty callbacks a second for a minute, then ever more until one fails.
 * The exit code speaks of the forty alone.
 */
const STEADY = [40, 60] as const;
const MORE = [50, 60, 80, 120, 200];
/** Milliseconds, of 95 in a hundred. */
const PROMPT = 500;

const say = ({ rate, seconds, starts, callbacks }: TrafficFigures) => {
  const of = (name: string, { count, errors, p50, p95 }: TrafficFigures['starts']) =>
    `${name} ${count}, ${errors} errors, p50 ${p50.toFixed(0)} p95 ${p95.toFixed(0)} ms`;
  process.stdout.write(`${rate}/s for ${seconds} s: ${of('starts', starts)}; ${of('callbacks', callbacks)}\n`);
};
const lossless = ({ starts, callbacks }: TrafficFigures) => starts.errors + callbacks.errors === 0;
const prompt = ({ starts, callbacks }: TrafficFigures) => Math.max(starts.p95, callbacks.p95) < PROMPT;

await withTraffic(async (drive) => {
  await drive(10, 3);
  const all: TrafficFigures[] = [];
  for (const [rate, seconds] of [STEADY, ...MORE.map((rate) => [rate, 10] as const)]) {
    const figures = await drive(rate, seconds);
    say(figures);
    all.push(figures);
    if (!lossless(figures)) {
      break;
    }
  }
  const highest = (fits: (figures: TrafficFigures) => boolean) =>
    Math.max(0, ...all.filter(fits).map(({ rate }) => rate));
  const both = (figures: TrafficFigures) => lossless(figures) && prompt(figures);
  process.stdout.write(`highest rate without an error: ${highest(lossless)}/s; `);
  process.stdout.write(`with p95 under ${PROMPT} ms as well: ${highest(both)}/s\n`);
  process.exitCode = all.some((figures) => figures.rate === STEADY[0] && both(figures)) ? 0 : 1;
});
