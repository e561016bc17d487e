import type { Exit } from '../conditions/behaviour.ts';
import type { AnalysisContext } from '../context.ts';
import type { Fork, JoinRegion } from './join-region.ts';
import { shortestPath } from './paths.ts';
import type { PublishSite } from './publish-sites.ts';

export interface PublishingPath {
  readonly site: PublishSite;
  /** From the fork by the transition that publishes to the join. */
  readonly path: readonly number[];
}

interface Branch {
  readonly fork: Fork;
  readonly exit: Exit;
  readonly sites: readonly PublishSite[];
  /** Where another branch publishes: to be shown only when there is no other place. */
  readonly avoid?: PublishSite;
}

/** Shows how a branch of a fork publishes a variable and comes to the join. */
export function publishingPath(
  { graph }: AnalysisContext,
  { join, tasks }: JoinRegion,
  { fork, exit, sites, avoid }: Branch,
): PublishingPath {
  const next = (task: number) => (graph.outboundTasks[task] ?? []).filter((to) => tasks.has(to));
  const inside = [exit.to].filter((to) => tasks.has(to));
  const choices = [sites.filter(({ task }) => task !== avoid?.task), sites.filter((site) => site !== avoid), sites];
  for (const places of choices) {
    const way = shortestPath(inside, next, (task) => places.some((site) => site.task === task));
    const site = places.find(({ task }) => task === way?.at(-1));
    if (way !== null && site !== undefined) {
      const onward = site.targets.includes(join.task)
        ? []
        : arrival(
            site.targets.filter((to) => tasks.has(to)),
            next,
            graph.outboundTasks,
            join.task,
          );
      return { site, path: [fork.task, ...way, ...onward, join.task] };
    }
    const own = places.find(({ task, transition }) => task === fork.task && transition === exit.transition);
    if (own !== undefined) {
      return { site: own, path: [fork.task, ...arrival(inside, next, graph.outboundTasks, join.task), join.task] };
    }
  }
  throw new Error('no place on this branch publishes the variable');
}

/** The shortest way from one of some tasks to one that leads to the join. */
function arrival(
  from: readonly number[],
  next: (task: number) => readonly number[],
  outbound: readonly (readonly number[])[],
  join: number,
): readonly number[] {
  return shortestPath(from, next, (task) => outbound[task]?.includes(join) === true) ?? [];
}
