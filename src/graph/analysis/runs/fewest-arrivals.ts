import type { JoinPlan } from '../../join-plan.ts';
import type { Move } from '../conditions/behaviour.ts';
import { type AnalysisContext, movesOf } from '../context.ts';
import type { Effort } from './effort.ts';
import { Levels } from './levels.ts';
import { type Ground, groundOf, type Round } from './rounds.ts';
import { isSure } from './skipping.ts';

/** What is searched: the tasks near a join, and the arrivals their moves lead to. */
interface Search extends Ground {
  readonly context: AnalysisContext;
  readonly join: number;
  /** So many arrivals are enough; runs that bring as many are left out. */
  readonly enough: number;
  /**
   * Nested joins with the inbound task whose arrival stands for all of them: what such a join sends on is
   * counted once.
   */
  readonly counted: ReadonlyMap<number, number>;
}

interface Step {
  readonly task: number;
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
  const { near, ends } = groundOf(context, join, round.inbound, effort);
  effort.spend(near.size);
  const counted = countedInbound(context, near, effort);
  const search: Search = { context, join: join.task, enough: round.needed, near, ends, counted };
  return leastWithOne(search, round.from, fewestArrivals(search));
}

/** For each nested join an inbound task that comes whenever the join fires, if there is one. */
function countedInbound(
  context: AnalysisContext,
  near: ReadonlySet<number>,
  effort: Effort,
): ReadonlyMap<number, number> {
  const counted = new Map<number, number>();
  for (const task of near) {
    const join = context.plan.joins.get(task);
    const sure =
      join?.mode === 'all'
        ? join.inbound[0]
        : join?.inbound.find((from) => !effort.exhausted && isSure(context, join, from, effort));
    if (sure !== undefined) {
      counted.set(task, sure);
    }
  }
  return counted;
}

/** The targets of a move whose arrivals count; null when a token of it goes where nothing comes to an end. */
function countedTargets(
  { join, near, ends, counted }: Search,
  task: number,
  { targets }: Move,
): readonly number[] | null {
  const found: number[] = [];
  for (const target of targets) {
    if (!ends(target)) {
      return null;
    }
    if (target !== join && near.has(target) && (counted.get(target) ?? task) === task) {
      found.push(target);
    }
  }
  return found;
}

/** By task near the join: the fewest arrivals that a token there leads to; left out when there are enough. */
function fewestArrivals(search: Search): ReadonlyMap<number, number> {
  const { context, join, near, enough } = search;
  const fewest = new Map<number, number>();
  const levels = new Levels<number>(enough);
  const waiting = new Map<number, Step[]>();
  for (const task of near) {
    for (const move of movesOf(context, task)) {
      const targets = countedTargets(search, task, move);
      if (targets === null) {
        continue;
      }
      const step: Step = { task, open: targets.length, arrivals: move.targets.includes(join) ? 1 : 0 };
      for (const target of targets) {
        const steps = waiting.get(target) ?? [];
        steps.push(step);
        waiting.set(target, steps);
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

/** Among the runs with at least one arrival, one with the fewest: the path of a token that arrives. */
function leastWithOne(search: Search, from: number, fewest: ReadonlyMap<number, number>): readonly number[] | null {
  const { context, join, near, enough } = search;
  const next = new Map<number, number>();
  const levels = new Levels<readonly [number, number]>(enough);
  const before = new Map<number, (readonly [number, number])[]>();
  for (const task of new Set([...near, from])) {
    for (const move of movesOf(context, task)) {
      const targets = countedTargets(search, task, move);
      if (targets === null || !targets.every((target) => fewest.has(target))) {
        continue;
      }
      const arrives = move.targets.includes(join);
      const total = targets.reduce((sum, target) => sum + (fewest.get(target) ?? 0), arrives ? 1 : 0);
      if (arrives) {
        levels.add(total, [task, join]);
      }
      for (const target of targets) {
        const steps = before.get(target) ?? [];
        steps.push([task, total - (fewest.get(target) ?? 0)]);
        before.set(target, steps);
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
