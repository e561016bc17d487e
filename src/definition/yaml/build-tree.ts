import { isAlias, isMap, isPair, isScalar, isSeq, type Node, type Scalar, type YAMLMap, type YAMLSeq } from 'yaml';
import { LIMITS } from '../../value/limits.ts';
import type { Dialect } from '../definition.ts';
import {
  badKey,
  badMerge,
  badTag,
  collectionKey,
  cycle,
  mergeInNative,
  tooDeep,
  tooMuchByAliases,
  twice,
  unfit,
  unknownAlias,
  unquoted,
  type YamlProblem,
} from './problems.ts';
import { resolvePlain } from './scalars.ts';
import type { MapEntry, MapNode, Path, ScalarNode, ScalarStyle, YamlNode } from './tree.ts';

export interface BuiltTree {
  readonly root: YamlNode;
  readonly problems: readonly YamlProblem[];
}

/**
 * Syntax tree → values with places: scalars read by the dialect's rules, aliases shared, merge keys (YAML 1.1
 * only) merged, duplicate keys refused.
 */
export function buildTree(root: Node, source: string, dialect: Dialect): BuiltTree {
  const builder = new Builder(source, dialect);
  const tree = builder.build(root, []);
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
  readonly #source: string;
  readonly #dialect: Dialect;
  readonly #anchors = new Map<string, YamlNode | 'open'>();
  /** Height and expanded size of every node built, so that shared parts are not walked again. */
  readonly #extents = new Map<YamlNode, Extent>();
  #expanded = 0;

  constructor(source: string, dialect: Dialect) {
    this.#source = source;
    this.#dialect = dialect;
  }

  build(node: unknown, path: Path): YamlNode {
    if (path.length >= LIMITS.jsonDepth) {
      this.#once(tooDeep(startOf(node), path));
      return this.#keep(nullAt(startOf(node)), 0, 1);
    }
    if (isAlias(node)) {
      return this.#alias(node.source, startOf(node), path);
    }
    const anchor = isScalar(node) || isMap(node) || isSeq(node) ? node.anchor : undefined;
    if (anchor !== undefined) {
      this.#anchors.set(anchor, 'open');
    }
    const built = this.#fresh(node, path);
    if (anchor !== undefined) {
      this.#anchors.set(anchor, built);
    }
    return built;
  }

  #fresh(node: unknown, path: Path): YamlNode {
    if (isMap(node)) {
      this.#checkTag(node, 'map', path);
      return this.#unquoted(node, path) ?? this.#map(node, path);
    }
    if (isSeq(node)) {
      this.#checkTag(node, 'seq', path);
      return this.#list(node, path);
    }
    const built = isScalar(node) ? this.#scalar(node, path) : nullAt(startOf(node));
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

  #alias(name: string, start: number, path: Path): YamlNode {
    const target = this.#anchors.get(name);
    const nothing = this.#keep(nullAt(start), 0, 1);
    if (target === undefined || target === 'open') {
      this.problems.push((target === 'open' ? cycle : unknownAlias)(name, start, path));
      return nothing;
    }
    const extent = this.#extents.get(target);
    this.#expanded += extent?.size ?? 0;
    if (this.#expanded > LIMITS.definitionBytes) {
      this.#once(tooMuchByAliases(start, path));
      return nothing;
    }
    if (path.length + (extent?.height ?? 0) >= LIMITS.jsonDepth) {
      this.#once(tooDeep(start, path));
      return nothing;
    }
    return target;
  }

  #list(node: YAMLSeq, path: Path): YamlNode {
    const items = node.items.map((item, index) => this.build(isPair(item) ? null : item, [...path, index]));
    const { height, size } = this.#extent(items);
    return this.#keep({ kind: 'list', items, ...span(node) }, height, size);
  }

  #map(node: YAMLMap, path: Path): YamlNode {
    const entries = new Map<string, MapEntry>();
    const merged = new Map<string, MapEntry>();
    for (const { key, value } of node.items) {
      const keyNode = this.build(key, path);
      const keyStart = startOf(key);
      if (isMergeKey(keyNode, key)) {
        const place = [...path, '<<'];
        this.#merge(this.build(value, place), keyStart, place, merged);
        continue;
      }
      const name = this.#keyText(keyNode, keyStart, path);
      // What stands below a bad key is looked at all the same: all problems in one go.
      const place = [...path, name ?? '?'];
      const built = this.build(value, place);
      if (name !== undefined && entries.has(name)) {
        this.problems.push(twice(name, keyStart, place));
      } else if (name !== undefined) {
        entries.set(name, { keyStart, value: built });
      }
    }
    const all = merged.size === 0 ? entries : new Map([...merged, ...entries]);
    const { height, size } = this.#extent([...all.values()].map((entry) => entry.value));
    const keys = [...all.keys()].reduce((sum, name) => sum + name.length, 0);
    return this.#keep({ kind: 'map', entries: all, ...span(node) }, height, size + keys);
  }

  /** `{{ x }}` without quotes is a map in a map to YAML; it is read on as the text that it was meant to be. */
  #unquoted(node: YAMLMap, path: Path): YamlNode | undefined {
    const { start, end } = span(node);
    if (!this.#source.startsWith('{{', start) || !node.items.some(({ key }) => isMap(key))) {
      return undefined;
    }
    this.problems.push(unquoted(start, path));
    const text = this.#source.slice(start, end);
    return this.#keep({ kind: 'scalar', value: text, text, style: 'plain', start, end }, 0, text.length);
  }

  #merge(value: YamlNode, offset: number, path: Path, merged: Map<string, MapEntry>): void {
    if (this.#dialect === 'native') {
      this.problems.push(mergeInNative(offset, path));
      return;
    }
    for (const source of value.kind === 'list' ? value.items : [value]) {
      if (source.kind === 'map') {
        mergeInto(source, merged);
      } else {
        this.problems.push(badMerge(offset, path));
      }
    }
  }

  #keyText(node: YamlNode, offset: number, path: Path): string | undefined {
    if (node.kind !== 'scalar') {
      this.problems.push(collectionKey(offset, path));
      return undefined;
    }
    if (typeof node.value === 'string' || typeof node.value === 'number') {
      return node.text;
    }
    this.problems.push(badKey(node, offset, path));
    return undefined;
  }

  #scalar(node: Scalar, path: Path): ScalarNode {
    const text = typeof node.value === 'string' ? node.value : '';
    const style = STYLES[node.type ?? ''] ?? 'plain';
    const { start, end } = span(node);
    const tag = node.tag?.startsWith(TAG) ? node.tag.slice(TAG.length) : node.tag;
    if (tag === 'str' || tag === '!' || (tag === undefined && style !== 'plain')) {
      return { kind: 'scalar', value: text, text, style, start, end };
    }
    const resolved = resolvePlain(text, this.#dialect);
    if (resolved.kind === 'unfit') {
      this.problems.push(unfit(text, start, path));
      return { kind: 'scalar', value: text, text, style, start, end };
    }
    if (tag !== undefined && !fitsTag(resolved.value, tag)) {
      this.problems.push(badTag(tag, start, path));
    }
    return { kind: 'scalar', value: resolved.value, text, style, start, end };
  }

  #checkTag(node: YAMLMap | YAMLSeq, name: string, path: Path): void {
    if (node.tag !== undefined && node.tag !== TAG + name && node.tag !== '!') {
      this.problems.push(badTag(node.tag.replace(TAG, '!!'), span(node).start, path));
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
