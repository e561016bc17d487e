/**
 * A shortest path from one of `starts` to a goal, both ends included; null when there is none. A start that is a
 * goal itself is a path of one.
 */
export function shortestPath(
  starts: Iterable<number>,
  next: (task: number) => Iterable<number>,
  isGoal: (task: number) => boolean,
): readonly number[] | null {
  const previous = new Map<number, number | null>();
  const queue: number[] = [];
  const enter = (task: number, from: number | null) => {
    if (!previous.has(task)) {
      previous.set(task, from);
      queue.push(task);
    }
  };
  for (const start of starts) {
    enter(start, null);
  }
  for (let at = 0; at < queue.length; at++) {
    const task = queue[at] as number;
    if (isGoal(task)) {
      return pathTo(task, previous);
    }
    for (const to of next(task)) {
      enter(to, task);
    }
  }
  return null;
}

function pathTo(goal: number, previous: ReadonlyMap<number, number | null>): readonly number[] {
  const path: number[] = [];
  for (let at: number | null | undefined = goal; at != null; at = previous.get(at)) {
    path.push(at);
  }
  return path.reverse();
}

/** A shortest way from a task back to itself, which stands at both ends. */
export function cycleThrough(
  task: number,
  next: readonly (readonly number[])[],
  within: (task: number) => boolean = () => true,
): readonly number[] | null {
  const step = (from: number) => (next[from] ?? []).filter(within);
  const path = shortestPath(step(task), step, (other) => other === task);
  return path === null ? null : [task, ...path];
}
