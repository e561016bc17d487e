import type { Definition } from './definition.ts';
import { expressionSites } from './expression-sites.ts';
import { offsetsOf, placeOf } from './place.ts';
import type { Lines } from './yaml/lines.ts';
import { nodeAt, type Path, parsePointer, type YamlNode } from './yaml/tree.ts';

/** JSON pointer → [line, column] of every task, transition and string with an expression. */
export function positionsOf(
  definition: Omit<Definition, 'positions'>,
  source: string,
  lines: Lines,
  root: YamlNode,
  places: ReadonlyMap<string, Path>,
): Definition['positions'] {
  const positions: Record<string, readonly [number, number]> = {};
  for (const task of definition.tasks) {
    positions[task.path] = lines.at(taskStart(root, task.path));
    for (const transition of task.next) {
      positions[transition.path] = lines.at(placeOf(transition.path, root, places).node.start);
    }
  }
  for (const { text, path } of expressionSites(definition)) {
    positions[path] ??= lines.at(offsetsOf(source, placeOf(path, root, places).node, text)(0));
  }
  return positions;
}

/** A task in a map begins at its name. */
function taskStart(root: YamlNode, path: string): number {
  const steps = parsePointer(path);
  const tasks = nodeAt(root, steps.slice(0, -1));
  const name = String(steps.at(-1));
  return tasks?.kind === 'map'
    ? (tasks.entries.get(name)?.keyStart ?? tasks.start)
    : (nodeAt(root, steps)?.start ?? root.start);
}
