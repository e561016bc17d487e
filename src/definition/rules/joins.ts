import { COMMANDS } from '../definition.ts';
import type { Draft, Reading } from '../reading.ts';
import { parsePointer } from '../yaml/tree.ts';

/** A join cannot wait for more tasks than have a transition into it. */
export function checkJoins({ definition }: Draft, { findings }: Reading): void {
  const inbound = new Map<string, Set<string>>();
  for (const task of definition.tasks) {
    for (const name of task.next.flatMap((transition) => transition.do)) {
      if (!COMMANDS.has(name)) {
        inbound.set(name, (inbound.get(name) ?? new Set()).add(task.name));
      }
    }
  }
  for (const { name, join, path } of definition.tasks) {
    const count = inbound.get(name)?.size ?? 0;
    if (typeof join === 'number' && join > count) {
      const from = count === 1 ? 'only one task leads' : count === 0 ? 'no task leads' : `only ${count} tasks lead`;
      findings.error(
        'join_too_large',
        [...parsePointer(path), 'join'],
        `\`${name}\` waits for ${join} tasks, but ${from} to it.`,
        {
          hint: 'Arrivals are counted by task, however many transitions a task has. `join: all` waits for every one.',
          witness: [...(inbound.get(name) ?? [])],
        },
      );
    }
  }
}
