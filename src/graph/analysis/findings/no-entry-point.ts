import type { Finding } from '../../../problem/finding.ts';
import type { AnalysisContext } from '../context.ts';
import { warning, witness } from '../report.ts';
import { cycleThrough } from '../runs/paths.ts';

/** Every task has a transition to it, and the file does not say where to begin. */
export function noEntryPoint(context: AnalysisContext): readonly Finding[] {
  const { graph, definition, plan } = context;
  if (plan.starts.length > 0 || graph.tasks.length === 0) {
    return [];
  }
  const named = definition.entryPoints !== null;
  const cycle = named ? null : firstCycle(context);
  return [
    warning(
      context,
      'no_entry_point',
      named ? '/entry_points' : (graph.tasks[0]?.path ?? '/tasks'),
      named
        ? '`entry_points` names no task, so the workflow starts only with `start_at`.'
        : 'Every task has a transition leading to it, so the workflow has no task to start at.',
      {
        hint:
          definition.dialect === 'native'
            ? 'Name the tasks to begin with: `entry_points: [first]`.'
            : 'Add a task that leads into the loop.',
        ...(cycle === null ? {} : { witness: witness(graph, cycle) }),
      },
    ),
  ];
}

/** Walking back from any task must come round: the component found first of those that nothing leads to. */
function firstCycle({ graph, components }: AnalysisContext): readonly number[] | null {
  const members = components.members.at(-1) ?? [];
  const [first] = [...members].sort((a, b) => a - b);
  return first === undefined
    ? null
    : cycleThrough(first, graph.outboundTasks, (task) => components.of[task] === components.of[first]);
}
