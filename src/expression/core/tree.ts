import { exceeded } from '../error.ts';
import { MAX_DEPTH } from './syntax.ts';

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
  const depth = depthOf(node);
  if (depth >= MAX_DEPTH) {
    exceeded(MAX_DEPTH, 'levels of nesting', node.offset);
  }
  return Object.assign(node, { depth: depth + 1 }) as unknown as N;
}

/** How deep the trees in a part are. */
function depthOf(part: unknown): number {
  if (typeof part !== 'object' || part === null) {
    return 0;
  }
  let depth = 0;
  if ('depth' in part) {
    return Number(part.depth);
  }
  for (const inner of Object.values(part)) {
    depth = Math.max(depth, depthOf(inner));
  }
  return depth;
}
