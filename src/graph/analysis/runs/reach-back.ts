/** The tasks from which a walk comes to one of `goals`, those included, without entering or leaving a blocked one. */
export function reachBack(
  previous: (task: number) => Iterable<number>,
  goals: Iterable<number>,
  blocked: (task: number) => boolean,
): ReadonlySet<number> {
  const found = new Set<number>();
  const stack: number[] = [];
  const enter = (task: number) => {
    if (!found.has(task) && !blocked(task)) {
      found.add(task);
      stack.push(task);
    }
  };
  for (const goal of goals) {
    enter(goal);
  }
  for (let task = stack.pop(); task !== undefined; task = stack.pop()) {
    for (const from of previous(task)) {
      enter(from);
    }
  }
  return found;
}
