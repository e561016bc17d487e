import type { Move } from '../conditions/behaviour.ts';

export interface CompletionProblem {
  readonly tasks: Iterable<number>;
  readonly moves: (task: number) => readonly Move[];
  /** Whether a task may make a move here. */
  readonly allows: (task: number, move: Move) => boolean;
  /** Whether a token that comes to a task outside is done there; undefined for the tasks to be found out. */
  readonly settled: (task: number) => boolean | undefined;
}

/** A move that comes to its end once its open targets do. */
interface Pending {
  readonly task: number;
  readonly move: Move;
  open: number;
}

/**
 * The tasks from which a run can come to its end, each with a move that leads there: all targets of the move come
 * to their end too. A run never takes for ever: loops are left at some time, if they can be. Linear.
 *
 * Moves lead to tasks that were found earlier, so following them from any task found is a finite run.
 */
export function completing({ tasks, moves, allows, settled }: CompletionProblem): ReadonlyMap<number, Move> {
  const found = new Map<number, Move>();
  const queue: number[] = [];
  const waiting = new Map<number, Pending[]>();
  const isOpen = (target: number) => !found.has(target) && settled(target) === undefined;
  for (const task of tasks) {
    for (const move of moves(task)) {
      if (!allows(task, move) || move.targets.some((target) => settled(target) === false)) {
        continue;
      }
      const pending: Pending = { task, move, open: 0 };
      for (const target of move.targets) {
        if (isOpen(target)) {
          pending.open += 1;
          const list = waiting.get(target);
          if (list === undefined) {
            waiting.set(target, [pending]);
          } else {
            list.push(pending);
          }
        }
      }
      if (pending.open === 0) {
        found.set(task, move);
        queue.push(task);
        break;
      }
    }
  }
  for (let task = queue.pop(); task !== undefined; task = queue.pop()) {
    for (const pending of waiting.get(task) ?? []) {
      pending.open -= 1;
      if (pending.open === 0 && !found.has(pending.task)) {
        found.set(pending.task, pending.move);
        queue.push(pending.task);
      }
    }
  }
  return found;
}
