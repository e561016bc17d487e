/**
 * Tells the edges that close a cycle: those that lead to a task on the way by which a walk from the entry points came.
 * Every cycle has at least one, so without them the graph can be laid out in one direction.
 */
export function backEdges(
  next: readonly (readonly number[])[],
  entryPoints: readonly number[],
): (from: number, to: number) => boolean {
  const state: ('open' | 'done' | undefined)[] = [];
  const back = new Set<string>();
  for (const start of [...entryPoints, ...next.keys()]) {
    if (state[start] === undefined) {
      walk(start);
    }
  }
  return (from, to) => back.has(`${from} ${to}`);

  function walk(start: number): void {
    const way = [{ node: start, edge: 0 }];
    state[start] = 'open';
    for (let step = way.at(-1); step !== undefined; step = way.at(-1)) {
      const to = next[step.node]?.[step.edge++];
      if (to === undefined) {
        state[step.node] = 'done';
        way.pop();
      } else if (state[to] === 'open') {
        back.add(`${step.node} ${to}`);
      } else if (state[to] === undefined) {
        state[to] = 'open';
        way.push({ node: to, edge: 0 });
      }
    }
  }
}
