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
    const exits = exitsByTarget(forksOf(context, region));
    if (exits.size === 0) {
      return [];
    }
    return join.inbound.flatMap((from): readonly Finding[] => {
      const found = effort.exhausted ? null : doublingFork(region, exits, from, effort);
      return found === null ? [] : [report(context, region, found, from)];
    });
  });
}

/** By task: the forks that lead to it, one as often as it does. */
type Exits = ReadonlyMap<number, readonly Fork[]>;

function exitsByTarget(forks: readonly Fork[]): Exits {
  const found = new Map<number, Fork[]>();
  for (const fork of forks) {
    for (const { to } of fork.exits) {
      const list = found.get(to);
      if (list === undefined) {
        found.set(to, [fork]);
      } else {
        list.push(fork);
      }
    }
  }
  return found;
}

/** A fork and two tasks behind it that lead to the inbound task without meeting before. */
interface Doubling {
  readonly task: number;
  readonly ways: readonly [number, number];
}

function doublingFork(region: JoinRegion, exits: Exits, from: number, effort: Effort): Doubling | null {
  const nothing = () => false;
  const join = region.join.task;
  const unmerged = reachBack(region.backUnmerged, region.tasks.has(from) ? [from] : [], nothing);
  effort.spend(unmerged.size);
  const direct = new Map<Fork, number>();
  for (const to of [join, ...unmerged]) {
    if (region.nested.has(to)) {
      continue;
    }
    for (const fork of exits.get(to) ?? []) {
      const first = direct.get(fork);
      if (to === join && fork.task !== from) {
        continue;
      }
      if (first !== undefined) {
        return { task: fork.task, ways: [first, to] };
      }
      direct.set(fork, to);
    }
  }
  const joins = [...region.nested.keys()].filter((task) => unmerged.has(task));
  return joins.length === 0 ? null : besideJoin(region, exits, joins, direct, effort);
}

/** One token comes by itself, another one through a join that does not wait for the first one. */
function besideJoin(
  { back, nested }: JoinRegion,
  exits: Exits,
  joins: readonly number[],
  direct: ReadonlyMap<Fork, number>,
  effort: Effort,
): Doubling | null {
  const nothing = () => false;
  const merging = reachBack(back, joins, nothing);
  // An `active` join does not need the token that goes past it.
  const waiting = joins.filter((join) => nested.get(join)?.mode !== 'active');
  const needing = reachBack(back, waiting, nothing);
  effort.spend(merging.size + needing.size);
  for (const to of merging) {
    for (const fork of exits.get(to) ?? []) {
      const first = direct.get(fork);
      if (first !== undefined && first !== to && !needing.has(first)) {
        return { task: fork.task, ways: [first, to] };
      }
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
