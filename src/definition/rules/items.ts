import type { Draft, Reading } from '../reading.ts';
import { parsePointer } from '../yaml/tree.ts';

/** Orquesta has nothing to do for the items of a task without an action. */
export function checkItems({ definition }: Draft, { findings }: Reading): void {
  if (definition.dialect !== 'orquesta') {
    return;
  }
  for (const task of definition.tasks) {
    if (task.with !== null && task.action === null) {
      findings.error(
        'items_without_action',
        parsePointer(task.path),
        `Task \`${task.name}\` has items but no action to run for them.`,
        { hint: 'Give the task an `action`.' },
      );
    }
  }
}
