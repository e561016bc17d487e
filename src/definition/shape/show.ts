import { toJson, type YamlNode } from '../yaml/tree.ts';

/** A value in a message: what kind of thing it is, and its beginning. */
export function show(value: unknown): string {
  if (isNode(value)) {
    return show(value.kind === 'scalar' ? toJson(value) : value.kind === 'list' ? [] : {});
  }
  if (value === null || value === undefined) {
    return 'nothing';
  }
  if (Array.isArray(value)) {
    return 'a list';
  }
  if (typeof value === 'object') {
    return 'a map';
  }
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

function isNode(value: unknown): value is YamlNode {
  return typeof value === 'object' && value !== null && 'kind' in value && 'start' in value && 'end' in value;
}
