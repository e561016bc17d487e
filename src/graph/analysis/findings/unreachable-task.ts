import type { Finding } from '../../../problem/finding.ts';
import { taskAt } from '../../transition-graph.ts';
import type { AnalysisContext } from '../context.ts';
import { listed, warning } from '../report.ts';
import { isCycle } from '../runs/cycles.ts';

/** Tasks that no path from an entry point comes to; those in cycles are reported as cycles. */
export function unreachableTask(context: AnalysisContext): readonly Finding[] {
  const { graph, plan, components } = context;
  if (plan.starts.length === 0) {
    return [];
  }
  return graph.tasks.flatMap(({ name, path }, index): readonly Finding[] => {
    if (plan.reached[index] === 1 || isCycle(graph, components, components.of[index] ?? -1)) {
      return [];
    }
    const from = (graph.inboundTasks[index] ?? []).map((task) => taskAt(graph, task).name);
    const message =
      from.length === 0
        ? `\`${name}\` is never run: no transition leads to it, and it is no entry point.`
        : `\`${name}\` is never run: only ${listed(from)} lead${from.length === 1 ? 's' : ''} to it, and no entry point leads there.`;
    return [
      warning(context, 'unreachable_task', path, message, {
        hint: 'Add a transition that leads to it, name it in `entry_points`, or remove it.',
      }),
    ];
  });
}
