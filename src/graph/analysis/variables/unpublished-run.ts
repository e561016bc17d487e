import type { Facts } from '../context.ts';
import { completing } from '../runs/completing.ts';
import type { SureNames } from './sure-names.ts';

/**
 * A path of a run that comes to its end without failing and without ever publishing a name, or needing it; null
 * when there is no such run.
 */
export function unpublishedRun(
  { behaviours, plan, start }: Facts,
  sure: readonly SureNames[],
  name: string,
): readonly number[] | null {
  const found = completing({
    tasks: behaviours.keys(),
    moves: (task) => behaviours[task]?.moves ?? [],
    allows: (task, { transitions }) => {
      const own = sure[task];
      return (
        own !== undefined &&
        !own.task.has(name) &&
        transitions.every((transition) => own.transitions[transition]?.has(name) !== true)
      );
    },
    settled: () => undefined,
  });
  const first = start.targets[0];
  if (first === undefined || !plan.starts.every((task) => found.has(task))) {
    return null;
  }
  const path: number[] = [];
  for (let at: number | undefined = first; at !== undefined; at = found.get(at)?.targets[0]) {
    path.push(at);
  }
  return path;
}
