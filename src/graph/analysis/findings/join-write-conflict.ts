import type { Finding } from '../../../problem/finding.ts';
import { ROOT } from '../../dominators.ts';
import { taskAt } from '../../transition-graph.ts';
import type { Exit } from '../conditions/behaviour.ts';
import type { AnalysisContext } from '../context.ts';
import { warning, witness } from '../report.ts';
import { type Effort, forEachJoin } from '../runs/effort.ts';
import { type Fork, forksOf, type JoinRegion, regionOf } from '../runs/join-region.ts';
import { both, differ, type Label, NONE, share, spread } from '../runs/label.ts';
import { shortestPath } from '../runs/paths.ts';
import { type PublishSite, publishSites } from '../runs/publish-sites.ts';
import { reachBack } from '../runs/reach-back.ts';

/** So many exits of one fork are compared with each other. */
const MOST_EXITS = 64;

/** Joins at which branches meet that published the same variable: the later arrival wins. */
export function joinWriteConflict(context: AnalysisContext): readonly Finding[] {
  return forEachJoin(context, (join, effort) => {
    if (join.needed === 1) {
      return [];
    }
    const region = regionOf(context, join);
    effort.spend(region.tasks.size);
    const sites = publishSites(context, region);
    const forks = sites.size === 0 ? [] : forksOf(context, region);
    if (forks.length === 0) {
      return [];
    }
    const ways = waysOf(region);
    return [...sites].flatMap(([name, published]): readonly Finding[] => {
      const conflict = effort.exhausted ? null : conflictOf(region, forks, ways, published, effort);
      return conflict === null ? [] : [report(context, region, name, conflict)];
    });
  });
}

/** How the tasks of a region come to the join. */
interface Ways {
  /** The inbound task by which a token arrives. */
  readonly inbound: (task: number) => Label;
  /** The nested join that a token may pass before. */
  readonly merging: (task: number) => Label;
  /** Tasks from which a token can arrive without having met another one. */
  readonly unmerged: ReadonlySet<number>;
}

function waysOf({ join, nested, back, backUnmerged, tasks }: JoinRegion): Ways {
  const inbound = join.inbound.filter((task) => tasks.has(task));
  return {
    inbound: spread(
      inbound.map((task) => [task, task]),
      back,
    ),
    merging: spread(
      [...nested.keys()].map((task) => [task, task]),
      back,
    ),
    unmerged: reachBack(backUnmerged, inbound, () => false),
  };
}

interface Branch {
  readonly exit: Exit;
  readonly sites: Label;
}

interface Conflict {
  readonly fork: Fork;
  readonly sites: readonly PublishSite[];
  readonly branches: readonly [Branch, Branch];
}

/** A fork of which two branches publish the variable in two places, and arrive by two inbound tasks. */
function conflictOf(
  region: JoinRegion,
  forks: readonly Fork[],
  ways: Ways,
  sites: readonly PublishSite[],
  effort: Effort,
): Conflict | null {
  const join = region.join.task;
  const ahead = spread(
    sites.filter(({ task }) => region.tasks.has(task)).map(({ task, id }) => [task, id]),
    region.back,
  );
  effort.spend(region.tasks.size + forks.length);
  for (const fork of forks) {
    const branches = fork.exits
      .map((exit): Branch => {
        const own = sites.find(({ task, transition }) => task === fork.task && transition === exit.transition);
        return { exit, sites: both(own?.id ?? NONE, exit.to === join ? NONE : ahead(exit.to)) };
      })
      .filter((branch) => branch.sites !== NONE)
      .slice(0, MOST_EXITS);
    const arrivesBy = ({ to }: Exit) => (to === join ? fork.task : ways.inbound(to));
    for (const [i, first] of branches.entries()) {
      const second = branches
        .slice(i + 1)
        .find(
          (other) =>
            differ(first.sites, other.sites) &&
            differ(arrivesBy(first.exit), arrivesBy(other.exit)) &&
            apart(first.exit, other.exit, ways, join),
        );
      if (second !== undefined) {
        return { fork, sites, branches: [first, second] };
      }
    }
  }
  return null;
}

/** Two tokens that do not meet in a join before this one. */
function apart(first: Exit, second: Exit, { merging, unmerged }: Ways, join: number): boolean {
  const direct = ({ to }: Exit) => to === join || unmerged.has(to);
  const passes = ({ to }: Exit) => (to === join ? NONE : merging(to));
  return (direct(first) && direct(second)) || !share(passes(first), passes(second));
}

function report(context: AnalysisContext, region: JoinRegion, name: string, conflict: Conflict): Finding {
  const { graph } = context;
  const { name: join, path } = taskAt(graph, region.join.task);
  const [first, second] = pathsOf(context, region, conflict);
  const [one, other] = [first.publisher, second.publisher].map((task) => `\`${taskAt(graph, task).name}\``);
  return warning(
    context,
    'join_write_conflict',
    `${path}/join`,
    `The branches of ${one} and ${other} both publish \`${name}\` before they meet in \`${join}\`: the later arrival wins.`,
    {
      hint: 'Give each branch a variable of its own, and put them together behind the join.',
      witness: [witness(graph, first.path), witness(graph, second.path)],
    },
  );
}

interface Publishing {
  readonly publisher: number;
  readonly path: readonly number[];
}

/** A path for each branch, by different places that publish if that can be. */
function pathsOf(
  { graph }: AnalysisContext,
  region: JoinRegion,
  { fork, sites, branches }: Conflict,
): readonly [Publishing, Publishing] {
  const next = (task: number) => (graph.outboundTasks[task] ?? []).filter((to) => region.tasks.has(to));
  const ends = (task: number) => (graph.outboundTasks[task] ?? []).includes(region.join.task);
  const through = ({ exit }: Branch, not: number | undefined): Publishing => {
    const begin = fork.task === ROOT ? [] : [fork.task];
    const inside = exit.to === region.join.task ? [] : [exit.to];
    const places = sites.filter(({ task }) => task !== not);
    const isPlace = (task: number) => places.some((site) => site.task === task);
    const way = shortestPath(inside, next, isPlace);
    const publisher = way?.at(-1) ?? fork.task;
    const site = places.find(({ task }) => task === publisher);
    const beyond = way === null ? inside : (site?.targets ?? []).filter((to) => region.tasks.has(to));
    const rest = arrivesAtOnce(way, site, region.join.task) ? [] : (shortestPath(beyond, next, ends) ?? []);
    return { publisher, path: [...begin, ...(way ?? []), ...rest, region.join.task] };
  };
  const first = through(branches[0], undefined);
  return [first, through(branches[1], first.publisher)];
}

function arrivesAtOnce(way: readonly number[] | null, site: PublishSite | undefined, join: number): boolean {
  return way !== null && site?.targets.includes(join) === true;
}
