import { type Json, setOwn } from '../../value/json.ts';

/** How a scalar stands in the file; only plain ones can mean anything but text. */
export type ScalarStyle = 'plain' | 'single' | 'double' | 'literal' | 'folded';

interface Placed {
  /** Offsets into the source. */
  readonly start: number;
  readonly end: number;
}

export interface ScalarNode extends Placed {
  readonly kind: 'scalar';
  readonly value: null | boolean | number | string;
  /** What was written, escapes resolved: `1.0` stays `1.0`. */
  readonly text: string;
  readonly style: ScalarStyle;
}

export interface ListNode extends Placed {
  readonly kind: 'list';
  readonly items: readonly YamlNode[];
}

export interface MapNode extends Placed {
  readonly kind: 'map';
  /** In the order of the file, which a plain object would lose for names like `1`. */
  readonly entries: ReadonlyMap<string, MapEntry>;
}

export interface MapEntry {
  readonly keyStart: number;
  readonly value: YamlNode;
}

/** A parsed file: JSON that remembers where it stands. Aliased parts are shared, never copied, never cyclic. */
export type YamlNode = ScalarNode | ListNode | MapNode;

/** Keys and indices from the root. */
export type Path = readonly (string | number)[];

/** The plain value of a node. */
export function toJson(node: YamlNode): Json {
  switch (node.kind) {
    case 'scalar':
      return node.value;
    case 'list':
      return node.items.map(toJson);
    case 'map': {
      const result: Record<string, Json> = {};
      for (const [key, entry] of node.entries) {
        setOwn(result, key, toJson(entry.value));
      }
      return result;
    }
  }
}

/** The node one step below, or undefined. */
export function childOf(node: YamlNode, step: string | number): YamlNode | undefined {
  if (node.kind === 'list') {
    return node.items[Number(step)];
  }
  return node.kind === 'map' ? node.entries.get(String(step))?.value : undefined;
}

/** The node at a path, or undefined. */
export function nodeAt(root: YamlNode, path: Path): YamlNode | undefined {
  let node: YamlNode | undefined = root;
  for (const step of path) {
    node = node === undefined ? undefined : childOf(node, step);
  }
  return node;
}

export function isNull(node: YamlNode | undefined): boolean {
  return node?.kind === 'scalar' && node.value === null;
}

/** A JSON pointer (RFC 6901). */
export function pointer(path: Path): string {
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** The steps of a JSON pointer. */
export function parsePointer(text: string): readonly string[] {
  return text === ''
    ? []
    : text
        .slice(1)
        .split('/')
        .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}
