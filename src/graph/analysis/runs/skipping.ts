import type { JoinPlan } from '../../join-plan.ts';
import type { Move } from '../conditions/behaviour.ts';
import { type AnalysisContext, movesOf } from '../context.ts';
import { completing } from './completing.ts';
import type { Effort } from './effort.ts';
import { shortestPath } from './paths.ts';
import { reachBack } from './reach-back.ts';
import type { Round } from './rounds.ts';

/** Where a run turns away from an inbound task that a join waits for. */
export interface Skipping {
  /** From the beginning of the group to the task behind which the awaited one does not come any more. */
  readonly path: readonly number[];
  /** Where that task leads instead; null when the token ends there. */
  readonly instead: number | null;
}

/**
 * A path that shows how a join comes to wait in vain for one inbound task, while something else arrives. Null when
 * every run that comes to the join at all brings the task as well.
 */
export function skipping(
  context: AnalysisContext,
  { task: join, anchor }: JoinPlan,
  { from, inbound }: Round,
  awaited: number,
  effort: Effort,
): Skipping | null {
  const bounds = (task: number) => task === anchor || task === join;
  const previous = (task: number) => context.inbound[task] ?? [];
  const towards = reachBack(previous, [awaited], bounds);
  const near = reachBack(previous, inbound, bounds);
  effort.spend(towards.size + near.size);
  const spares = (task: number, move: Move) => task !== awaited || !move.targets.includes(join);
  const settled = (task: number) => task === join || (towards.has(task) ? undefined : context.completes[task] === 1);
  const done = completing({
    tasks: towards,
    settled,
    moves: (task) => movesOf(context, task).filter((move) => spares(task, move)),
  });
  const safe = (task: number) =>
    movesOf(context, task).filter(
      (move) => spares(task, move) && move.targets.every((target) => settled(target) ?? done.has(target)),
    );
  const arrival = arrivalPath(from, join, near, safe);
  return arrival === null ? null : decision(join, arrival, towards, safe, done);
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
function decision(
  join: number,
  arrival: readonly number[],
  towards: ReadonlySet<number>,
  safe: (task: number) => readonly Move[],
  done: ReadonlyMap<number, Move>,
): Skipping {
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
