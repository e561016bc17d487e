import type { Definition } from '../../definition/definition.ts';
import type { Finding } from '../../problem/finding.ts';
import { refuse } from '../../problem/problem.ts';
import type { Bound, DeploymentLimits } from '../../value/limits.ts';

export interface AskedLimits {
  /** Milliseconds. */
  readonly timeout?: number | undefined;
  readonly max_task_iterations?: number | undefined;
}

export interface EffectiveLimits {
  /** Milliseconds. */
  readonly duration: number;
  readonly taskIterations: number;
  /** The start request names it: it goes before what a task says. */
  readonly iterationsAsked?: true;
}

/**
 * The nearest of start request → workflow → deployment; a task's own limit stands between the first two.
 * @throws ProblemError `limit_above_ceiling` when one asks for more than the deployment allows.
 */
export function effectiveLimits(
  asked: AskedLimits,
  definition: Pick<Definition, 'timeout' | 'maxTaskIterations'>,
  limits: DeploymentLimits,
): EffectiveLimits {
  const { maxWorkflowDurationSeconds: seconds, maxTaskIterations: iterations } = limits;
  const milliseconds = { default: seconds.default * 1000, ceiling: seconds.ceiling * 1000 };
  return {
    duration: effective('timeout', asked.timeout, definition.timeout, milliseconds, `${seconds.ceiling} s`),
    taskIterations: effective(
      'max_task_iterations',
      asked.max_task_iterations,
      definition.maxTaskIterations,
      iterations,
      String(iterations.ceiling),
    ),
    ...(asked.max_task_iterations === undefined ? {} : { iterationsAsked: true }),
  };
}

function effective(name: string, asked: number | undefined, own: number | null, bound: Bound, ceiling: string): number {
  const value = asked ?? own;
  if (value === null) {
    return Math.min(bound.default, bound.ceiling);
  }
  return value <= bound.ceiling ? value : aboveCeiling(name, ceiling);
}

function aboveCeiling(name: string, ceiling: string): never {
  const message = `\`${name}\` is above this deployment's ceiling of ${ceiling}`;
  const finding: Finding = { code: 'limit_above_ceiling', severity: 'error', message, path: `/${name}` };
  return refuse('limit_above_ceiling', message, { findings: [finding] });
}
