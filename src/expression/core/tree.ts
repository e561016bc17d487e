import { below } from './syntax.ts';

/** A node of a syntax tree, of either language. */
interface Tree {
  readonly type: string;
  readonly offset: number;
  readonly depth: number;
}

/** The nodes right below a node, in the order in which it names them. */
export function childrenOf<N extends Tree>(node: Omit<N, 'depth'>): readonly N[] {
  return Object.values(node).flatMap((part) => nodesIn<N>(part));
}

/** Whatever has a type is a node; lists and records without one, such as arguments, may hold nodes. */
function nodesIn<N extends Tree>(part: unknown): readonly N[] {
  if (typeof part !== 'object' || part === null) {
    return [];
  }
  return 'type' in part ? [part as N] : Object.values(part).flatMap((inner) => nodesIn<N>(inner));
}

/** A node above others: its depth follows from theirs. */
export function grown<N extends Tree>(node: Omit<N, 'depth'>): N {
  return { ...node, depth: below(node.offset, childrenOf<N>(node)) } as unknown as N;
}
