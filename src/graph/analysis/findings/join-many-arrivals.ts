import type { Finding } from '../../../problem/finding.ts';
import { taskAt } from '../../transition-graph.ts';
import type { AnalysisContext } from '../context.ts';
import { warning, witness } from '../report.ts';
import { type Effort, forEachJoin } from '../runs/effort.ts';
import { type Fork, forkName, forksOf, type JoinRegion, regionOf } from '../runs/join-region.ts';
import { shortestPath } from '../runs/paths.ts';
import { reachBack } from '../runs/reach-back.ts';

/** Inbound tasks of a join that can arrive more than once while their siblings arrive once. */
export function joinManyArrivals(context: AnalysisContext): readonly Finding[] {
  return forEachJoin(context, (join, effort) => {
    const region = regionOf(context, join);
    effort.spend(region.tasks.size);
    const forks = forksOf(context, region);
    if (forks.length === 0) {
      return [];
    }
    return join.inbound.flatMap((from): readonly Finding[] => {
      const fork = effort.exhausted ? null : doublingFork(region, forks, from, effort);
      return fork === null ? [] : [report(context, region, fork, from)];
    });
  });
}

/** A fork with its exits, two of which lead to the inbound task without meeting before. */
type Doubling = Pick<Fork, 'task'> & { readonly ways: readonly [number, number] };

function doublingFork(region: JoinRegion, forks: readonly Fork[], from: number, effort: Effort): Doubling | null {
  const nothing = () => false;
  const unmerged = reachBack(region.backUnmerged, region.tasks.has(from) ? [from] : [], nothing);
  const joins = [...region.nested.keys()].filter((join) => unmerged.has(join));
  const merging = reachBack(region.back, joins, nothing);
  // An `active` join does not need the token that goes past it.
  const needing = reachBack(
    region.back,
    joins.filter((join) => region.nested.get(join)?.mode !== 'active'),
    nothing,
  );
  effort.spend(unmerged.size + merging.size + needing.size + forks.length);
  for (const { task, exits } of forks) {
    const targets = exits.map(({ to }) => to);
    const direct = targets.filter(
      (to) => (task === from && to === region.join.task) || (unmerged.has(to) && !region.nested.has(to)),
    );
    const [first, second] = direct;
    if (first !== undefined && second !== undefined) {
      return { task, ways: [first, second] };
    }
    // One token comes by itself, another one through a join that does not wait for the first one.
    const other = targets.find((to) => to !== first && merging.has(to));
    if (first !== undefined && other !== undefined && !needing.has(first)) {
      return { task, ways: [first, other] };
    }
  }
  return null;
}

function report(context: AnalysisContext, region: JoinRegion, { task, ways }: Doubling, from: number): Finding {
  const { graph } = context;
  const { name, path } = taskAt(graph, region.join.task);
  const arriving = taskAt(graph, from).name;
  const [first, second] = ways.map((to) => wayOf(context, region, task, to, from));
  return warning(
    context,
    'join_many_arrivals',
    `${path}/join`,
    `\`${arriving}\` can arrive at \`${name}\` more than once: ${forkName(graph.tasks, task)} leads to it in two ways at the same time.`,
    {
      hint: `Let the ways meet in a \`join\` before \`${arriving}\`. A second arrival belongs to a second start of \`${name}\`, which waits for all the others again.`,
      witness: [witness(graph, first ?? []), witness(graph, second ?? [])],
    },
  );
}

function wayOf(
  { graph }: AnalysisContext,
  { tasks, join }: JoinRegion,
  task: number,
  to: number,
  from: number,
): readonly number[] {
  if (to === join.task) {
    return [task, to];
  }
  const next = (at: number) => (graph.outboundTasks[at] ?? []).filter((other) => tasks.has(other));
  return [task, ...(shortestPath([to], next, (at) => at === from) ?? [to]), join.task];
}
