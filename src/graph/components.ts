/** Strongly connected components: `of[node]` is the component's number; a component is numbered after all it leads to. */
export interface Components {
  readonly of: Int32Array;
  readonly members: readonly (readonly number[])[];
}

interface Frame {
  readonly node: number;
  edge: number;
}

/** Tarjan's algorithm without recursion, over the nodes that `included` marks. Linear. */
export function components(next: readonly (readonly number[])[], included: Uint8Array): Components {
  const of = new Int32Array(next.length).fill(-1);
  const order = new Int32Array(next.length).fill(-1);
  const low = new Int32Array(next.length);
  const members: number[][] = [];
  const open: number[] = [];
  let count = 0;
  const close = (node: number) => {
    const component: number[] = [];
    for (let member = open.pop(); member !== undefined; member = open.pop()) {
      of[member] = members.length;
      component.push(member);
      if (member === node) {
        break;
      }
    }
    members.push(component);
  };
  const enter = (node: number): Frame => {
    order[node] = low[node] = count++;
    open.push(node);
    return { node, edge: 0 };
  };
  for (let root = 0; root < next.length; root++) {
    if (included[root] !== 1 || order[root] !== -1) {
      continue;
    }
    const stack = [enter(root)];
    for (let frame = stack.at(-1); frame !== undefined; frame = stack.at(-1)) {
      const { node } = frame;
      const to = next[node]?.[frame.edge++];
      if (to === undefined) {
        stack.pop();
        const parent = stack.at(-1)?.node;
        if (parent !== undefined) {
          low[parent] = Math.min(low[parent] ?? 0, low[node] ?? 0);
        }
        if (low[node] === order[node]) {
          close(node);
        }
      } else if (included[to] === 1 && order[to] === -1) {
        stack.push(enter(to));
      } else if (included[to] === 1 && of[to] === -1) {
        low[node] = Math.min(low[node] ?? 0, order[to] ?? 0);
      }
    }
  }
  return { of, members };
}
