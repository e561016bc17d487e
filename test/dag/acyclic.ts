import type { TransitionGraph } from '../../src/graph/transition-graph.ts';

/** Tasks left over when those without a predecessor are taken away again and again: none means no cycle. */
export function leftInCycles({ tasks, inboundTasks }: TransitionGraph): readonly string[] {
  let left = new Set(tasks.keys());
  for (let before = -1; before !== left.size; ) {
    before = left.size;
    left = new Set([...left].filter((task) => inboundTasks[task]?.some((from) => left.has(from))));
  }
  return [...left].map((task) => tasks[task]?.name ?? '');
}
