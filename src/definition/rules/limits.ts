import type { Draft, Reading } from '../reading.ts';
import { type Path, parsePointer } from '../yaml/tree.ts';

/** Items of one task that may run side by side. */
const CONCURRENCY_CEILING = 1000;

/** Limits that a file asks for must stay below the deployment's ceilings. */
export function checkLimits({ definition }: Draft, { findings, limits }: Reading): void {
  const check = (value: unknown, ceiling: number, path: Path, what: string) => {
    if (typeof value === 'number' && value > ceiling) {
      findings.error('limit_above_ceiling', path, `${what} is ${value}; the ceiling is ${ceiling}.`, {
        hint: `Ask for at most ${ceiling}, or have the deployment's ceiling raised.`,
      });
    }
  };
  const iterations = limits.maxTaskIterations.ceiling;
  const seconds = definition.timeout === null ? null : definition.timeout / 1000;
  check(seconds, limits.maxWorkflowDurationSeconds.ceiling, ['timeout'], 'The time-out in seconds');
  check(definition.maxTaskIterations, iterations, ['max_task_iterations'], 'The number of iterations of a task');
  for (const task of definition.tasks) {
    const path = parsePointer(task.path);
    check(task.maxIterations, iterations, [...path, 'max_iterations'], `The number of iterations of \`${task.name}\``);
    check(
      task.with?.concurrency,
      CONCURRENCY_CEILING,
      [...path, 'with', 'concurrency'],
      `The concurrency of \`${task.name}\``,
    );
  }
}
