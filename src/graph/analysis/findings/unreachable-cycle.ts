import type { Finding } from '../../../problem/finding.ts';
import { taskAt } from '../../transition-graph.ts';
import type { AnalysisContext } from '../context.ts';
import { listed, warning, witness } from '../report.ts';
import { cyclesOf } from '../runs/cycles.ts';
import { cycleThrough } from '../runs/paths.ts';

/** Cycles that no path from an entry point comes to. Each has a way in from itself only, so it never begins. */
export function unreachableCycle(context: AnalysisContext): readonly Finding[] {
  const { graph, plan, components } = context;
  if (plan.starts.length === 0) {
    return [];
  }
  return cyclesOf(graph, components).flatMap((tasks): readonly Finding[] => {
    const [first] = tasks;
    if (first === undefined || plan.reached[first] === 1) {
      return [];
    }
    const { path } = taskAt(graph, first);
    const names = tasks.map((task) => taskAt(graph, task).name);
    const cycle = cycleThrough(first, graph.outboundTasks, (task) => components.of[task] === components.of[first]);
    return [
      warning(
        context,
        'unreachable_cycle',
        path,
        names.length === 1
          ? `\`${names[0]}\` leads to itself, but no entry point leads to it: it never begins.`
          : `The cycle of ${listed(names, 5)} never begins: no entry point leads to it.`,
        {
          hint: 'Lead a transition into the cycle, or name one of its tasks in `entry_points`.',
          ...(cycle === null ? {} : { witness: witness(graph, cycle) }),
        },
      ),
    ];
  });
}
