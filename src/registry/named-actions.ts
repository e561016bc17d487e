import { CORE_REFS } from '../definition/core-actions.ts';
import type { Definition, TaskDefinition } from '../definition/definition.ts';
import { hasExpression } from '../definition/expression-text.ts';
import type { Finding } from '../problem/finding.ts';
import { nearest } from '../problem/suggest.ts';

/** An action or a workflow that tasks of a definition name. */
export interface NamedAction {
  readonly ref: string;
  /** What is to be said when it is not there, once for each task. */
  readonly findings: readonly Finding[];
}

/** What a definition needs to be there: core actions, which always are, and the definition itself are left out. */
export function namedActions({ ref: own, tasks, positions }: Definition): readonly NamedAction[] {
  const named = tasks.flatMap((task) => (isElsewhere(task.action, own) ? [{ task, ref: task.action }] : []));
  return [...Map.groupBy(named, ({ ref }) => ref)].map(([ref, all]) => ({
    ref,
    findings: all.map(({ task }) => missing(ref, task, positions)),
  }));
}

function isElsewhere(action: string | null, own: string): action is string {
  return action !== null && action !== own && !CORE_REFS.has(action) && !hasExpression(action);
}

function missing(ref: string, { path }: TaskDefinition, positions: Definition['positions']): Finding {
  const at = positions[`${path}/action`] ?? positions[path];
  const guess = nearest(ref, CORE_REFS);
  return {
    code: 'unknown_action',
    severity: 'error',
    message: `There is no action and no workflow \`${ref}\`.`,
    path: `${path}/action`,
    ...(at === undefined ? {} : { line: at[0], column: at[1] }),
    ...(guess === undefined ? {} : { hint: `Did you mean \`${guess}\`?` }),
  };
}
