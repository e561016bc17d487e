import type { Finding } from '../../../problem/finding.ts';
import { taskAt } from '../../transition-graph.ts';
import type { AnalysisContext } from '../context.ts';
import { error, witness } from '../report.ts';
import { completing } from '../runs/completing.ts';
import { shortestPath } from '../runs/paths.ts';

/** A workflow every run of which starts the same workflow again. */
export function unconditionalRecursion(context: AnalysisContext): readonly Finding[] {
  const { definition, graph, plan, behaviours } = context;
  const calls = graph.tasks.flatMap(({ action, when, with: items }, index) =>
    action === definition.ref && when === null && items === null && plan.reached[index] === 1 ? [index] : [],
  );
  if (calls.length === 0) {
    return [];
  }
  const recursive = new Set(calls);
  // What fails because the file says so ends the recursion as well.
  const escapes = (task: number) => behaviours[task]?.failsOnPurpose === true;
  const without = completing({
    tasks: behaviours.keys(),
    moves: (task) => behaviours[task]?.moves ?? [],
    allows: (task) => !recursive.has(task),
    settled: (task) => (recursive.has(task) ? false : escapes(task) ? true : undefined),
  });
  if (plan.starts.every((task) => without.has(task) || escapes(task))) {
    return [];
  }
  const next = (task: number) => (recursive.has(task) ? [] : (graph.outboundTasks[task] ?? []));
  const path = shortestPath(plan.starts, next, (task) => recursive.has(task));
  const called = path?.at(-1);
  if (path === null || called === undefined || !isReason(context, recursive)) {
    return [];
  }
  const task = taskAt(graph, called);
  return [
    error(
      context,
      'unconditional_recursion',
      `${task.path}/action`,
      `\`${task.name}\` starts this workflow again in every run, so no run can end.`,
      {
        hint: 'Give the task a `when`, or lead to it on a condition.',
        witness: witness(graph, path),
      },
    ),
  ];
}

/** Without the calls there would be a run that ends: it is they that keep it from doing so. */
function isReason({ plan, completes }: AnalysisContext, recursive: ReadonlySet<number>): boolean {
  return plan.starts.every((task) => completes[task] === 1 || recursive.has(task));
}
