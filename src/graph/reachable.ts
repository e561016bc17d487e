/** Marks every node that a walk from `starts` comes to, those themselves included. */
export function reachable(
  size: number,
  next: readonly (readonly number[])[],
  starts: Iterable<number>,
  blocked: (node: number) => boolean = () => false,
): Uint8Array {
  const seen = new Uint8Array(size);
  const stack: number[] = [];
  for (const start of starts) {
    if (seen[start] === 0 && !blocked(start)) {
      seen[start] = 1;
      stack.push(start);
    }
  }
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    for (const to of next[node] ?? []) {
      if (seen[to] === 0 && !blocked(to)) {
        seen[to] = 1;
        stack.push(to);
      }
    }
  }
  return seen;
}
