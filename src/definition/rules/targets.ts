import { nearest } from '../../problem/suggest.ts';
import { COMMANDS } from '../definition.ts';
import type { Findings } from '../findings.ts';
import type { Draft, Reading } from '../reading.ts';
import { nodeAt, type Path, parsePointer, type YamlNode } from '../yaml/tree.ts';

/** Every name in a `do` and in `entry_points` must be a task or, in a `do`, an engine command. */
export function checkTargets({ definition, declared }: Draft, { root, findings }: Reading): void {
  for (const task of definition.tasks) {
    for (const transition of task.next) {
      const path = [...parsePointer(transition.path), 'do'];
      for (const name of transition.do) {
        if (!COMMANDS.has(name) && !declared.has(name)) {
          reportUnknown(name, path, [...declared, ...COMMANDS], root, findings);
        }
      }
    }
  }
  for (const name of definition.entryPoints ?? []) {
    if (!declared.has(name)) {
      reportUnknown(name, ['entry_points'], declared, root, findings);
    }
  }
}

function reportUnknown(name: string, path: Path, known: Iterable<string>, root: YamlNode, findings: Findings): void {
  const near = findings.full ? undefined : nearest(name, known);
  findings.error('unknown_task', entryPath(root, path, name), `There is no task \`${name}\`.`, {
    hint: near === undefined ? 'Add the task, or remove the name.' : `Did you mean \`${near}\`?`,
  });
}

/** The entry of a list that holds the name; the whole, when it is written as one text. */
function entryPath(root: YamlNode, path: Path, name: string): Path {
  const node = nodeAt(root, path);
  const index =
    node?.kind === 'list' ? node.items.findIndex((item) => item.kind === 'scalar' && item.text.trim() === name) : -1;
  return index === -1 ? path : [...path, index];
}
