interface Tree {
  readonly type: string;
  readonly offset: number;
}

/** The nodes in a part of a syntax tree, however they are held: in lists, in pairs, in records. */
export function nodesIn<N>(part: unknown): readonly N[] {
  if (typeof part !== 'object' || part === null) {
    return [];
  }
  return 'type' in part ? [part as N] : Object.values(part).flatMap((inner) => nodesIn<N>(inner));
}

/** A node of a type at a place. */
export function grown<N extends Tree>(type: N['type'], offset: number, parts: Omit<N, keyof Tree>): N {
  return { type, offset, ...parts } as unknown as N;
}
