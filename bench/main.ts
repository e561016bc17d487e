import { conductorSpeed } from './conductor.ts';
import { expressionFigures } from './expression.ts';
import { serverFigures } from './server.ts';

/** `npm run bench`: the figures of the README. Medians of five; local figures say nothing about an edge network. */
const say = (name: string, value: string) => process.stdout.write(`${name.padEnd(44)} ${value}\n`);

say('pure conductor, loop of 1,000', `${Math.round(conductorSpeed(1_000))} events/s`);
say('pure conductor, loop of 10,000', `${Math.round(conductorSpeed(10_000))} events/s`);
for (const [name, value] of Object.entries(expressionFigures(() => performance.now()))) {
  say(`expression: ${name}`, `${value.toFixed(2)} µs`);
}
const { startToFirstTask, transitionsPerSecond, past } = await serverFigures(1_000, 50);
say('local server, loop of 1,000', `${Math.round(transitionsPerSecond)} transitions/s`);
say(
  'local server, start to first task',
  `p50 ${startToFirstTask.p50.toFixed(1)} ms, p95 ${startToFirstTask.p95.toFixed(1)} ms`,
);
say('local server, state at any of 10,000 events', `p50 ${past.p50.toFixed(1)} ms, most ${past.max.toFixed(1)} ms`);
