import type { Finding } from '../../../problem/finding.ts';
import { taskAt } from '../../transition-graph.ts';
import type { AnalysisContext } from '../context.ts';
import { listed, warning, witness } from '../report.ts';
import { cyclesOf } from '../runs/cycles.ts';
import { cycleThrough } from '../runs/paths.ts';

/** Cycles that a token never leaves: whatever its tasks come to, one of their transitions stays. */
export function endlessCycle(context: AnalysisContext): readonly Finding[] {
  const { graph, plan, components, behaviours } = context;
  return cyclesOf(graph, components).flatMap((tasks): readonly Finding[] => {
    const [first] = tasks;
    if (first === undefined || plan.reached[first] !== 1) {
      return [];
    }
    const component = components.of[first];
    const within = (task: number) => components.of[task] === component;
    const stays = tasks.every((task) => {
      const behaviour = behaviours[task];
      return behaviour?.mayFail === false && behaviour.moves.every(({ targets }) => targets.some(within));
    });
    if (!stays) {
      return [];
    }
    const { path } = taskAt(graph, first);
    const names = tasks.map((task) => taskAt(graph, task).name);
    const cycle = cycleThrough(first, graph.outboundTasks, within);
    return [
      warning(
        context,
        'endless_cycle',
        path,
        names.length === 1
          ? `\`${names[0]}\` always leads back to itself: the cycle has no exit.`
          : `The cycle of ${listed(names, 5)} has no exit: every transition stays in it.`,
        {
          hint: 'Give one of its transitions a `when`, with another one behind it that leads out. Until then only a limit ends the execution.',
          ...(cycle === null ? {} : { witness: witness(graph, cycle) }),
        },
      ),
    ];
  });
}
