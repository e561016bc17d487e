import type { JoinPlan } from '../../join-plan.ts';
import { type AnalysisContext, movesOf } from '../context.ts';
import { completing } from './completing.ts';
import type { Effort } from './effort.ts';
import { reachBack } from './reach-back.ts';

/** One way in which a group of arrivals at a join begins. */
export interface Round {
  /** Where the group begins: the anchor (ROOT: the start), or the join itself when it recurs. */
  readonly from: number;
  /** Inbound tasks whose arrivals must come within the group. */
  readonly inbound: readonly number[];
  /** How many of them are needed. */
  readonly needed: number;
}

/** The first round of a join, and the later ones, in which branches from outside the loop count as arrived. */
export function roundsOf({ task, anchor, inbound, outside, needed, recurrent }: JoinPlan): readonly Round[] {
  if (needed === null) {
    return [];
  }
  const first: Round = { from: anchor, inbound, needed };
  const inside = inbound.filter((from) => !outside.has(from));
  return recurrent ? [first, { from: task, inbound: inside, needed: needed - outside.size }] : [first];
}

/** The part of the graph in which a round runs. */
export interface Ground {
  /** The tasks from which a token comes to the join within its group. */
  readonly near: ReadonlySet<number>;
  /** Whether a token that comes to a task outside comes to its end, or to the join, where it waits. */
  readonly ends: (task: number) => boolean;
}

export function groundOf(
  context: AnalysisContext,
  { task: join, anchor }: JoinPlan,
  inbound: readonly number[],
  effort: Effort,
): Ground {
  const near = reachBack(
    (task) => context.inbound[task] ?? [],
    inbound,
    (task) => task === anchor || task === join,
  );
  effort.spend(near.size);
  const ended = completing({
    tasks: near,
    moves: (task) => movesOf(context, task),
    allows: () => true,
    settled: (task) => (task === join ? true : near.has(task) ? undefined : context.completes[task] === 1),
  });
  return {
    near,
    ends: (task) => task === join || (near.has(task) ? ended.has(task) : context.completes[task] === 1),
  };
}
