import { parseDuration } from '../../value/duration.ts';
import { childOf, type YamlNode } from '../yaml/tree.ts';

/** A duration of the file in milliseconds. */
export function milliseconds(value: number | string | undefined): number | null {
  return value === undefined ? null : (parseDuration(value) ?? null);
}

/** The version as it is written: `1.10` is not `1.1`. */
export function versionOf(root: YamlNode): string | null {
  const node = childOf(root, 'version');
  return node?.kind === 'scalar' && node.value !== null ? node.text : null;
}
