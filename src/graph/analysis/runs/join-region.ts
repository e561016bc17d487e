import { ROOT } from '../../dominators.ts';
import type { JoinPlan } from '../../join-plan.ts';
import type { Exit, Move } from '../conditions/behaviour.ts';
import { type AnalysisContext, movesOf } from '../context.ts';
import { reachBack } from './reach-back.ts';

/**
 * The part of the graph that one group of arrivals at a join runs through: every task from which the join is
 * reached without passing it or its anchor.
 */
export interface JoinRegion {
  readonly join: JoinPlan;
  readonly tasks: ReadonlySet<number>;
  /** Where groups begin: the anchor (ROOT: the start), and the join itself when it recurs. */
  readonly heads: readonly number[];
  /** Joins within the region: tokens that meet there go on as one. */
  readonly nested: ReadonlyMap<number, JoinPlan>;
  /** Walks back within the region, ways through nested joins included. */
  readonly back: (task: number) => Iterable<number>;
  /**
   * Walks back leaving nested joins out: what such a join sends on counts as coming from its anchor, once. So two
   * ways to a task are ways of two tokens.
   */
  readonly backUnmerged: (task: number) => Iterable<number>;
}

export function regionOf({ inbound, plan }: AnalysisContext, join: JoinPlan): JoinRegion {
  const bounds = (task: number) => task === join.anchor || task === join.task;
  const back = (task: number) => inbound[task] ?? [];
  const tasks = reachBack(back, join.inbound, bounds);
  const nested = new Map(
    [...tasks].flatMap((task) => {
      const inner = plan.joins.get(task);
      return inner === undefined ? [] : [[task, inner] as const];
    }),
  );
  const within = (task: number) => tasks.has(task);
  return {
    join,
    tasks,
    heads: join.recurrent ? [join.anchor, join.task] : [join.anchor],
    nested,
    back: (task) => back(task).filter(within),
    backUnmerged: (task) => {
      const anchor = nested.get(task)?.anchor;
      return anchor === undefined ? back(task).filter(within) : [anchor].filter(within);
    },
  };
}

/** A move of which several tokens go on within the region. */
export interface Fork {
  readonly task: number;
  readonly move: Move;
  /** Exits into the region; those straight into the join, of which one completion makes one arrival, as one. */
  readonly exits: readonly Exit[];
}

/** Every fork of a region, those at its heads included. */
export function forksOf(context: AnalysisContext, { tasks, heads, join }: JoinRegion): readonly Fork[] {
  return [...new Set([...heads, ...tasks])].flatMap((task) =>
    movesOf(context, task).flatMap((move): Fork[] => {
      const inner = move.exits.filter(({ to }) => tasks.has(to));
      const arrival = move.exits.find(({ to }) => to === join.task);
      const exits = arrival === undefined ? inner : [arrival, ...inner];
      return exits.length < 2 ? [] : [{ task, move, exits }];
    }),
  );
}

/** The name of where a fork stands, in words. */
export function forkName(names: readonly { readonly name: string }[], task: number): string {
  return task === ROOT ? 'the start' : `\`${names[task]?.name}\``;
}
