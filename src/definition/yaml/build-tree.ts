import {
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Node,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { LIMITS } from '../../value/limits.ts';
import type { Dialect } from '../definition.ts';
import { tooDeep } from './parse.ts';
import type { YamlProblem } from './problem.ts';
import { resolvePlain } from './scalars.ts';
import type { MapEntry, MapNode, ScalarNode, ScalarStyle, YamlNode } from './tree.ts';

export interface BuiltTree {
  readonly root: YamlNode;
  readonly problems: readonly YamlProblem[];
}

/**
 * Syntax tree → values with places: scalars read by the dialect's rules, aliases shared, merge keys (YAML 1.1
 * only) merged, duplicate keys refused.
 */
export function buildTree(root: Node, dialect: Dialect): BuiltTree {
  const builder = new Builder(dialect);
  const tree = builder.build(root, 1);
  return { root: tree, problems: builder.problems };
}

/** The text of a top-level key, read before the dialect that decides about everything else is known. */
export function peekText(root: Node | null, key: string): string | undefined {
  if (!isMap(root)) {
    return undefined;
  }
  const pair = root.items.find((item) => isScalar(item.key) && item.key.value === key);
  return isScalar(pair?.value) && typeof pair.value.value === 'string' ? pair.value.value : undefined;
}

interface Extent {
  readonly height: number;
  readonly size: number;
}

const TAG = 'tag:yaml.org,2002:';
const STYLES: Readonly<Record<string, ScalarStyle>> = {
  QUOTE_SINGLE: 'single',
  QUOTE_DOUBLE: 'double',
  BLOCK_LITERAL: 'literal',
  BLOCK_FOLDED: 'folded',
};

class Builder {
  readonly problems: YamlProblem[] = [];
  readonly #dialect: Dialect;
  readonly #anchors = new Map<string, YamlNode | 'open'>();
  /** Height and expanded size of every node built, so that shared parts are not walked again. */
  readonly #extents = new Map<YamlNode, Extent>();
  #expanded = 0;

  constructor(dialect: Dialect) {
    this.#dialect = dialect;
  }

  build(node: unknown, depth: number): YamlNode {
    if (depth > LIMITS.jsonDepth) {
      const placed = nullAt(startOf(node));
      this.#once(tooDeep(placed.start));
      return this.#keep(placed, 0, 1);
    }
    if (isAlias(node)) {
      return this.#alias(node.source, startOf(node), depth);
    }
    const anchor = isScalar(node) || isMap(node) || isSeq(node) ? node.anchor : undefined;
    if (anchor !== undefined) {
      this.#anchors.set(anchor, 'open');
    }
    const built = this.#fresh(node, depth);
    if (anchor !== undefined) {
      this.#anchors.set(anchor, built);
    }
    return built;
  }

  #fresh(node: unknown, depth: number): YamlNode {
    if (isMap(node)) {
      this.#checkTag(node, 'map');
      return this.#map(node, depth);
    }
    if (isSeq(node)) {
      this.#checkTag(node, 'seq');
      return this.#list(node, depth);
    }
    const built = isScalar(node) ? this.#scalar(node) : nullAt(startOf(node));
    return this.#keep(built, 0, built.text.length + 1);
  }

  #keep<N extends YamlNode>(node: N, height: number, size: number): N {
    this.#extents.set(node, { height, size });
    return node;
  }

  #extent(nodes: Iterable<YamlNode>): Extent {
    let height = 0;
    let size = 1;
    for (const node of nodes) {
      const extent = this.#extents.get(node);
      height = Math.max(height, (extent?.height ?? 0) + 1);
      size += extent?.size ?? 0;
    }
    return { height, size };
  }

  #alias(name: string, start: number, depth: number): YamlNode {
    const target = this.#anchors.get(name);
    const nothing = this.#keep(nullAt(start), 0, 1);
    if (target === undefined || target === 'open') {
      this.problems.push(target === 'open' ? cycle(name, start) : unknownAlias(name, start));
      return nothing;
    }
    const extent = this.#extents.get(target);
    this.#expanded += extent?.size ?? 0;
    if (this.#expanded > LIMITS.definitionBytes) {
      this.#once({
        code: 'too_many_aliases',
        message: `Written out, the file's aliases would take more than ${LIMITS.definitionBytes} bytes.`,
        offset: start,
      });
      return nothing;
    }
    if (depth + (extent?.height ?? 0) > LIMITS.jsonDepth) {
      this.#once(tooDeep(start));
      return nothing;
    }
    return target;
  }

  #list(node: YAMLSeq, depth: number): YamlNode {
    const items = node.items.map((item) => this.build(isPair(item) ? null : item, depth + 1));
    const { height, size } = this.#extent(items);
    return this.#keep({ kind: 'list', items, ...span(node) }, height, size);
  }

  #map(node: YAMLMap, depth: number): YamlNode {
    const entries = new Map<string, MapEntry>();
    const merged = new Map<string, MapEntry>();
    for (const { key, value } of node.items) {
      const keyNode = this.build(key, depth + 1);
      const keyStart = startOf(key);
      if (isMergeKey(keyNode, key)) {
        this.#merge(this.build(value, depth + 1), keyStart, merged);
        continue;
      }
      const name = this.#keyText(keyNode, keyStart);
      // Deeper parts are looked at even below a bad key: all problems in one go.
      const built = this.build(value, depth + 1);
      if (name !== undefined && !this.#duplicate(entries, name, keyStart)) {
        entries.set(name, { keyStart, value: built });
      }
    }
    const all = merged.size === 0 ? entries : new Map([...merged, ...entries]);
    const { height, size } = this.#extent([...all.values()].map((entry) => entry.value));
    const keys = [...all.keys()].reduce((sum, name) => sum + name.length, 0);
    return this.#keep({ kind: 'map', entries: all, ...span(node) }, height, size + keys);
  }

  #duplicate(entries: ReadonlyMap<string, MapEntry>, name: string, offset: number): boolean {
    if (!entries.has(name)) {
      return false;
    }
    this.problems.push({
      code: 'duplicate_key',
      message: `The key \`${name}\` stands twice in one map.`,
      offset,
      hint: 'Keep one of the two.',
    });
    return true;
  }

  #merge(value: YamlNode, offset: number, merged: Map<string, MapEntry>): void {
    if (this.#dialect === 'native') {
      this.problems.push({
        code: 'merge_key',
        message: 'The merge key `<<` is not part of YAML 1.2.',
        offset,
        hint: 'Write the keys out, or use an alias (`key: *name`) for a whole value.',
      });
      return;
    }
    const sources = value.kind === 'list' ? value.items : [value];
    for (const source of sources) {
      if (source.kind === 'map') {
        mergeInto(source, merged);
      } else {
        this.problems.push({
          code: 'merge_key',
          message: 'The merge key `<<` takes a map or a list of maps.',
          offset,
        });
      }
    }
  }

  #keyText(node: YamlNode, offset: number): string | undefined {
    if (node.kind === 'scalar' && (typeof node.value === 'string' || typeof node.value === 'number')) {
      return node.text;
    }
    this.problems.push(node.kind === 'scalar' ? badKey(node, offset) : unquoted(offset));
    return undefined;
  }

  #scalar(node: Scalar): ScalarNode {
    const text = typeof node.value === 'string' ? node.value : '';
    const style = STYLES[node.type ?? ''] ?? 'plain';
    const { start, end } = span(node);
    const tag = node.tag?.startsWith(TAG) ? node.tag.slice(TAG.length) : node.tag;
    if (tag === 'str' || tag === '!' || (tag === undefined && style !== 'plain')) {
      return { kind: 'scalar', value: text, text, style, start, end };
    }
    const resolved = resolvePlain(text, this.#dialect);
    if (resolved.kind === 'unfit') {
      this.problems.push(unfit(text, start));
      return { kind: 'scalar', value: text, text, style, start, end };
    }
    if (tag !== undefined && !fitsTag(resolved.value, tag)) {
      this.problems.push(badTag(tag, start));
    }
    return { kind: 'scalar', value: resolved.value, text, style, start, end };
  }

  #checkTag(node: YAMLMap | YAMLSeq, name: string): void {
    if (node.tag !== undefined && node.tag !== TAG + name && node.tag !== '!') {
      this.problems.push(badTag(node.tag.replace(TAG, '!!'), span(node).start));
    }
  }

  #once(problem: YamlProblem): void {
    if (!this.problems.some((known) => known.code === problem.code)) {
      this.problems.push(problem);
    }
  }
}

/** The first source to name a key wins, and whatever the map itself says wins over all. */
function mergeInto(source: MapNode, merged: Map<string, MapEntry>): void {
  for (const [name, entry] of source.entries) {
    if (!merged.has(name)) {
      merged.set(name, entry);
    }
  }
}

function isMergeKey(node: YamlNode, key: unknown): boolean {
  return node.kind === 'scalar' && node.style === 'plain' && node.text === '<<' && isScalar(key) && !key.tag;
}

function fitsTag(value: null | boolean | number | string, tag: string): boolean {
  switch (tag) {
    case 'int':
      return Number.isInteger(value);
    case 'float':
      return typeof value === 'number';
    case 'bool':
      return typeof value === 'boolean';
    case 'null':
      return value === null;
    default:
      return false;
  }
}

function span(node: { range?: readonly [number, number, number] | null }): { start: number; end: number } {
  return { start: node.range?.[0] ?? 0, end: node.range?.[1] ?? 0 };
}

function startOf(node: unknown): number {
  return isScalar(node) || isMap(node) || isSeq(node) || isAlias(node) ? span(node).start : 0;
}

function nullAt(start: number): ScalarNode {
  return { kind: 'scalar', value: null, text: '', style: 'plain', start, end: start };
}
