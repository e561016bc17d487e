/** The start, which dominates everything that is reached: the parent of nodes no task dominates. */
export const ROOT = -1;

/** Immediate dominators of the nodes reached from some starts, with constant-time `dominates`. */
export interface Dominators {
  /** The immediate dominator; ROOT for the start; undefined for a node that is not reached. */
  immediate(node: number): number | undefined;
  /** True when every path from the start to `node` passes `by`; a node dominates itself, ROOT dominates all. */
  dominates(by: number, node: number): boolean;
}

/**
 * Cooper, Harvey and Kennedy's iteration. Cycles and irreducible graphs are as welcome as any other.
 * Nodes are renumbered by the end of a depth-first walk; the virtual start has the greatest number.
 */
export function dominators(
  next: readonly (readonly number[])[],
  previous: readonly (readonly number[])[],
  starts: readonly number[],
): Dominators {
  const postorder = walk(next, starts);
  const rank = new Int32Array(next.length).fill(-1);
  for (const [position, node] of postorder.entries()) {
    rank[node] = position;
  }
  const root = postorder.length;
  const idom = new Int32Array(root + 1).fill(-1);
  idom[root] = root;
  const entry = new Set(starts);
  for (let changed = true; changed; ) {
    changed = false;
    for (let position = root - 1; position >= 0; position--) {
      const node = postorder[position] as number;
      let dominator = entry.has(node) ? root : -1;
      for (const from of previous[node] ?? []) {
        const candidate = rank[from] as number;
        if (candidate !== -1 && idom[candidate] !== -1) {
          dominator = dominator === -1 ? candidate : intersect(idom, dominator, candidate);
        }
      }
      if (dominator !== idom[position]) {
        idom[position] = dominator;
        changed = true;
      }
    }
  }
  return view(postorder, rank, idom);
}

function intersect(idom: Int32Array, a: number, b: number): number {
  let left = a;
  let right = b;
  while (left !== right) {
    while (left < right) {
      left = idom[left] as number;
    }
    while (right < left) {
      right = idom[right] as number;
    }
  }
  return left;
}

function walk(next: readonly (readonly number[])[], starts: readonly number[]): number[] {
  const seen = new Uint8Array(next.length);
  const postorder: number[] = [];
  for (const start of starts) {
    if (seen[start] === 1) {
      continue;
    }
    seen[start] = 1;
    const stack = [{ node: start, edge: 0 }];
    for (let frame = stack.at(-1); frame !== undefined; frame = stack.at(-1)) {
      const to = next[frame.node]?.[frame.edge++];
      if (to === undefined) {
        postorder.push(frame.node);
        stack.pop();
      } else if (seen[to] === 0) {
        seen[to] = 1;
        stack.push({ node: to, edge: 0 });
      }
    }
  }
  return postorder;
}

/** Numbers the dominator tree so that a subtree is an interval. */
function view(postorder: readonly number[], rank: Int32Array, idom: Int32Array): Dominators {
  const root = postorder.length;
  const size = new Int32Array(root + 1).fill(1);
  // A dominator always has the greater number, so one upward pass sums the subtrees.
  for (let position = 0; position < root; position++) {
    const parent = idom[position] as number;
    size[parent] = (size[parent] ?? 0) + (size[position] ?? 0);
  }
  const begin = new Int32Array(root + 1);
  const used = new Int32Array(root + 1).fill(1);
  for (let position = root - 1; position >= 0; position--) {
    const parent = idom[position] as number;
    begin[position] = (begin[parent] ?? 0) + (used[parent] ?? 0);
    used[parent] = (used[parent] ?? 0) + (size[position] ?? 0);
  }
  const at = (node: number) => (node === ROOT ? root : (rank[node] ?? -1));
  return {
    immediate(node) {
      const position = at(node);
      if (position === -1 || position === root) {
        return undefined;
      }
      const parent = idom[position] as number;
      return parent === root ? ROOT : postorder[parent];
    },
    dominates(by, node) {
      const outer = at(by);
      const inner = at(node);
      if (outer === -1 || inner === -1) {
        return false;
      }
      const offset = (begin[inner] ?? 0) - (begin[outer] ?? 0);
      return offset >= 0 && offset < (size[outer] ?? 0);
    },
  };
}
