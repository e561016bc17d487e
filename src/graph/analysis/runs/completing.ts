import type { Move } from '../conditions/behaviour.ts';

export interface CompletionProblem {
  readonly tasks: Iterable<number>;
  /** The moves that a task may make here. */
  readonly moves: (task: number) => readonly Move[];
  /** Whether a token that comes to a task outside is done there; undefined for the tasks to be found out. */
  readonly settled: (task: number) => boolean | undefined;
}

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
export function completing({ tasks, moves, settled }: CompletionProblem): ReadonlyMap<number, Move> {
  const found = new Map<number, Move>();
  const queue: number[] = [];
  const waiting = new Map<number, Pending[]>();
  const finish = ({ task, move }: Pending) => {
    if (!found.has(task)) {
      found.set(task, move);
      queue.push(task);
    }
  };
  for (const task of tasks) {
    for (const move of moves(task)) {
      const states = move.targets.map(settled);
      if (states.includes(false)) {
        continue;
      }
      const open = move.targets.filter((_, i) => states[i] === undefined);
      const pending: Pending = { task, move, open: open.length };
      for (const target of open) {
        push(waiting, target, pending);
      }
      if (open.length === 0) {
        finish(pending);
      }
    }
  }
  for (let task = queue.pop(); task !== undefined; task = queue.pop()) {
    for (const pending of waiting.get(task) ?? []) {
      pending.open -= 1;
      if (pending.open === 0) {
        finish(pending);
      }
    }
  }
  return found;
}

function push<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list === undefined) {
    lists.set(key, [value]);
  } else {
    list.push(value);
  }
}
