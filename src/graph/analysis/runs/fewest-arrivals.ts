import type { JoinPlan } from '../../join-plan.ts';
import type { Move } from '../conditions/behaviour.ts';
import { type AnalysisContext, movesOf } from '../context.ts';
import type { Effort } from './effort.ts';
import { reachBack } from './reach-back.ts';
import type { Round } from './rounds.ts';

interface Step {
  readonly task: number;
  readonly move: Move;
  open: number;
  /** Arrivals so far: that of the move itself, and those of the targets that are known. */
  arrivals: number;
}

/**
 * A path by which a token comes to a join in a run that brings fewer arrivals than it needs; null when every run
 * brings enough, or none.
 *
 * The fewest arrivals from a task are the fewest over its moves, and those of a move the sum over its targets: a
 * shortest path with forks, found in order of the number (Knuth's generalisation of Dijkstra's algorithm).
 * A task that runs twice is counted twice, so fewer may arrive than counted, but never more.
 */
export function starvingPath(
  context: AnalysisContext,
  join: JoinPlan,
  round: Round,
  effort: Effort,
): readonly number[] | null {
  const bounds = (task: number) => task === join.anchor || task === join.task;
  const near = reachBack((task) => context.inbound[task] ?? [], round.inbound, bounds);
  effort.spend(near.size * 2);
  const fewest = fewestArrivals(context, join.task, near, round.needed);
  return leastWithOne(context, join.task, near, { ...round, fewest });
}

/** Levels of tasks waiting to be settled, by number of arrivals. */
class Levels<T> {
  readonly #levels: T[][];

  constructor(most: number) {
    this.#levels = Array.from({ length: most }, () => []);
  }

  /** Leaves out what brings enough arrivals anyway. */
  add(arrivals: number, entry: T): void {
    this.#levels[arrivals]?.push(entry);
  }

  /** Entries in order; more may be added meanwhile, but not below the level of the last one. */
  *[Symbol.iterator](): Generator<readonly [number, T]> {
    for (const [arrivals, level] of this.#levels.entries()) {
      for (let entry = level.pop(); entry !== undefined; entry = level.pop()) {
        yield [arrivals, entry];
      }
    }
  }
}

/** By task near the join: the fewest arrivals that a token there leads to; left out when there are enough. */
function fewestArrivals(
  context: AnalysisContext,
  join: number,
  near: ReadonlySet<number>,
  enough: number,
): ReadonlyMap<number, number> {
  const fewest = new Map<number, number>();
  const levels = new Levels<number>(enough);
  const waiting = new Map<number, Step[]>();
  for (const task of near) {
    for (const move of movesOf(context, task)) {
      const step = stepOf(context, task, move, join, near);
      if (step === null) {
        continue;
      }
      for (const target of move.targets) {
        if (target !== join && near.has(target)) {
          const steps = waiting.get(target) ?? [];
          steps.push(step);
          waiting.set(target, steps);
        }
      }
      if (step.open === 0) {
        levels.add(step.arrivals, task);
      }
    }
  }
  for (const [arrivals, task] of levels) {
    if (!fewest.has(task)) {
      fewest.set(task, arrivals);
      for (const step of waiting.get(task) ?? []) {
        step.open -= 1;
        step.arrivals += arrivals;
        if (step.open === 0) {
          levels.add(step.arrivals, step.task);
        }
      }
    }
  }
  return fewest;
}

/** A move as the search sees it; null when a token of it goes where nothing comes to an end. */
function stepOf(
  { completes }: AnalysisContext,
  task: number,
  move: Move,
  join: number,
  near: ReadonlySet<number>,
): Step | null {
  let open = 0;
  for (const target of move.targets) {
    if (target !== join && near.has(target)) {
      open += 1;
    } else if (target !== join && completes[target] !== 1) {
      return null;
    }
  }
  return { task, move, open, arrivals: move.targets.includes(join) ? 1 : 0 };
}

interface Search extends Round {
  readonly fewest: ReadonlyMap<number, number>;
}

/** Among the runs with at least one arrival, one with the fewest: the path of a token that arrives. */
function leastWithOne(
  context: AnalysisContext,
  join: number,
  near: ReadonlySet<number>,
  { from, needed, fewest }: Search,
): readonly number[] | null {
  const next = new Map<number, number>();
  const levels = new Levels<readonly [number, number]>(needed);
  const before = new Map<number, (readonly [number, number])[]>();
  for (const task of new Set([...near, from])) {
    for (const move of movesOf(context, task)) {
      const total = totalOf(context, move, join, near, fewest);
      if (total === null) {
        continue;
      }
      if (move.targets.includes(join)) {
        levels.add(total, [task, join]);
      }
      for (const target of move.targets) {
        if (target !== join && near.has(target)) {
          const steps = before.get(target) ?? [];
          steps.push([task, total - (fewest.get(target) ?? 0)]);
          before.set(target, steps);
        }
      }
    }
  }
  for (const [arrivals, [task, to]] of levels) {
    if (!next.has(task)) {
      next.set(task, to);
      if (task === from) {
        return follow(from, join, next);
      }
      for (const [earlier, others] of before.get(task) ?? []) {
        levels.add(arrivals + others, [earlier, task]);
      }
    }
  }
  return null;
}

/** The fewest arrivals that a move leads to; null when it cannot come to an end or brings enough. */
function totalOf(
  context: AnalysisContext,
  move: Move,
  join: number,
  near: ReadonlySet<number>,
  fewest: ReadonlyMap<number, number>,
): number | null {
  let total = move.targets.includes(join) ? 1 : 0;
  for (const target of move.targets) {
    if (target === join) {
      continue;
    }
    const arrivals = near.has(target) ? fewest.get(target) : context.completes[target] === 1 ? 0 : undefined;
    if (arrivals === undefined) {
      return null;
    }
    total += arrivals;
  }
  return total;
}

function follow(from: number, join: number, next: ReadonlyMap<number, number>): readonly number[] {
  const path = [from];
  for (let at = next.get(from); at !== undefined; at = next.get(at)) {
    path.push(at);
    if (at === join) {
      break;
    }
  }
  return path;
}
