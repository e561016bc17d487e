import { loadFigures } from './load.ts';

/** `npm run bench:load`: a thousand executions of ten tasks, two hundred alive at once. */
const { executions, seconds, perSecond, p50, p95, memory } = await loadFigures(1000, 200);
const lines = [
  `${executions} executions of ten tasks in ${seconds.toFixed(1)} s: ${perSecond.toFixed(0)} executions/s, all succeeded`,
  `one execution: p50 ${p50.toFixed(0)} ms, p95 ${p95.toFixed(0)} ms`,
  `memory of the Worker: ${memory.before.toFixed(0)} MiB before, ${memory.most.toFixed(0)} MiB at the most`,
];
process.stdout.write(`${lines.join('\n')}\n`);
