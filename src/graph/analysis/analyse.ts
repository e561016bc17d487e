import type { Definition } from '../../definition/definition.ts';
import type { Finding } from '../../problem/finding.ts';
import { createContext, type Find } from './context.ts';
import { endlessCycle } from './findings/endless-cycle.ts';
import { joinCanStarve } from './findings/join-can-starve.ts';
import { joinManyArrivals } from './findings/join-many-arrivals.ts';
import { joinNeedsItself } from './findings/join-needs-itself.ts';
import { joinWriteConflict } from './findings/join-write-conflict.ts';
import { noEntryPoint } from './findings/no-entry-point.ts';
import { transitionShadowed } from './findings/transition-shadowed.ts';
import { unconditionalRecursion } from './findings/unconditional-recursion.ts';
import { unreachableCycle } from './findings/unreachable-cycle.ts';
import { unreachableTask } from './findings/unreachable-task.ts';
import { variableMaybeUnassigned } from './findings/variable-maybe-unassigned.ts';
import { variableNeverAssigned } from './findings/variable-never-assigned.ts';

const FINDS: readonly Find[] = [
  noEntryPoint,
  unreachableTask,
  unreachableCycle,
  endlessCycle,
  transitionShadowed,
  unconditionalRecursion,
  joinNeedsItself,
  joinCanStarve,
  joinManyArrivals,
  joinWriteConflict,
  variableNeverAssigned,
  variableMaybeUnassigned,
];

/** Nobody reads more. */
const MOST = 1000;

/**
 * What the graph of a definition tells about its runs: tasks that never run, joins that never fire, names that
 * are not assigned. Polynomial; conditions count as free choices as far as they are not understood.
 *
 * ```ts
 * const findings = analyse(definition);
 * ```
 * @returns the findings in the order of the file, errors first where they share a place
 */
export function analyse(definition: Definition): readonly Finding[] {
  const context = createContext(definition);
  const found = distinct(FINDS.flatMap((find) => find(context))).sort(inOrder);
  const left = found.length - MOST;
  if (left <= 0) {
    return found;
  }
  // Whether there are errors must show, however many warnings stand before them.
  const kept = found.toSorted((a, b) => compare(a.severity, b.severity)).slice(0, MOST);
  const message = `There are ${left} findings more; correct these first.`;
  return [...kept.sort(inOrder), { code: 'too_many_findings', severity: 'warning', message, path: '' }];
}

/** Several searches may give up for one reason. */
function distinct(findings: readonly Finding[]): Finding[] {
  return [...new Map(findings.map((finding) => [JSON.stringify(finding), finding])).values()];
}

function inOrder(a: Finding, b: Finding): number {
  return (
    (a.line ?? 0) - (b.line ?? 0) ||
    (a.column ?? 0) - (b.column ?? 0) ||
    compare(a.severity, b.severity) ||
    compare(a.code, b.code) ||
    compare(a.path, b.path)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
