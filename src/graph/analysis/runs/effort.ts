import type { Finding } from '../../../problem/finding.ts';
import type { JoinPlan } from '../../join-plan.ts';
import type { AnalysisContext } from '../context.ts';
import { warning } from '../report.ts';

/** Steps that one finding may take over all joins. A large workflow takes a hundredth; only a hostile one more. */
const MOST = 2_000_000;

/** Counts the steps of a search whose cost grows with the square of the graph. */
export class Effort {
  #left: number;

  constructor(most = MOST) {
    this.#left = most;
  }

  spend(steps: number): void {
    this.#left -= steps;
  }

  get exhausted(): boolean {
    return this.#left <= 0;
  }
}

/** Looks at each join that is reached, until the effort is spent; then says so. */
export function forEachJoin(
  context: AnalysisContext,
  look: (join: JoinPlan, effort: Effort) => readonly Finding[],
  effort = new Effort(),
): readonly Finding[] {
  const findings: Finding[] = [];
  for (const join of context.plan.joins.values()) {
    if (effort.exhausted) {
      findings.push(incomplete(context));
      break;
    }
    findings.push(...look(join, effort));
  }
  return findings;
}

function incomplete(context: AnalysisContext): Finding {
  return warning(context, 'analysis_incomplete', '/tasks', 'The workflow is too large to examine all of its joins.', {
    hint: 'Move parts of it into workflows of their own, and call them as actions.',
  });
}
