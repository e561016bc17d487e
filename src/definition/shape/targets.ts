import type { Findings } from '../findings.ts';
import type { Path, YamlNode } from '../yaml/tree.ts';
import { show } from './show.ts';

/** Task names as a list or as `a, b`; a name given twice counts once. */
export function readTargets(node: YamlNode, path: Path, what: string, findings: Findings): readonly string[] {
  if (node.kind === 'scalar' && typeof node.value === 'string') {
    return distinct(node.text.split(',').map((name) => name.trim()));
  }
  if (node.kind !== 'list') {
    findings.error('wrong_type', path, `${what} must be a list of task names or \`a, b\`, not ${show(node)}.`);
    return [];
  }
  const names = node.items.flatMap((item, index) => {
    if (item.kind === 'scalar' && typeof item.value === 'string') {
      return [item.text.trim()];
    }
    findings.error('wrong_type', [...path, index], `An entry of ${what} must be a task name, not ${show(item)}.`);
    return [];
  });
  return distinct(names);
}

function distinct(names: readonly string[]): readonly string[] {
  return [...new Set(names.filter((name) => name !== ''))];
}
