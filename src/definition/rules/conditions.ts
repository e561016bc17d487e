import { deferredKey } from '../deferred.ts';
import type { TaskDefinition } from '../definition.ts';
import { hasExpression } from '../expression-text.ts';
import { placeOf } from '../place.ts';
import type { Draft, Reading } from '../reading.ts';

/** A condition without an expression is just text, and text is always true. */
export function checkConditions({ definition }: Draft, { root, findings, places }: Reading): void {
  for (const task of definition.tasks) {
    const conditions = [
      [task.when, `${task.path}/when`],
      [task.retry?.when ?? null, `${task.path}/retry/when`],
      ...laterCondition(task),
      ...task.next.map((transition) => [transition.when, `${transition.path}/when`] as const),
    ] as const;
    for (const [text, path] of conditions) {
      if (text !== null && !hasExpression(text)) {
        findings.warning(
          'condition_without_expression',
          placeOf(path, root, places).path,
          'The condition is plain text, not an expression, and so always true.',
          { hint: `Write \`"{{ ${text.trim().slice(0, 60)} }}"\`, or leave \`when\` out.` },
        );
      }
    }
  }
}

function laterCondition({ action, input, path }: TaskDefinition): readonly (readonly [string, string])[] {
  const deferred = deferredKey(action);
  const text = deferred && input[deferred.key];
  return deferred !== undefined && typeof text === 'string' ? [[text, `${path}/input/${deferred.key}`]] : [];
}
