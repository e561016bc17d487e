import type { AnalysisContext } from '../context.ts';

/**
 * The tasks that can run at all when joins hold back what waits for too little. `assumed`: a join taken to have
 * fired once, whatever it waits for.
 */
export function firing({ graph, plan }: AnalysisContext, assumed?: number): Uint8Array {
  const fired = new Uint8Array(graph.tasks.length);
  const missing = graph.tasks.map((_, task) => plan.joins.get(task)?.needed ?? 1);
  const queue: number[] = [];
  const fire = (task: number) => {
    if (fired[task] === 0) {
      fired[task] = 1;
      queue.push(task);
    }
  };
  // An execution may begin at a join: there it waits for nothing.
  for (const task of [...plan.starts, ...(assumed === undefined ? [] : [assumed])]) {
    fire(task);
  }
  for (let task = queue.pop(); task !== undefined; task = queue.pop()) {
    for (const to of graph.outboundTasks[task] ?? []) {
      const left = (missing[to] ?? 1) - 1;
      missing[to] = left;
      if (left === 0) {
        fire(to);
      }
    }
  }
  return fired;
}
