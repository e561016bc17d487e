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

/** A node of a type at a place, which knows how deep its tree is. */
export function grown<N extends Tree>(type: N['type'], offset: number, parts: Omit<N, keyof Tree>): N {
  const depth = depthOf(parts);
  return depth >= MAX_DEPTH
    ? exceeded(MAX_DEPTH, 'levels of nesting', offset)
    : ({ type, offset, depth: depth + 1, ...parts } as unknown as N);
}

/** How deep the trees in a part are. */
function depthOf(part: unknown): number {
  if (typeof part !== 'object' || part === null) {
    return 0;
  }
  return 'depth' in part ? Number(part.depth) : Math.max(0, ...Object.values(part).map(depthOf));
}
