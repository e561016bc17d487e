import { ROOT } from '../../dominators.ts';
import type { AnalysisContext } from '../context.ts';
import type { JoinRegion } from './join-region.ts';

/** A transition that publishes a variable on a way to a join. */
export interface PublishSite {
  readonly id: number;
  readonly task: number;
  readonly transition: number;
  readonly targets: readonly number[];
}

/** By name: the transitions of a region that publish it, where there are several. */
export function publishSites(
  { graph, behaviours }: AnalysisContext,
  { tasks, heads, join }: JoinRegion,
): ReadonlyMap<string, readonly PublishSite[]> {
  const sites = new Map<string, PublishSite[]>();
  let id = 0;
  for (const task of new Set([...heads, ...tasks])) {
    for (const [transition, { publish }] of (task === ROOT ? [] : (graph.tasks[task]?.next ?? [])).entries()) {
      const taken = behaviours[task]?.taken[transition] === true;
      const targets = publish.length === 0 || !taken ? [] : targetsWithin(graph, task, transition);
      if (!targets.some((to) => to === join.task || tasks.has(to))) {
        continue;
      }
      const site = { id: id++, task, transition, targets };
      for (const name of new Set(publish.map((assignment) => assignment.name))) {
        const list = sites.get(name);
        if (list === undefined) {
          sites.set(name, [site]);
        } else {
          list.push(site);
        }
      }
    }
  }
  return new Map([...sites].filter(([, list]) => list.length > 1));
}

function targetsWithin(graph: AnalysisContext['graph'], task: number, transition: number): readonly number[] {
  return (graph.outboundEdges[task] ?? []).flatMap((edge) => (edge.transition === transition ? edge.to : []));
}
