import type { JoinPlan } from '../../join-plan.ts';
import type { AnalysisContext } from '../context.ts';
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

/** The tasks from which a token comes to the join within its group. */
export function nearBy(
  context: AnalysisContext,
  { task: join, anchor }: JoinPlan,
  { inbound }: Pick<Round, 'inbound'>,
): ReadonlySet<number> {
  return reachBack(
    (task) => context.inbound[task] ?? [],
    inbound,
    (task) => task === anchor || task === join,
  );
}
