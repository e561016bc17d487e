import type { JoinPlan } from '../../join-plan.ts';
import type { Move } from '../conditions/behaviour.ts';
import { type AnalysisContext, movesOf } from '../context.ts';
import { completing } from './completing.ts';
import type { Effort } from './effort.ts';
import { shortestPath } from './paths.ts';
import { reachBack } from './reach-back.ts';
import { type Ground, groundOf } from './rounds.ts';

/** Where a run turns away from an inbound task that a join waits for. */
export interface Skipping {
  /** From the beginning of the group to the task behind which the awaited one does not come any more. */
  readonly path: readonly number[];
  /** Where that task leads instead; null when the token ends there. */
  readonly instead: number | null;
}

/** The runs of a group in which one inbound task never arrives at the join. */
interface Avoidance {
  /** Tasks from which a walk comes to the awaited task. */
  readonly towards: ReadonlySet<number>;
  /** Moves after which the awaited task can still stay away. */
  readonly safe: (task: number) => readonly Move[];
  /** Such a move for each task from which the rest of the run can do without it. */
  readonly done: ReadonlyMap<number, Move>;
}

function avoiding(
  context: AnalysisContext,
  { task: join, anchor }: JoinPlan,
  { ends }: Ground,
  awaited: number,
  effort: Effort,
): Avoidance {
  const bounds = (task: number) => task === anchor || task === join;
  const towards = reachBack((task) => context.inbound[task] ?? [], [awaited], bounds);
  effort.spend(towards.size);
  const allows = (task: number, move: Move) => task !== awaited || !move.targets.includes(join);
  const settled = (task: number) => (towards.has(task) ? undefined : ends(task));
  const moves = (task: number) => movesOf(context, task);
  const done = completing({ tasks: towards, moves, allows, settled });
  const safe = (task: number) =>
    moves(task).filter(
      (move) => allows(task, move) && move.targets.every((target) => settled(target) ?? done.has(target)),
    );
  return { towards, safe, done };
}

/** Whether every run of a group that comes to its end brings the inbound task to the join. */
export function isSure(context: AnalysisContext, join: JoinPlan, awaited: number, effort: Effort): boolean {
  const ground = groundOf(context, join, join.inbound, effort);
  return avoiding(context, join, ground, awaited, effort).safe(join.anchor).length === 0;
}

/**
 * Shows how a join comes to wait in vain for one inbound task, while something else arrives. Null when every run
 * that comes to the join at all brings the task as well.
 */
export function skipping(
  context: AnalysisContext,
  join: JoinPlan,
  { from, ground }: { readonly from: number; readonly ground: Ground },
  awaited: number,
  effort: Effort,
): Skipping | null {
  const avoidance = avoiding(context, join, ground, awaited, effort);
  if (avoidance.safe(from).length === 0) {
    return null;
  }
  effort.spend(ground.near.size);
  const arrival = arrivalPath(from, join.task, ground.near, avoidance.safe);
  return arrival === null ? null : decision(join.task, arrival, avoidance);
}

/** A way for some token to come to the join, by moves that bring the awaited task nowhere near. */
function arrivalPath(
  from: number,
  join: number,
  near: ReadonlySet<number>,
  safe: (task: number) => readonly Move[],
): readonly number[] | null {
  const ends = (task: number) => safe(task).some(({ targets }) => targets.includes(join));
  const next = (task: number) => safe(task).flatMap(({ targets }) => targets.filter((target) => near.has(target)));
  return shortestPath([from], next, ends);
}

/** Follows the run in which the join starves to the place where it turns away from the awaited task. */
function decision(join: number, arrival: readonly number[], { towards, safe, done }: Avoidance): Skipping {
  const taken = new Map<number, Move>();
  for (const [i, task] of arrival.entries()) {
    const following = arrival[i + 1] ?? join;
    const move = safe(task).find(({ targets }) => targets.includes(following));
    if (move !== undefined) {
      taken.set(task, move);
    }
  }
  const moveOf = (task: number) => taken.get(task) ?? done.get(task);
  const leading = (task: number) => (moveOf(task)?.targets ?? []).filter((target) => towards.has(target));
  const path = shortestPath(arrival.slice(0, 1), leading, (task) => leading(task).length === 0) ?? arrival;
  return { path, instead: moveOf(path.at(-1) ?? join)?.targets[0] ?? null };
}
