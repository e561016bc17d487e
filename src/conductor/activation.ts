import type { JoinPlan } from '../graph/join-plan.ts';
import { joinKey } from '../projection/rows.ts';

/** One activation of a join in a group: the k-th arrivals from its inbound tasks. */
export interface Activation {
  readonly plan: JoinPlan;
  readonly join: string;
  readonly group: string;
  readonly number: number;
}

export const activationKey = ({ join, group, number }: Activation) => joinKey(join, group, number);
