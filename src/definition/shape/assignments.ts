import type { Assignment } from '../definition.ts';
import type { Findings } from '../findings.ts';
import { isNull, type MapEntry, type Path, pointer, toJson, type YamlNode } from '../yaml/tree.ts';
import { show } from './show.ts';

/** Names and values of a map, in the order of the file. */
export function assignmentsOfMap(node: YamlNode, path: Path, what: string, findings: Findings): Assignment[] {
  if (node.kind === 'map') {
    return [...node.entries].map((entry) => assignment(entry, path));
  }
  if (!isNull(node)) {
    findings.error('wrong_type', path, `${what} must be a map of names and values, not ${show(node)}.`);
  }
  return [];
}

/** Names and values of a list of maps with one key each. */
export function assignmentsOfList(node: YamlNode, path: Path, what: string, findings: Findings): Assignment[] {
  if (node.kind !== 'list') {
    findings.error('wrong_type', path, `${what} must be a list of \`name: value\`, not ${show(node)}.`);
    return [];
  }
  return node.items.flatMap((item, index) => {
    const place = [...path, index];
    const [first, ...rest] = item.kind === 'map' ? item.entries : [];
    if (first === undefined) {
      findings.error('wrong_type', place, `An entry of ${what} must be \`name: value\`, not ${show(item)}.`);
      return [];
    }
    if (rest.length > 0) {
      findings.error('invalid_value', place, `An entry of ${what} must have one name, but has ${rest.length + 1}.`, {
        hint: 'Begin a new list entry (`- `) for each name.',
      });
    }
    return [first, ...rest].map((entry) => assignment(entry, place));
  });
}

function assignment([name, { value }]: readonly [string, MapEntry], path: Path): Assignment {
  return { name, value: toJson(value), path: pointer([...path, name]) };
}
