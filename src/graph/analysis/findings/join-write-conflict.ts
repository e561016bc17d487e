import type { Finding } from '../../../problem/finding.ts';
import { type TransitionGraph, taskAt } from '../../transition-graph.ts';
import type { Exit } from '../conditions/behaviour.ts';
import type { AnalysisContext } from '../context.ts';
import { warning, witness } from '../report.ts';
import { type Effort, forEachJoin } from '../runs/effort.ts';
import { type Fork, forksOf, type JoinRegion, regionOf } from '../runs/join-region.ts';
import { both, differ, type Label, NONE, share, spread } from '../runs/label.ts';
import { type PublishSite, publishSites } from '../runs/publish-sites.ts';
import { type PublishingPath, publishingPath } from '../runs/publishing-path.ts';
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
  /** Plain tasks from which a token can arrive without having met another one. */
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
    unmerged: new Set([...reachBack(backUnmerged, inbound, () => false)].filter((task) => !nested.has(task))),
  };
}

/** One way out of a fork, with the places that publish the variable on it. */
interface Branch {
  readonly exit: Exit;
  /** The transition that forks, if it publishes. */
  readonly own: Label;
  readonly ahead: Label;
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
  const exits = forks.reduce((sum, fork) => sum + fork.exits.length, 0);
  effort.spend(region.tasks.size + exits);
  const ids = new Map(sites.map(({ id, task, transition }) => [`${task} ${transition}`, id]));
  for (const fork of forks) {
    const branches = fork.exits
      .map((exit): Branch => {
        const own = ids.get(`${fork.task} ${exit.transition}`) ?? NONE;
        return { exit, own, ahead: exit.to === join ? NONE : ahead(exit.to) };
      })
      .filter((branch) => branch.own !== NONE || branch.ahead !== NONE)
      .slice(0, MOST_EXITS);
    const arrivesBy = ({ to }: Exit) => (to === join ? fork.task : ways.inbound(to));
    for (const [i, first] of branches.entries()) {
      const second = branches
        .slice(i + 1)
        .find(
          (other) =>
            publishApart(first, other) &&
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

/** Both publish, in different places. What the fork itself publishes for both of them stands before either. */
function publishApart(first: Branch, second: Branch): boolean {
  return first.exit.transition === second.exit.transition
    ? differ(first.ahead, second.ahead)
    : differ(both(first.own, first.ahead), both(second.own, second.ahead));
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
  const { fork, sites, branches } = conflict;
  const [one, other] = branches;
  const first = publishingPath(context, region, { fork, exit: one.exit, sites });
  const second = publishingPath(context, region, { fork, exit: other.exit, sites, avoid: first.site });
  return warning(
    context,
    'join_write_conflict',
    `${path}/join`,
    `${publishers(graph, first, second)} publish \`${name}\` before the branches meet in \`${join}\`: the later arrival wins.`,
    {
      hint: 'Give each branch a variable of its own, and put them together behind the join.',
      witness: [witness(graph, first.path), witness(graph, second.path)],
    },
  );
}

function publishers(graph: TransitionGraph, first: PublishingPath, second: PublishingPath): string {
  const [one, other] = [first, second].map(({ site }) => taskAt(graph, site.task).name);
  return one === other ? `Two branches of \`${one}\`` : `\`${one}\` and \`${other}\` both`;
}
