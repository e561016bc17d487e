import { locator } from './yaml/locate.ts';
import { childOf, type Path, parsePointer, pointer, type YamlNode } from './yaml/tree.ts';

export interface Place {
  /** Path of the part in the file. */
  readonly path: Path;
  /** The part, or the nearest one above it that the file has. */
  readonly node: YamlNode;
}

/** Where the file writes what stands at a pointer of the normalised definition. */
export function placeOf(target: string, root: YamlNode, places: ReadonlyMap<string, Path>): Place {
  const steps = parsePointer(target);
  for (let length = steps.length; length > 0; length--) {
    const base = places.get(pointer(steps.slice(0, length)));
    if (base !== undefined) {
      return walk(root, [...base, ...steps.slice(length)]);
    }
  }
  return walk(root, steps);
}

function walk(root: YamlNode, path: Path): Place {
  let node = root;
  for (const [index, step] of path.entries()) {
    const child = childOf(node, step);
    if (child === undefined) {
      return { path: path.slice(0, index), node };
    }
    node = child;
  }
  return { path, node };
}

/** Offsets in the file of the characters of a text that stands in, or as, a scalar there. */
export function offsetsOf(source: string, node: YamlNode, text: string): (offset: number) => number {
  if (node.kind !== 'scalar') {
    return () => node.start;
  }
  const find = locator(source, node);
  const whole = node.text.indexOf(text);
  if (whole !== -1) {
    return (offset) => find(whole + offset);
  }
  // The reader put delimiters around it: `x in list` was taken for `x in {{ list }}`.
  const inner = /^\{\{ ([\s\S]*) \}\}$/.exec(text)?.[1] ?? '';
  const bare = inner === '' ? -1 : node.text.indexOf(inner);
  return (offset) => (bare === -1 ? node.start : find(Math.max(bare, bare + offset - 3)));
}
