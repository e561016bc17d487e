import type { Finding } from '../../../problem/finding.ts';
import { taskAt } from '../../transition-graph.ts';
import type { AnalysisContext } from '../context.ts';
import { error, witness } from '../report.ts';
import { shortestPath } from '../runs/paths.ts';

/** Joins that wait for a task which only comes once the join itself has fired. */
export function joinNeedsItself(context: AnalysisContext): readonly Finding[] {
  const { graph, plan, stuck } = context;
  return [...stuck].map(([join, awaited]) => {
    const { name, path } = taskAt(graph, join);
    const task = taskAt(graph, awaited).name;
    const others = (plan.joins.get(join)?.inbound.length ?? 1) - 1;
    return error(
      context,
      'join_needs_itself',
      `${path}/join`,
      `\`${name}\` waits for \`${task}\`, which runs only after \`${name}\` itself: it can never start.`,
      {
        hint:
          others === 1
            ? 'Leave `join` out where a loop begins: each arrival then starts the task.'
            : 'Wait for fewer tasks, or write `join: active`, which waits only for what can still come.',
        witness: witness(graph, around(context, join, awaited)),
      },
    );
  });
}

/** From the join to the task it waits for, and back. */
function around({ graph }: AnalysisContext, join: number, awaited: number): readonly number[] {
  const next = (task: number) => graph.outboundTasks[task] ?? [];
  const path = awaited === join ? [join] : shortestPath([join], next, (task) => task === awaited);
  return [...(path ?? []), join];
}
