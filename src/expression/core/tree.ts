import { below } from './syntax.ts';

interface Tree {
  readonly type: string;
  readonly offset: number;
  readonly depth: number;
}

/** The nodes in a part of a syntax tree, however they are held: in lists, in pairs, in records. */
export function nodesIn<N>(part: unknown): readonly N[] {
  if (typeof part !== 'object' || part === null) {
    return [];
  }
  return 'type' in part ? [part as N] : Object.values(part).flatMap((inner) => nodesIn<N>(inner));
}

/** The nodes right below a node. */
export function childrenOf<N>(node: object): readonly N[] {
  return Object.values(node).flatMap((part) => nodesIn<N>(part));
}

/** A node with the depth of its tree. */
export function grown<N extends Tree>(node: Omit<N, 'depth'>): N {
  return { ...node, depth: below(node.offset, childrenOf<N>(node)) } as unknown as N;
}
