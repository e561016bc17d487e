import type { Plan } from '../../join-plan.ts';
import type { TransitionGraph } from '../../transition-graph.ts';

/** So many joins that cannot fire are looked at closely. */
const MOST = 100;

/**
 * Joins that can never fire because they wait for a task that comes only after themselves, each with that task.
 * A join that merely stands behind such a one is not among them.
 */
export function selfNeedingJoins(graph: TransitionGraph, plan: Plan): ReadonlyMap<number, number> {
  const fired = firing(graph, plan);
  const stuck = [...plan.joins.values()].filter(({ task }) => fired[task] === 0);
  const found = new Map<number, number>();
  for (const { task, inbound, needed } of stuck.slice(0, MOST)) {
    const after = firing(graph, plan, task);
    const behind = inbound.find((from) => fired[from] === 0 && after[from] === 1);
    const arriving = inbound.filter((from) => after[from] === 1).length;
    if (behind !== undefined && arriving >= (needed ?? 1)) {
      found.set(task, behind);
    }
  }
  return found;
}

/**
 * The tasks that can run at all when joins hold back what waits for too little. `assumed`: a join taken to have
 * fired once, whatever it waits for.
 */
function firing(graph: TransitionGraph, plan: Plan, assumed?: number): Uint8Array {
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
